import { describe, expect, it } from 'vitest';
import { courseOutline, type OutlineNode } from '../../src/domain/course-outline.js';
import { courseTree } from '../../src/domain/course.js';
import { collection, resource, tree } from './given.js';

const NESTED = collection('course', [
  resource('intro'),
  collection('u1', [
    resource('a', { name: 'Lesson A' }),
    collection('u1.1', [resource('b'), resource('c', { optional: true })]),
    resource('d'),
  ]),
  collection('u2', [resource('q', { contentType: 'SelfAssess' })]),
  resource('end'),
]);

describe('the outline of a course', () => {
  it('nests units as the structure did, with contents in the innermost', () => {
    const { nodes, isCut } = courseOutline(courseTree(NESTED, 1), 100);

    expect(nodes.map(textOf)).toEqual([...['u1[u1.1[b, c], a, d]', 'u2[q]'], ...['intro', 'end']]);
    expect(isCut).toBe(false);
  });

  it('says of a content its name, whether it is optional, and whether it is scored', () => {
    const { nodes } = courseOutline(courseTree(NESTED, 1), 100);

    expect(find(nodes, 'a')).toMatchObject({ name: 'Lesson A', isOptional: false });
    expect(find(nodes, 'c')).toMatchObject({ isOptional: true, isScored: false });
    expect(find(nodes, 'q')).toMatchObject({ isScored: true });
    expect(find(nodes, 'u1')).toMatchObject({ required: 3 });
  });

  it('shows a content in each unit that has it', () => {
    const twice = collection('course', [
      collection('u1', [resource('a'), resource('b')]),
      collection('u2', [resource('b'), resource('c')]),
    ]);

    expect(courseOutline(courseTree(twice, 1), 100).nodes.map(textOf)).toEqual([
      'u1[a, b]',
      'u2[b, c]',
    ]);
  });

  it('shows an empty unit right below the course alone', () => {
    const empty = collection('course', [
      collection('u1', [resource('a'), collection('u1.1', [])]),
      collection('u2', []),
    ]);

    expect(courseOutline(courseTree(empty, 1), 100).nodes.map(textOf)).toEqual(['u1[a]', 'u2[]']);
  });

  it('is cut where there is more than is shown, and says so', () => {
    const whole = tree(['a', 'b', 'c']);

    expect(courseOutline(whole, 3)).toMatchObject({ isCut: false });
    const cut = courseOutline(whole, 2);
    expect([cut.nodes.map(textOf), cut.isCut]).toEqual([['a', 'b'], true]);
  });
});

const textOf = (node: OutlineNode): string =>
  node.kind === 'content' ? node.id : `${node.id}[${node.children.map(textOf).join(', ')}]`;

function find(nodes: readonly OutlineNode[], id: string): OutlineNode | undefined {
  for (const node of nodes) {
    if (node.id === id) return node;
    const below = node.kind === 'unit' ? find(node.children, id) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}
