/** Turns a rejected LMDB call into the port's error value. */
import { err, ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';

/** LMDB applies a transaction or aborts it, so a failed call was not applied: `unavailable`. */
export async function storeCall<T>(work: () => Promise<T> | T): Stored<T> {
  try {
    return ok(await work());
  } catch (error) {
    return err({ kind: 'unavailable', detail: String(error) });
  }
}
