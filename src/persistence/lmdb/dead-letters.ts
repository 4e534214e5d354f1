/** Dead letters by source and position; the same position again replaces its letter. */
import { isSameLetter, packLetter, unpackLetter } from '../kept-letter.js';
import type { DeadLetterStore } from '../ports.js';
import type { Environment } from './environment.js';
import { keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbDeadLetters(env: Environment): DeadLetterStore {
  const letters = env.table('dead-letter');
  return {
    put: (rows) =>
      env.atomically((writes) => {
        for (const row of rows)
          writes.put(letters, keyOf(row.source, row.position), packLetter(row));
      }),
    async *list() {
      for (const { value } of letters.getRange()) {
        yield await Promise.resolve(unpackLetter(value));
      }
    },
    get: (source, position) =>
      storeCall(() => {
        const value = letters.get(keyOf(source, position));
        return value === undefined ? null : unpackLetter(value);
      }),
    remove: (letter) =>
      env.exclusively(() => {
        const key = keyOf(letter.source, letter.position);
        const value = letters.get(key);
        if (value === undefined || !isSameLetter(unpackLetter(value), letter)) return;
        void letters.remove(key);
      }),
  };
}
