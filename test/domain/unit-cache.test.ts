import { describe, expect, it } from 'vitest';
import { COLLECTION_MIME_TYPE } from '../../src/domain/hierarchy.js';
import { unitCache } from '../../src/domain/unit-cache.js';

const LEAF = { identifier: 'a', mimeType: 'application/pdf', visibility: 'Default' };

describe('The unit cache', () => {
  it('holds each unit with all its fields and what is below it', () => {
    const inner = unit('u11', [LEAF]);
    const outer = { ...unit('u1', [inner]), description: 'kept' };

    const units = unitCache({ ...unit('c', [outer, LEAF]), visibility: 'Default' });

    expect([...units.keys()]).toEqual(['u1', 'u11']);
    expect(units.get('u1')).toBe(JSON.stringify(outer));
    expect(units.get('u11')).toBe(JSON.stringify(inner));
  });

  it('leaves out units without children, contents, and collections used by reference', () => {
    const used = { ...unit('used', [LEAF]), visibility: 'Default' };
    const content = { ...unit('content', [LEAF]), mimeType: 'application/pdf' };

    expect([...unitCache(unit('c', [unit('empty', []), used, content])).keys()]).toEqual(['c']);
  });

  it('finds units below a collection used by reference', () => {
    const used = { ...unit('used', [unit('u1', [LEAF])]), visibility: 'Default' };

    expect([...unitCache(used).keys()]).toEqual(['u1']);
  });

  it('takes nothing from what is no hierarchy', () => {
    expect(unitCache({ children: 7 }).size).toBe(0);
    expect(unitCache({ ...unit('c', [null, 7, 'x']), visibility: null }).size).toBe(0);
  });
});

const unit = (identifier: string, children: readonly unknown[]) => ({
  identifier,
  mimeType: COLLECTION_MIME_TYPE,
  visibility: 'Parent',
  children,
});
