/** Unconfirmed effects in LMDB. They are put by the snapshot commit they follow from. */
import type { CertificateId, EnrolmentKey } from '../../domain/ids.js';
import type { Effect } from '../../domain/effects.js';
import type { EffectStore } from '../ports.js';
import type { Environment } from './environment.js';
import { idsOf, keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbEffects(env: Environment): EffectStore {
  const effects = env.table('effect');
  return {
    async *pending() {
      for (const key of [...effects.getKeys()]) yield await Promise.resolve(decodeEffect(key));
    },
    confirm: (confirmed) =>
      storeCall(async () => {
        await Promise.all(confirmed.map((effect) => effects.remove(effectKey(effect))));
      }),
  };
}

/** The key holds the whole effect; putting it again changes nothing. */
export function effectKey(effect: Effect): Buffer {
  const { learner, course, batch } = effect.key;
  const certificate = effect.kind === 'render' ? [effect.certificate] : [];
  return keyOf(effect.kind, learner, course, batch, ...certificate);
}

/** Nothing beyond the key. */
export const encodeEffect = (effect: Effect): Buffer => Buffer.from(effect.kind);

function decodeEffect(bytes: Buffer): Effect {
  const [kind, learner, course, batch, certificate] = idsOf(bytes);
  const key = { learner, course, batch } as EnrolmentKey;
  return kind === 'render'
    ? { kind, key, certificate: certificate as CertificateId }
    : { kind: 'certify', key };
}
