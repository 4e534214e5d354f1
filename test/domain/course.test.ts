import { describe, expect, it } from 'vitest';
import { courseTree, sameTree } from '../../src/domain/course.js';
import { isCollection, type HierarchyNode } from '../../src/domain/hierarchy.js';
import { relationSets } from '../../src/domain/relation-sets.js';
import { collection, contentId, resource } from './given.js';

/** The course of case rel-02: an optional content in u1, an optional unit u2, a content beside. */
const REL_02 = collection('course1', [
  collection('u1', [resource('a'), resource('b', { optional: true })]),
  collection('u2', [resource('c'), resource('d')], { optional: true }),
  resource('e'),
]);

describe('The first level of a course', () => {
  it('holds neither contents nor units of units', () => {
    const inner = collection('inner', [resource('a')]);
    const root = collection('course1', [collection('outer', [inner]), resource('b')]);

    expect(courseTree(root, 1).firstLevel).toEqual(['outer']);
  });

  it('is made of the outermost units where only sets are known', () => {
    const sets = relationSets(
      collection('course1', [
        collection('outer', [collection('inner', [resource('a')]), resource('b')]),
        collection('other', [resource('c')]),
      ]),
    );
    const outermost = [...courseTree(sets, 1).firstLevel].sort();

    expect(outermost).toEqual(['other', 'outer']);
  });
});

describe('The titles of a course', () => {
  const named = (name: string) =>
    courseTree(collection('course1', [collection('u1', [{ ...resource('a'), name }])]), 1);

  it('are those of contents that have one', () => {
    expect(named('Lesson').titles).toEqual(new Map([['a', 'Lesson']]));
    expect(named('').titles).toEqual(new Map());
  });

  it('are no part of the structure', () => {
    expect(sameTree(named('Lesson'), named('Renamed'))).toBe(true);
  });
});

