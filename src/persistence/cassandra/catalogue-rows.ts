/** Cells of the catalogue's tables, packed and unpacked. Owns their form alone. */
import { pack, unpack } from 'msgpackr';
import type { Batch } from '../../domain/batch.js';
import type { CourseTree } from '../../domain/course.js';
import type { ContentId } from '../../domain/ids.js';
import type { CourseInfo, TemplateContent } from '../ports.js';

export const packTree = (tree: CourseTree): Buffer =>
  pack({ ...tree, ancestors: [...tree.ancestors] });

export function unpackTree(cell: unknown): CourseTree {
  const stored = unpack(cell as Buffer) as Omit<CourseTree, 'ancestors'> & {
    readonly ancestors: readonly (readonly [ContentId, readonly ContentId[]])[];
  };
  return { ...stored, ancestors: new Map(stored.ancestors) };
}

export const unpackInfo = (cell: unknown): CourseInfo => unpack(cell as Buffer) as CourseInfo;

export const unpackBatch = (cell: unknown): Batch => unpack(cell as Buffer) as Batch;

export const unpackTemplate = (cell: unknown): TemplateContent =>
  unpack(cell as Buffer) as TemplateContent;
