/** The stores that the contract suites run on, each gone when its test ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { faultyStore } from '../../src/persistence/faulty-store.js';
import { openLmdbStore } from '../../src/persistence/lmdb/store.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import type { Store } from '../../src/persistence/ports.js';
import type { OpenedStore } from '../contract/open-store.js';

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The writer's store of a folder; closed when the test ends, if not before. */
export function openFolder(folder: string): Store {
  const opened = openLmdbStore({ folder, readOnly: false });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  onTestFinished(() => opened.value.close());
  return opened.value;
}

export function openLmdb(): Promise<OpenedStore> {
  const folder = temporaryFolder();
  let store = openFolder(folder);
  return Promise.resolve({
    store,
    reopen: async () => {
      await store.close();
      return (store = openFolder(folder));
    },
  });
}

/** What a memory store holds counts as durable, so that it is its own reopening. */
export const openMemory = (): Promise<OpenedStore> => Promise.resolve(itsOwn(memoryStore()));

/** A wrapper that never makes a call fail. */
export const openFaultless = (): Promise<OpenedStore> =>
  Promise.resolve(itsOwn(faultyStore(memoryStore(), () => 'none')));

const itsOwn = (store: Store): OpenedStore => ({ store, reopen: () => Promise.resolve(store) });
