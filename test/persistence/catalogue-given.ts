/** A course of a few contents, and a catalogue in memory that it is published in. */
import { COLLECTION_MIME_TYPE, type HierarchyNode } from '../../src/domain/hierarchy.js';
import type { CourseTree } from '../../src/domain/course.js';
import type { ContentId, CourseId } from '../../src/domain/ids.js';
import type { PublishedCourse } from '../../src/engine.js';
import type { CatalogueCache } from '../../src/persistence/catalogue.js';
import type { CourseInfo } from '../../src/persistence/ports.js';
import { valueOf } from '../contract/open-store.js';

export const COURSE = 'course' as CourseId;

export const INFO: PublishedCourse = {
  course: COURSE,
  name: 'Course',
  description: '',
  appIcon: '',
  status: 'Live',
  channel: '',
  userConsent: '',
  leafNodesCount: 1,
  publishedAt: 1000,
};

/** The course as published under a number, nobody derived again. */
export const infoOf = (version: number): CourseInfo => ({ ...INFO, version, evaluatedVersion: 0 });

/** Its structure of one content. */
export const treeOf = (version: number, content: string): CourseTree => ({
  course: COURSE,
  version,
  leaves: [content as ContentId],
  optional: [],
  required: [content as ContentId],
  units: [],
  ancestors: new Map(),
  scored: [],
  firstLevel: [],
  titles: new Map(),
  leafNodesCount: 1,
});

export const publish = async (cache: CatalogueCache, ...contents: string[]): Promise<number> =>
  (await valueOf(cache.publish(INFO, hierarchy(...contents)))).version;

export const leaves = (cache: CatalogueCache, version: number): readonly string[] | null =>
  cache.structure(COURSE, version)?.tree.leaves ?? null;

export const node = (id: string, children: readonly HierarchyNode[]): HierarchyNode => ({
  identifier: id,
  name: id,
  mimeType: children.length > 0 ? COLLECTION_MIME_TYPE : 'application/pdf',
  contentType: '',
  objectType: '',
  primaryCategory: '',
  visibility: '',
  optional: false,
  leafNodes: null,
  leafNodesCount: 0,
  children,
});

export const hierarchy = (...contents: string[]): HierarchyNode =>
  node(
    COURSE,
    contents.map((id) => node(id, [])),
  );
