/** The structure of a course as bytes: msgpack, with its map as a list of pairs. */
import { pack, unpack } from 'msgpackr';
import type { CourseTree } from '../domain/course.js';
import type { ContentId } from '../domain/ids.js';

export const packTree = (tree: CourseTree): Buffer =>
  pack({ ...tree, ancestors: [...tree.ancestors] });

export function unpackTree(bytes: Buffer): CourseTree {
  const stored = unpack(bytes) as Omit<CourseTree, 'ancestors'> & {
    readonly ancestors: readonly (readonly [ContentId, readonly ContentId[]])[];
  };
  return { ...stored, ancestors: new Map(stored.ancestors) };
}
