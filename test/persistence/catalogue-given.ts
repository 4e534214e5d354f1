/** A course of a few contents, and a catalogue in memory that it is published in. */
import { COLLECTION_MIME_TYPE, type HierarchyNode } from '../../src/domain/hierarchy.js';
import type { CourseId } from '../../src/domain/ids.js';
import type { PublishedCourse } from '../../src/engine.js';
import type { CatalogueCache } from '../../src/persistence/catalogue.js';
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

export const publish = async (cache: CatalogueCache, ...contents: string[]): Promise<number> =>
  (await valueOf(cache.publish(INFO, hierarchy(...contents)))).version;

export const leaves = (cache: CatalogueCache, version: number): readonly string[] | null =>
  cache.structure(COURSE, version)?.tree.leaves ?? null;

const node = (id: string, children: readonly HierarchyNode[]): HierarchyNode => ({
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
