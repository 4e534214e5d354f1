/** Cells of the catalogue's tables, unpacked. */
import { unpack } from 'msgpackr';
import type { Batch } from '../../domain/batch.js';
import type { CourseTree } from '../../domain/course.js';
import type { CourseInfo, TemplateContent } from '../ports.js';
import { unpackTree } from '../tree-codec.js';

export const treeIn = (cell: unknown): CourseTree => unpackTree(cell as Buffer);

export const unpackInfo = (cell: unknown): CourseInfo => unpack(cell as Buffer) as CourseInfo;

export const unpackBatch = (cell: unknown): Batch => unpack(cell as Buffer) as Batch;

export const unpackTemplate = (cell: unknown): TemplateContent =>
  unpack(cell as Buffer) as TemplateContent;
