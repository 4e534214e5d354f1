import { pack } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { courseTree } from '../../src/domain/course.js';
import { packTree, unpackTree } from '../../src/persistence/tree-codec.js';
import { collection, resource } from '../domain/given.js';

const TREE = courseTree(
  collection('course1', [collection('u1', [{ ...resource('a'), name: 'पाठ' }, resource('b')])]),
  7,
);

describe('A course structure as bytes', () => {
  it('is read as it was written', () => {
    expect(unpackTree(packTree(TREE))).toEqual(TREE);
  });

  it('that was written before it had titles and a first level is read as having none', () => {
    const added = ['titles', 'firstLevel'];
    const kept = Object.entries(TREE).filter(([name]) => !added.includes(name));
    const before = Object.fromEntries(kept);

    const read = unpackTree(pack({ ...before, ancestors: [...TREE.ancestors] }));

    expect(read).toEqual({ ...TREE, titles: new Map(), firstLevel: [] });
  });
});
