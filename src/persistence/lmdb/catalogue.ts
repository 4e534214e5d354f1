/** Courses with all their structures, batches and certificate templates in LMDB. */
import { pack, unpack } from 'msgpackr';
import type { Batch } from '../../domain/batch.js';
import type { CatalogueStore, CourseInfo, TemplateContent } from '../ports.js';
import { packTree, unpackTree } from '../tree-codec.js';
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
