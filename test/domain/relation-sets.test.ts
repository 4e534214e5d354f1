import { describe, expect, it } from 'vitest';
import { courseTree } from '../../src/domain/course.js';
import {
  ancestorsFrom,
  goneKeys,
  readRelations,
  relationKeys,
  relationSets,
} from '../../src/domain/relation-sets.js';
import { collection, contentId, resource } from './given.js';

/** The course of case rel-02. */
const REL_02 = collection('course1', [
  collection('u1', [resource('a'), resource('b', { optional: true })]),
  collection('u2', [resource('c'), resource('d')], { optional: true }),
  resource('e'),
]);

/** The course of case rel-03: a list of leaf nodes that is older than the contents. */
const REL_03 = collection(
  'course2',
  [collection('u1', [resource('a'), resource('b')]), resource('stale')],
  { leafNodes: ['a', 'b'] },
);

describe('The relation sets of a published course', () => {
  it('count an optional unit as optional, not its contents (case rel-02)', () => {
    expect(keysOf(REL_02)).toEqual({
      'course1:course1:leafnodes': ['a', 'b', 'c', 'd', 'e'],
      'course1:u1:leafnodes': ['a', 'b'],
      'course1:u2:leafnodes': ['c', 'd'],
      'course1:course1:optionalnodes': ['b', 'u2'],
      'course1:u1:optionalnodes': ['b'],
      'course1:a:ancestors': ['course1', 'u1'],
      'course1:b:ancestors': ['course1', 'u1'],
      'course1:c:ancestors': ['course1', 'u2'],
      'course1:d:ancestors': ['course1', 'u2'],
      'course1:e:ancestors': ['course1'],
    });
  });

  it('take the leaf nodes that the course was published with (case rel-03)', () => {
    expect(keysOf(REL_03)).toEqual({
      'course2:course2:leafnodes': ['a', 'b'],
      'course2:u1:leafnodes': ['a', 'b'],
      'course2:a:ancestors': ['course2', 'u1'],
      'course2:b:ancestors': ['course2', 'u1'],
      'course2:stale:ancestors': ['course2'],
    });
  });

  it('join the ancestors of all places of a content', () => {
    const shared = collection('c', [
      collection('u1', [collection('u11', [resource('a')])]),
      collection('u2', [resource('a')]),
    ]);

    expect(keysOf(shared)['c:a:ancestors']).toEqual(['c', 'u1', 'u11', 'u2']);
  });

  it('have no key for a unit without contents', () => {
    expect(keysOf(collection('c', [collection('u1', []), resource('a')]))).toEqual({
      'c:c:leafnodes': ['a'],
      'c:a:ancestors': ['c'],
    });
  });
});

describe('Keys that a course had before', () => {
  it('are gone where they have no members any more', () => {
    const kept = relationKeys(relationSets(REL_02));
    const before = [...kept.keys(), 'course1:u9:leafnodes', 'course1:z:ancestors'];

    expect(goneKeys(before, relationSets(REL_02))).toEqual([
      'course1:u9:leafnodes',
      'course1:z:ancestors',
    ]);
  });

  it('stay where they belong to another course or are no relation sets', () => {
    const others = ['course2:u9:leafnodes', 'course1:u9', 'course1:u9:names', 'course1', ''];

    expect(goneKeys(others, relationSets(REL_02))).toEqual([]);
  });
});

describe('Sets that are read', () => {
  it('make the tree that the hierarchy makes, but for names and order', () => {
    const tree = courseTree(setsRead('course1', relationKeys(relationSets(REL_02))), 3);

    expect(tree).toMatchObject({
      course: 'course1',
      version: 3,
      leaves: ['a', 'b', 'c', 'd', 'e'],
      optional: ['b', 'u2'],
      required: ['a', 'c', 'd', 'e'],
      units: [
        { unit: 'u1', name: 'u1', leaves: ['a', 'b'], required: ['a'] },
        { unit: 'u2', name: 'u2', leaves: ['c', 'd'], required: ['c', 'd'] },
      ],
      scored: [],
      leafNodesCount: 5,
    });
  });

  it('are the same whatever the order of keys and members', () => {
    const keys = [
      ['c:u:leafnodes', ['x', 'y', 'x']],
      ['c:c:leafnodes', ['y', 'x']],
    ] as const;
    const turned = keys.map(([key, members]) => [key, [...members].reverse()] as const).reverse();

    expect(readRelations(turned)).toEqual(readRelations(keys));
    expect(setsRead('c', keys).leafNodes.get(contentId('u'))).toEqual(['x', 'y']);
  });

  it('are told apart by course, and other keys are ignored', () => {
    const read = readRelations([
      ['c:c:leafnodes', ['x']],
      ['d:d:leafnodes', ['y']],
      ['c:c:leafnodes:old', ['z']],
      ['c::leafnodes', ['z']],
      [':c:leafnodes', ['z']],
      ['c:c:names', ['z']],
      ['e:e:leafnodes', []],
    ]);

    expect([...read.keys()]).toEqual(['c', 'd']);
    expect([...read.values()].flatMap(({ leafNodes }) => [...leafNodes])).toEqual([
      ['c', ['x']],
      ['d', ['y']],
    ]);
  });

  it('name as a unit what is above a content, also without leaf nodes of its own', () => {
    const sets = setsRead('c', [
      ['c:c:leafnodes', ['x']],
      ['c:x:ancestors', ['u', 'c']],
    ]);

    expect(courseTree(sets, 1).units).toEqual([{ unit: 'u', name: 'u', leaves: [], required: [] }]);
  });
});

describe('Ancestors that are not given', () => {
  it('are the collections whose leaf node a content is', () => {
    const leafNodes = new Map([
      [contentId('c'), [contentId('x'), contentId('y'), contentId('x')]],
      [contentId('u'), [contentId('x')]],
    ]);

    expect(Object.fromEntries(ancestorsFrom(leafNodes))).toEqual({ x: ['c', 'u'], y: ['c'] });
  });
});

/** Keys with their members in order, to be compared. */
const keysOf = (root: Parameters<typeof relationSets>[0]): Record<string, string[]> =>
  Object.fromEntries(
    [...relationKeys(relationSets(root))].map(([key, members]) => [key, [...members].sort()]),
  );

function setsRead(course: string, keys: Parameters<typeof readRelations>[0]) {
  const sets = [...readRelations(keys).values()].find((read) => read.course === course);
  if (sets === undefined) throw new Error(`no sets of ${course}`);
  return sets;
}
