/**
 * Unconfirmed effects in LMDB. They are put by the snapshot commit they follow from. There may be
 * as many as learners, so that they are read in portions, between which others have their turn.
 */
import { setImmediate } from 'node:timers/promises';
import { pack, unpack } from 'msgpackr';
import type { Effect } from '../../domain/effects.js';
import type { EffectStore } from '../ports.js';
import { effectIds } from '../snapshot.js';
import type { Environment } from './environment.js';
import { keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbEffects(env: Environment): EffectStore {
  const effects = env.table('effect');
  return {
    async *pending() {
      let after: Buffer | undefined;
      do {
        const range = after === undefined ? {} : { start: after, exclusiveStart: true };
        const rows = [...effects.getRange({ ...range, limit: PORTION_ROWS_MAX })];
        for (const { value } of rows) yield unpack(value) as Effect;
        after = rows.length < PORTION_ROWS_MAX ? undefined : rows.at(-1)?.key;
        await setImmediate();
      } while (after !== undefined);
    },
    confirm: (confirmed) =>
      storeCall(async () => {
        await Promise.all(confirmed.map((effect) => effects.remove(effectKey(effect))));
      }),
  };
}

const PORTION_ROWS_MAX = 1_000;

/** Putting an effect again changes nothing. */
export const effectKey = (effect: Effect): Buffer => keyOf(...effectIds(effect));

export const encodeEffect = (effect: Effect): Buffer => pack(effect);
