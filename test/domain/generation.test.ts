import { describe, expect, it } from 'vitest';
import { joinGeneration, liveGenerations, type Generation } from '../../src/domain/generation.js';
import { generation } from './given.js';

describe('The live generations', () => {
  it('are those that no other replaces, through a chain of re-issues', () => {
    const chain = [
      generation('g1'),
      generation('g2', { replaces: 'g1', issuedAt: 2000 }),
      generation('g3', { replaces: 'g2', issuedAt: 3000 }),
    ];

    expect(liveGenerations(chain).map((g) => g.id)).toEqual(['g3']);
  });

  it('stay live when what they replace is unknown here', () => {
    expect(liveGenerations([generation('g2', { replaces: 'elsewhere' })])).toHaveLength(1);
  });

  it('are in the order of issue', () => {
    const late = generation('g1', { issuedAt: 3000 });
    const early = generation('g2', { issuedAt: 1000 });

    expect(liveGenerations([late, early]).map((g) => g.id)).toEqual(['g2', 'g1']);
  });

  it.each<[string, Partial<Generation>, Partial<Generation>]>([
    ['name', { name: 'Attendance' }, { name: 'Merit' }],
    ['template', { template: 't1' as Generation['template'] }, { template: 't2' as never }],
    ['replaced certificate', { replaces: 'e1' }, { replaces: 'e2' }],
    ['id', {}, {}],
  ])('of one moment are in the order of %s', (_field, first, second) => {
    const list = [generation('g2', second), generation('g1', first)];

    expect(liveGenerations(list).map((g) => g.id)).toEqual(['g1', 'g2']);
  });
});

describe('Two copies of one generation', () => {
  it('are rendered as soon as one is (G2), whichever came first', () => {
    const decided = generation('g1', { rendered: false });

    expect(joinGeneration(decided, generation('g1')).rendered).toBe(true);
    expect(joinGeneration(generation('g1'), decided).rendered).toBe(true);
  });

  it('are not rendered while neither is', () => {
    const decided = generation('g1', { rendered: false });

    expect(joinGeneration(decided, { ...decided })).toEqual(decided);
  });
});
