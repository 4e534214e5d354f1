/** How a contract suite comes to a store, and reads what it answers. */
import type { Result } from '../../src/domain/result.js';
import type { Store, StoreError } from '../../src/persistence/ports.js';

export interface OpenedStore {
  readonly store: Store;
  /** Closes the store and opens it again, as a restart does. */
  readonly reopen: () => Promise<Store>;
}

/** Opens an empty store of its own for one test, and does away with it afterwards. */
export type OpenStore = () => Promise<OpenedStore>;

/** The value of an answer; an error fails the test. */
export async function valueOf<T>(answer: Promise<Result<T, StoreError>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`the store failed: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** Everything of a scan. */
export async function all<T>(scan: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of scan) values.push(value);
  return values;
}

/** Values in an order of their own, for scans that promise none. */
export const sorted = (values: readonly unknown[]): string[] =>
  values.map((value) => JSON.stringify(value)).sort();
