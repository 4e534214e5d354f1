import { describe, expect, it } from 'vitest';
import { assert, assertNever, err, ok } from '../../src/domain/result.js';

describe('A result', () => {
  it('is either a value or a named failure', () => {
    expect(ok(7)).toEqual({ ok: true, value: 7 });
    expect(err('missing')).toEqual({ ok: false, error: 'missing' });
  });
});

describe('A broken invariant of our own', () => {
  it('stops and names itself', () => {
    expect(() => assert(false, 'progress is at most 100')).toThrow(
      'invariant broken: progress is at most 100',
    );
  });

  it('does not stop while it holds', () => {
    expect(() => assert(true, 'progress is at most 100')).not.toThrow();
  });

  it('shows the variant that nobody handles', () => {
    expect(() => assertNever({ kind: 'unheard-of' } as never)).toThrow(
      'unhandled variant: {"kind":"unheard-of"}',
    );
  });
});
