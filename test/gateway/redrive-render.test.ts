import { describe, expect, it } from 'vitest';
import { letterOfRender } from '../../src/actors/render-letter.js';
import type { Render } from '../../src/domain/effects.js';
import { ok } from '../../src/domain/result.js';
import { lookAtLetter, redriveLetter } from '../../src/gateway/redrive.js';
import { KEY, NOW, given } from './given.js';
import { depsOf } from './redrive-given.js';

const RENDER: Render = { kind: 'render', key: KEY, certificate: 'cert-1' as never };
const LETTER = letterOfRender(RENDER, 'broken', NOW);

describe('A certificate that could not be drawn', () => {
  it('is asked for again', async () => {
    const { engine } = await given();

    expect(lookAtLetter(LETTER, depsOf(engine))).toBeNull();
    expect(await redriveLetter(LETTER, depsOf(engine))).toEqual(ok({ kind: 'applied' }));
    expect(engine.asked).toEqual([RENDER]);
  });

  it.each(['{', '{}', '{"kind":"render"}', '{"kind":"render","certificate":"c","key":{}}'])(
    'stays with a reason when its letter holds %s',
    async (text) => {
      const { engine } = await given();
      const letter = { ...LETTER, text };

      const taken = await redriveLetter(letter, depsOf(engine));

      expect(taken).toEqual(
        ok({ kind: 'failed', reason: expect.stringContaining('kept') as never }),
      );
      expect(lookAtLetter(letter, depsOf(engine))).toEqual(taken.ok ? taken.value : null);
      expect(engine.asked).toEqual([]);
    },
  );
});
