import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { EMPTY_COMMIT, type DeadLetter, type SnapshotStore } from '../../src/persistence/ports.js';
import { watchedStore, watchOf } from '../../src/telemetry/watch.js';
import { commandLogContract } from '../contract/command-log.js';
import { deadLetterStoreContract } from '../contract/dead-letter-store.js';
import type { OpenStore } from '../contract/open-store.js';
import { snapshotStoreContract } from '../contract/snapshot-store.js';
import { openMemory } from '../persistence/stores.js';
import { givenTelemetry } from './given.js';

const openWatched: OpenStore = async () => {
  const { store, reopen } = await openMemory();
  const watch = watchOf(givenTelemetry());
  return {
    store: watchedStore(store, watch),
    reopen: async () => watchedStore(await reopen(), watch),
  };
};

describe('On a watched store', () => {
  commandLogContract(openWatched);
  snapshotStoreContract(openWatched);
  deadLetterStoreContract(openWatched);
});

describe('a watched commit', () => {
  it('is measured by how it went', async () => {
    const telemetry = givenTelemetry();
    const answers = [ok(undefined), err({ kind: 'unavailable', detail: 'away' } as const)];
    const { store } = await openMemory();
    const commit: SnapshotStore['commit'] = () => {
      telemetry.pass(250);
      return Promise.resolve(answers.shift() ?? ok(undefined));
    };
    const watched = watchOf(telemetry).snapshots({ ...store.snapshots, commit });

    expect((await watched.commit(EMPTY_COMMIT)).ok).toBe(true);
    expect((await watched.commit(EMPTY_COMMIT)).ok).toBe(false);

    const sum = 'laurel_work_duration_seconds_sum{work="commit",outcome=';
    expect(await telemetry.value(`${sum}"ok"}`)).toBe(0.25);
    expect(await telemetry.value(`${sum}"failed"}`)).toBe(0.25);
  });
});

describe('a watched dead letter store', () => {
  it('counts letters that are kept', async () => {
    const telemetry = givenTelemetry();
    const { store } = await openMemory();
    const watched = watchOf(telemetry).deadLetters(store.deadLetters);

    await watched.put([letter('1'), letter('2')]);

    expect(await telemetry.value('laurel_dead_letters_total')).toBe(2);
  });
});

const letter = (position: string): DeadLetter => ({
  ...{ source: 'dev.t', position, way: 'topic dev.t', reason: 'no json', at: 1 },
  ...{ text: '{', bytes: 1, sha256: '' },
});
