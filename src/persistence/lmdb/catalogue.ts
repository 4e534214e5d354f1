/** Courses with all their structures, batches and certificate templates in LMDB. */
import { pack, unpack } from 'msgpackr';
import type { Batch } from '../../domain/batch.js';
import type { CourseTree } from '../../domain/course.js';
import type { ContentId } from '../../domain/ids.js';
import type { CatalogueStore, CourseInfo, TemplateContent } from '../ports.js';
import type { Environment } from './environment.js';
import { keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbCatalogue(env: Environment): CatalogueStore {
  const courses = env.table('course');
  const trees = env.table('tree');
  const batches = env.table('batch');
  const templates = env.table('template');
  return {
    putCourse: (info, tree) =>
      env.atomically((writes) => {
        writes.put(courses, keyOf(info.course), pack(info));
        writes.put(trees, keyOf(info.course, String(tree.version)), packTree(tree));
      }),
    async *courses() {
      for (const { value } of courses.getRange()) {
        yield await Promise.resolve(unpack(value) as CourseInfo);
      }
    },
    async *trees() {
      for (const { value } of trees.getRange()) yield await Promise.resolve(unpackTree(value));
    },
    putBatch: (batch) =>
      storeCall(async () => {
        await batches.put(keyOf(batch.batch), pack(batch));
      }),
    async *batches() {
      for (const { value } of batches.getRange()) {
        yield await Promise.resolve(unpack(value) as Batch);
      }
    },
    putTemplate: (hash, content) =>
      storeCall(async () => {
        await templates.put(keyOf(hash), pack(content));
      }),
    template: (hash) =>
      storeCall(() => {
        const value = templates.get(keyOf(hash));
        return value === undefined ? null : (unpack(value) as TemplateContent);
      }),
  };
}

const packTree = (tree: CourseTree): Buffer => pack({ ...tree, ancestors: [...tree.ancestors] });

function unpackTree(value: Buffer): CourseTree {
  const stored = unpack(value) as Omit<CourseTree, 'ancestors'> & {
    readonly ancestors: readonly (readonly [ContentId, readonly ContentId[]])[];
  };
  return { ...stored, ancestors: new Map(stored.ancestors) };
}
