import { describe, expect, it } from 'vitest';
import type { EngineParts } from '../../src/actors/engine-parts.js';
import { SELF_CONTAINED, type Follow } from '../../src/actors/follow.js';
import type { Performed } from '../../src/actors/outbox.js';
import { performer, type Performer, type PerformerDeps } from '../../src/actors/performer.js';
import { seededSystem } from '../../src/actors/seeded-system.js';
import type { Batch } from '../../src/domain/batch.js';
import type { BatchId } from '../../src/domain/ids.js';
import { CatalogueCache } from '../../src/persistence/catalogue.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { batchOf } from '../../props/sim/given.js';
import { ManualClock } from '../../props/sim/manual-clock.js';
import { Crashed, numberedRenderer, Simulation, TIGHT } from '../../props/sim/simulation.js';

const B1 = 'b1' as BatchId;

describe('A batch that is put', () => {
  it('is shown outside as it is, with all batches of its course', async () => {
    const { sim, shown, ofCourse } = await opened();

    await put(sim, named('b1', 'Spring'), named('b2', 'Summer'), named('b3', 'elsewhere'));
    await sim.settle();
    await put(sim, named('b1', 'Winter'));
    await sim.settle();

    expect(Object.fromEntries(shown)).toEqual({ b1: 'Winter', b2: 'Summer', b3: 'elsewhere' });
    expect(ofCourse.get('b1')).toEqual(['b1', 'b2']);
    expect(sim.store.tables.effects.size).toBe(0);
  });

  it('leaves nothing to do where nobody shows batches', async () => {
    const sim = new Simulation({ seed: 1 });
    await sim.open();

    await put(sim, named('b1', 'Spring'));

    expect(sim.store.tables.effects.size).toBe(0);
  });

  it('is repeated until it is shown, and several changes meanwhile are one', async () => {
    const { sim, shown, outside, attempts } = await opened();
    outside.answer = { kind: 'failed', reason: 'away' };
    for (const name of ['Spring', 'Summer', 'Winter']) await put(sim, named('b1', name));
    expect(sim.store.tables.effects.size).toBe(1);
    await sim.settle();
    outside.answer = { kind: 'done' };
    attempts.length = 0;

    await sim.finish();

    expect(attempts).toEqual(['Winter']);
    expect(shown.get('b1')).toBe('Winter');
  });

  it('that is refused as it is waits for its next change', async () => {
    const { sim, shown, outside, attempts } = await opened();
    outside.answer = { kind: 'waits', reason: 'refused' };
    await put(sim, named('b1', 'bad'));
    await sim.settle();
    outside.answer = { kind: 'done' };
    await sim.settle();
    expect(attempts).toEqual(['bad']);

    await put(sim, named('b1', 'good'));
    await sim.settle();

    expect(shown.get('b1')).toBe('good');
    expect(sim.store.tables.effects.size).toBe(0);
  });

  it('that changes while it is being shown is shown again', async () => {
    const { sim, shown, outside } = await opened();
    const before = { put: false };
    outside.during = async () => {
      if (before.put) return;
      before.put = true;
      await sim.engine.catalogue.putBatch(named('b1', 'later'));
    };

    await put(sim, named('b1', 'earlier'));
    await sim.settle();

    expect(shown.get('b1')).toBe('later');
    expect(sim.store.tables.effects.size).toBe(0);
  });

  it.each([
    ['snapshots.commit', 'before'],
    ['snapshots.commit', 'after'],
    ['catalogue.putBatch', 'before'],
    ['catalogue.putBatch', 'after'],
    ['effects.confirm', 'before'],
    ['effects.confirm', 'after'],
  ])('is shown as the store has it after a crash at %s, %s it', async (method, moment) => {
    const { sim, shown } = await opened();
    await put(sim, named('b1', 'Spring'));
    await sim.settle();
    sim.onCall = (called, at) => {
      if (called === method && at === moment) sim.crash();
    };
    const crashing = put(sim, named('b1', 'Summer')).then(() => sim.settle());
    await expect(crashing).rejects.toBeInstanceOf(Crashed);
    sim.disarm();

    await sim.open();
    await sim.finish();

    expect(shown.get('b1')).toBe(sim.engine.catalogue.batch(B1)?.name);
    expect(sim.store.tables.effects.size).toBe(0);
  });

  it('is shown as the store has it when the store fails in between', async () => {
    const { sim, shown } = await opened();
    sim.arm('catalogue.putBatch', ['unavailable', 'timeout']);
    sim.arm('snapshots.commit', ['timeout', 'none', 'unavailable']);

    await put(sim, named('b1', 'Spring'));
    await sim.finish();

    expect(shown.get('b1')).toBe('Spring');
    expect(sim.store.tables.effects.size).toBe(0);
  });
});

