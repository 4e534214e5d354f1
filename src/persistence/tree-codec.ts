/**
 * The structure of a course as bytes: msgpack, with its maps as lists of pairs. What was written
 * before trees had titles and first levels is read as having none.
 */
import { pack, unpack } from 'msgpackr';
import type { CourseTree } from '../domain/course.js';

type Maps = Pick<CourseTree, 'ancestors' | 'titles'>;

type Stored = Omit<CourseTree, keyof Maps | 'firstLevel'> & {
  readonly ancestors: Pairs<Maps['ancestors']>;
  readonly titles?: Pairs<Maps['titles']>;
  readonly firstLevel?: CourseTree['firstLevel'];
};

type Pairs<M> = M extends ReadonlyMap<infer K, infer V> ? readonly (readonly [K, V])[] : never;

export const packTree = (tree: CourseTree): Buffer =>
  pack({ ...tree, ancestors: [...tree.ancestors], titles: [...tree.titles] });

export function unpackTree(bytes: Buffer): CourseTree {
  const { titles = [], firstLevel = [], ...stored } = unpack(bytes) as Stored;
  return {
    ...stored,
    firstLevel,
    ancestors: new Map(stored.ancestors),
    titles: new Map(titles),
  };
}