describe('A course with an optional unit (case rel-02)', () => {
  const tree = courseTree(REL_02, 1);

  it('has all contents as leaf nodes', () => {
    expect(tree.leaves).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('counts the unit itself as optional, not its contents', () => {
    expect(tree.optional).toEqual(['u2', 'b']);
    expect(tree.required).toEqual(['a', 'c', 'd', 'e']);
  });

  it('has units with leaf and optional nodes of their own', () => {
    expect(tree.units).toEqual([
      { unit: 'u1', name: 'u1', leaves: ['a', 'b'], required: ['a'] },
      { unit: 'u2', name: 'u2', leaves: ['c', 'd'], required: ['c', 'd'] },
    ]);
  });

  it('knows the units right below the course', () => {
    expect(tree.firstLevel).toEqual(['u1', 'u2']);
  });

  it('knows the units above each content, the course left out', () => {
    expect(Object.fromEntries(tree.ancestors)).toEqual({
      a: ['u1'],
      b: ['u1'],
      c: ['u2'],
      d: ['u2'],
      e: [],
    });
  });

  it('carries the version and count that it was published with', () => {
    expect(courseTree({ ...REL_02, leafNodesCount: 5 }, 7)).toMatchObject({
      course: 'course1',
      version: 7,
      leafNodesCount: 5,
    });
  });
});

describe('The leafNodes of a collection', () => {
  const u1 = collection('u1', [resource('a'), resource('b')]);

  it('are used as published at the root, even if stale (case rel-03)', () => {
    const root = collection('course2', [u1, resource('stale')], { leafNodes: ['a', 'b'] });

    const tree = courseTree(root, 1);

    expect(tree.leaves).toEqual(['a', 'b']);
    expect(tree.ancestors.get(contentId('stale'))).toEqual([]);
  });

  it('count once when published twice', () => {
    const root = collection('course2', [u1], { leafNodes: ['b', 'a', 'b'] });

    expect(courseTree(root, 1).leaves).toEqual(['b', 'a']);
  });

  it('are used as published for a unit, but not when the course is composed', () => {
    const unit = collection('u1', [resource('a'), resource('b')], { leafNodes: ['a'] });

    const tree = courseTree(collection('course2', [unit]), 1);

    expect(tree.units[0]?.leaves).toEqual(['a']);
    expect(tree.leaves).toEqual(['a', 'b']);
  });

  it('are composed when the published list is empty', () => {
    expect(courseTree(collection('course2', [u1], { leafNodes: [] }), 1).leaves).toEqual([
      'a',
      'b',
    ]);
  });
});

describe('A content in several units', () => {
  const shared = collection('course', [
    collection('u1', [resource('a'), resource('b')]),
    collection('u2', [collection('u3', [resource('b')]), resource('b')]),
  ]);

  it('is one leaf node (N1)', () => {
    expect(courseTree(shared, 1).leaves).toEqual(['a', 'b']);
  });

  it('has all units of all its places above it', () => {
    expect(courseTree(shared, 1).ancestors.get(contentId('b'))).toEqual(['u1', 'u2', 'u3']);
  });

  it('is optional for the course, and for the units above it, where one place is', () => {
    const root = collection('course', [
      collection('u1', [resource('a', { optional: true })]),
      collection('u2', [resource('a')]),
    ]);

    const tree = courseTree(root, 1);

    expect(tree.required).toEqual([]);
    expect(tree.units.map((u) => u.required)).toEqual([[], ['a']]);
  });

  it('does not repeat a unit that occurs twice', () => {
    const unit = collection('u1', [resource('a')]);

    const tree = courseTree(collection('course', [unit, collection('u2', [unit])]), 1);

    expect(tree.units.map((u) => u.unit)).toEqual(['u1', 'u2']);
  });
});

describe('Nested units', () => {
  const deep = collection('course', [
    resource('first'),
    collection('u1', [collection('u2', [collection('u3', [resource('a', { optional: true })])])]),
  ]);

  it('are found at any depth, each above its contents', () => {
    const tree = courseTree(deep, 1);

    expect(tree.units.map((u) => u.unit)).toEqual(['u1', 'u2', 'u3']);
    expect(tree.ancestors.get(contentId('a'))).toEqual(['u1', 'u2', 'u3']);
  });

  it('pass optional contents up to every unit above', () => {
    expect(courseTree(deep, 1).units.map((u) => u.required)).toEqual([[], [], []]);
  });

  it('put the leaves of units before contents beside them', () => {
    expect(courseTree(deep, 1).leaves).toEqual(['a', 'first']);
  });
});

describe('The scored contents', () => {
  it.each<[string, Partial<HierarchyNode>, boolean]>([
    ['a self-assessment', { contentType: 'SelfAssess' }, true],
    ['a practice question set', practice('Practice Question Set'), true],
    ['another question set', practice('Demo Practice Question Set'), false],
    ['a content of that category', { primaryCategory: 'Practice Question Set' }, false],
    ['a plain content', {}, false],
  ])('have %s: %o -> %s', (_what, more, scored) => {
    const root = collection('course', [collection('u1', [resource('a', more)])]);

    expect(courseTree(root, 1).scored).toEqual(scored ? ['a'] : []);
  });

  it('count the root, and a content that occurs twice once', () => {
    const test = resource('a', { contentType: 'SelfAssess' });
    const root = collection('course', [test, test], { contentType: 'SelfAssess' });

    expect(courseTree(root, 1).scored).toEqual(['course', 'a']);
  });
});

describe('A collection', () => {
  it.each<[string, HierarchyNode, boolean]>([
    ['a node of the collection type without children', collection('u', []), true],
    ['a node without a type that has children', untyped([resource('a')]), true],
    ['a node without a type or children', untyped([]), false],
    ['a content with children', { ...resource('q'), children: [resource('a')] }, false],
  ])('is %s: %o -> %s', (_what, node, expected) => {
    expect(isCollection(node)).toBe(expected);
  });
});

describe('Two trees are the same structure (T1)', () => {
  it('when only the version differs', () => {
    expect(sameTree(courseTree(REL_02, 1), courseTree(REL_02, 2))).toBe(true);
  });

  it.each<[string, HierarchyNode]>([
    ['a content', collection('course1', [...REL_02.children, resource('f')])],
    ['the order', collection('course1', [...REL_02.children].reverse())],
    ['an optional mark', collection('course1', [{ ...REL_02.children[0]!, optional: true }])],
    ['a place', collection('course1', [collection('u9', REL_02.children)])],
    ['the published count', { ...REL_02, leafNodesCount: 9 }],
  ])('but not when they differ in %s', (_what, other) => {
    expect(sameTree(courseTree(REL_02, 1), courseTree(other, 1))).toBe(false);
  });
});

function practice(primaryCategory: string): Partial<HierarchyNode> {
  return { objectType: 'QuestionSet', primaryCategory };
}

function untyped(children: readonly HierarchyNode[]): HierarchyNode {
  return collection('u', children, { mimeType: '' });
}