describe('A batch that changed at another process', () => {
  it('is shown as the store has it, though this process has not heard of it', async () => {
    const { perform, cache, shown } = await alone((batch) => {
      cache.adoptBatch(named(batch, 'Spring'));
      return Promise.resolve(true);
    });

    expect(await perform({ kind: 'index', batch: B1 })).toEqual({ kind: 'done' });
    expect(shown).toEqual(['Spring']);
  });

  it('is tried again while the store does not answer', async () => {
    const { perform, cache, shown } = await alone(() => Promise.resolve(false));
    cache.adoptBatch(named('b1', 'old'));

    const performed = await perform({ kind: 'index', batch: B1 });

    expect(performed).toEqual({ kind: 'failed', reason: 'the batch cannot be read' });
    expect(shown).toEqual([]);
  });
});

describe('The time of the last change', () => {
  it('goes on where the clock went back, and stays where nothing changed', async () => {
    const { sim } = await opened();
    const at = (): number => sim.engine.catalogue.batch(B1)?.updatedAt ?? 0;
    await put(sim, { ...named('b1', 'Spring'), updatedAt: 500 });

    await put(sim, { ...named('b1', 'Summer'), updatedAt: 400 });
    expect(at()).toBe(501);
    await put(sim, { ...named('b1', 'Summer'), updatedAt: 501 });
    expect(at()).toBe(501);
    await put(sim, { ...named('b1', 'Winter'), updatedAt: 700 });
    expect(at()).toBe(700);
  });
});

const named = (batch: string, name: string): Batch => ({ ...batchOf(batch), name });

async function put(sim: Simulation, ...batches: Batch[]): Promise<void> {
  for (const batch of batches) await sim.insist(() => sim.engine.catalogue.putBatch(batch));
}

interface Opened {
  readonly sim: Simulation;
  /** The names that are shown, by batch. */
  readonly shown: Map<string, string>;
  readonly ofCourse: Map<string, string[]>;
  /** The name at each attempt. */
  readonly attempts: string[];
  readonly outside: { answer: Performed; during: () => Promise<void> };
}

/** An engine whose batches are shown in a map. */
async function opened(): Promise<Opened> {
  const [shown, ofCourse, attempts] = [new Map(), new Map(), []] as [
    Map<string, string>,
    Map<string, string[]>,
    string[],
  ];
  const outside: Opened['outside'] = {
    answer: { kind: 'done' },
    during: () => Promise.resolve(),
  };
  const index: Follow['index'] = async (batch, all) => {
    attempts.push(batch.name);
    await outside.during();
    if (outside.answer.kind !== 'done') return outside.answer;
    shown.set(batch.batch, batch.name);
    ofCourse.set(batch.batch, all.map((one) => one.batch as string).sort());
    return outside.answer;
  };
  const sim = new Simulation({ seed: 1, follow: { ...SELF_CONTAINED, index } });
  await sim.open();
  return { sim, shown, ofCourse, attempts, outside };
}

/** A performer whose batches are brought up to date by `upToDate`. */
async function alone(upToDate: (batch: BatchId) => Promise<boolean>): Promise<{
  readonly perform: Performer['perform'];
  readonly cache: CatalogueCache;
  /** The names that were shown. */
  readonly shown: string[];
}> {
  const store = memoryStore();
  const cache = await CatalogueCache.open(store.catalogue);
  const shown: string[] = [];
  const index: Follow['index'] = (batch) => {
    shown.push(batch.name);
    return Promise.resolve({ kind: 'done' });
  };
  const parts = {
    ...{ store, limits: TIGHT, clock: new ManualClock(0) },
    actors: seededSystem(1, () => undefined),
    follow: { ...SELF_CONTAINED, index },
    newRenderer: numberedRenderer,
  } as unknown as EngineParts;
  const tableOf = (): null => null;
  const submit: PerformerDeps['submit'] = () => Promise.resolve({ ok: true, value: undefined });
  const { perform } = performer({ ...{ parts, cache, tableOf, upToDate, submit } });
  return { perform, cache, shown };
}
