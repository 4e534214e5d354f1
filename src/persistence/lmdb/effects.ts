/** Unconfirmed effects in LMDB. They are put by the snapshot commit they follow from. */
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
      const rows = [...effects.getRange()];
      for (const { value } of rows) yield await Promise.resolve(unpack(value) as Effect);
    },
    confirm: (confirmed) =>
      storeCall(async () => {
        await Promise.all(confirmed.map((effect) => effects.remove(effectKey(effect))));
      }),
  };
}

/** Putting an effect again changes nothing. */
export const effectKey = (effect: Effect): Buffer => keyOf(...effectIds(effect));

export const encodeEffect = (effect: Effect): Buffer => pack(effect);
