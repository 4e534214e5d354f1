import { describe, expect, it } from 'vitest';
import { courseTree } from '../../src/domain/course.js';
import { HIERARCHY_DEPTH_MAX, parseHierarchy } from '../../src/gateway/hierarchy.js';
import { HIERARCHY } from './given.js';

const RELATIONS = {
  courseId: 'do_c',
  leafnodes: { do_c: ['x', 'y', 'z'], unit1: ['x', 'y'], unit2: ['z'] },
  ancestors: { x: ['unit1', 'do_c'], y: ['unit1', 'do_c'], z: ['unit2', 'do_c'] },
  optionalnodes: { do_c: ['z'] },
};

describe('a course', () => {
  it.each([
    ['bare', HIERARCHY],
    ['in a request', { request: { hierarchy: HIERARCHY } }],
    ['under hierarchy', { hierarchy: HIERARCHY }],
    ['in a content answer', { id: 'api.content', result: { content: HIERARCHY } }],
    ['in a hierarchy answer', { result: { hierarchy: HIERARCHY } }],
  ])('is read %s', (_, value) => {
    const parsed = parseHierarchy(value);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(parsed.value.info).toMatchObject({ course: 'do_c', name: 'A course', status: 'Live' });
    expect(courseTree(parsed.value.structure, 1)).toMatchObject({
      leaves: ['do_x', 'do_y', 'do_q'],
      scored: ['do_q'],
      leafNodesCount: 3,
    });
  });

  it('is read from relation sets', () => {
    const parsed = parseHierarchy(RELATIONS);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const tree = courseTree(parsed.value.structure, 1);
    expect(tree).toMatchObject({
      leaves: ['x', 'y', 'z'],
      required: ['x', 'y'],
      leafNodesCount: 3,
    });
    expect(tree.units.map((u) => [u.unit, u.leaves])).toEqual([
      ['unit1', ['x', 'y']],
      ['unit2', ['z']],
    ]);
    expect(tree.ancestors.get('z' as never)).toEqual(['unit2']);
  });

  it('keeps leaves of relation sets that are in no unit', () => {
    const parsed = parseHierarchy({ courseId: 'c', leafnodes: { c: ['x', 'y'], u: ['x'] } });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const tree = courseTree(parsed.value.structure, 1);
    expect(tree.leaves).toEqual(['x', 'y']);
    expect(Object.fromEntries(tree.ancestors)).toEqual({ x: ['u'], y: [] });
  });

  it('has the ancestors that relation sets give, not those of its leaf nodes', () => {
    const ancestors = { x: ['c', 'u'], y: ['c', 'v'], stale: ['c'] };
    const parsed = parseHierarchy({
      courseId: 'c',
      leafnodes: { c: ['x', 'y'], u: ['x'] },
      ancestors,
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const tree = courseTree(parsed.value.structure, 1);
    expect(Object.fromEntries(tree.ancestors)).toEqual({ x: ['u'], y: ['v'], stale: [] });
    expect(tree.units.map((unit) => unit.unit)).toEqual(['u', 'v']);
  });

  it('has optional nodes in the collections whose set names them', () => {
    const parsed = parseHierarchy({
      courseId: 'c',
      leafnodes: { c: ['x', 'y'], u: ['x', 'y'], v: ['x'] },
      optionalnodes: { u: ['x'], c: ['v'] },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const tree = courseTree(parsed.value.structure, 1);
    expect(tree).toMatchObject({ required: ['x', 'y'], optional: ['v'] });
    expect(tree.units.map((unit) => unit.required)).toEqual([['y'], ['x']]);
  });

  it('ignores sets of relation sets that are malformed', () => {
    const parsed = parseHierarchy({
      courseId: 'c',
      leafnodes: { c: ['x', 7, 'x'], u: 'x', ['\n']: ['x'], empty: [] },
      optionalnodes: [],
      ancestors: { x: ['c', null] },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(courseTree(parsed.value.structure, 1)).toMatchObject({
      leaves: ['x'],
      required: ['x'],
      units: [],
      leafNodesCount: 1,
    });
    expect(parsed.value.info.leafNodesCount).toBe(1);
  });

  it('keeps the time of its publication', () => {
    const parsed = parseHierarchy({
      ...HIERARCHY,
      lastPublishedOn: '2020-11-27T14:07:27.025+0530',
    });
    const at = parsed.ok ? parsed.value.info.publishedAt : 0;
    expect(at).toBe(Date.parse('2020-11-27T14:07:27.025+05:30'));
  });

  it.each([
    ['null', null, 'it is not an object'],
    ['a list', [], 'it is not an object'],
    ['no identifier', {}, 'identifier is missing'],
    [
      'children that are no list',
      { identifier: 'c', children: {} },
      'hierarchy.children is no list',
    ],
    [
      'a child without identifier',
      { identifier: 'c', children: [{ identifier: 'u', children: [{ name: 'x' }] }] },
      'hierarchy.children[0].children[0].identifier is missing',
    ],
    [
      'a child that is no object',
      { identifier: 'c', children: [7] },
      'children[0] is not an object',
    ],
    [
      'relation sets without the course',
      { courseId: 'c', leafnodes: {} },
      'leafnodes.c is no list',
    ],
  ])('is refused by name when it is %s', (_, value, reason) => {
    const parsed = parseHierarchy(value);
    expect(parsed.ok ? '' : parsed.error.args[0]).toContain(reason);
  });

  it('is refused when it nests too deep', () => {
    let node: object = { identifier: 'leaf' };
    for (let i = 0; i < HIERARCHY_DEPTH_MAX; i++) node = { identifier: `n${i}`, children: [node] };
    const parsed = parseHierarchy(node);
    expect(parsed.ok ? '' : parsed.error.args[0]).toBe('it is deeper than 64 levels');
  });

  it('is refused when it has too many nodes', () => {
    const children = Array.from({ length: 100_000 }, (_, i) => ({ identifier: `n${i}` }));
    const parsed = parseHierarchy({ identifier: 'c', children });
    expect(parsed.ok ? '' : parsed.error.args[0]).toBe('it is larger than 100000 nodes');
  });

  it('has __proto__ keys like any other', () => {
    const value: unknown = JSON.parse('{"identifier":"c","__proto__":{"name":"x"},"children":[]}');
    const parsed = parseHierarchy(value);
    expect(parsed.ok && parsed.value.info.name).toBe('c');
  });
});
