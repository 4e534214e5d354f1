/** Dead letters by source and position; the same position again replaces its letter. */
import { pack, unpack } from 'msgpackr';
import type { DeadLetter, DeadLetterStore } from '../ports.js';
import type { Environment } from './environment.js';
import { keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbDeadLetters(env: Environment): DeadLetterStore {
  const letters = env.table('dead-letter');
  return {
    put: (rows) =>
      env.atomically((writes) => {
        for (const row of rows) writes.put(letters, keyOf(row.source, row.position), pack(row));
      }),
    async *list() {
      for (const { value } of letters.getRange()) {
        yield await Promise.resolve(unpack(value) as DeadLetter);
      }
    },
    get: (source, position) =>
      storeCall(() => {
        const value = letters.get(keyOf(source, position));
        return value === undefined ? null : (unpack(value) as DeadLetter);
      }),
  };
}
