/** What every `SnapshotStore` promises of its scans: by batch as of one moment, and by course. */
import { expect, it } from 'vitest';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import type { SnapshotRow, SnapshotWrite, Store } from '../../src/persistence/ports.js';
import { all, sorted, valueOf, type OpenStore } from './open-store.js';
import {
  again,
  attemptRow,
  byBytes,
  commitOf,
  keyOf,
  learnerId,
  learners,
  snapshot,
  texts,
} from './samples.js';

const MANY = 10_000;
/** More than LMDB has reader slots. */
const VIEWS = 300;
const COURSE = 'course' as CourseId;

/**
 * Whether a scan shows one moment, or all that was durable when it began and perhaps later states,
 * as of a store that is spread over machines (design 6).
 */
export type ScanKind = 'of one moment' | 'running';

/** A part of the suite of the snapshot store. */
export function batchViewContract(open: OpenStore, kind: ScanKind): void {
  it('shows no learner of a batch that nobody is in', async () => {
    const { store } = await open();

    expect(await batch(store, 'batch')).toEqual([]);
    expect(await all(store.snapshots.scanCourse(COURSE))).toEqual([]);
  });

  it('shows the learners of a batch and of no batch or course whose id goes on', async () => {
    const { store, reopen } = await open();
    await commit(store, [
      snapshot(keyOf('l1', 'b1'), 'x'),
      snapshot(keyOf('l2', 'b10'), 'x'),
      snapshot(keyOf('l3', 'b'), 'x'),
      snapshot(keyOf('l4', 'b1', 'course1'), 'x'),
      snapshot(keyOf('l5', 'b1', 'cours'), 'x'),
    ]);

    expect(texts(await batch(store, 'b1'))).toEqual(['l1 b1 x']);
    expect(texts(await batch(await reopen(), 'b1'))).toEqual(['l1 b1 x']);
  });

  it('shows every enrolment of a course and of no other', async () => {
    const { store } = await open();
    const rows = [snapshot(keyOf('l1', 'b1'), 'x'), snapshot(keyOf('l1', 'b2'), 'y')];
    await commit(store, [...rows, snapshot(keyOf('l1', 'b1', 'course1'), 'z')]);

    const found = texts(await all(store.snapshots.scanCourse(COURSE)));

    expect(sorted(found)).toEqual(sorted(texts(rows)));
  });

  it('shows learners in the order of the bytes of their ids', async () => {
    const { store } = await open();
    const ids = ['z', '\uff5e', '😀', 'a', 'é', 'aa', 'a b'];
    await commit(
      store,
      ids.map((id) => snapshot(keyOf(id), 'x')),
    );

    expect(learners(await batch(store, 'batch'))).toEqual(ids.sort(byBytes));
  });

  it('shows ten thousand learners, each with the bytes of its own', async () => {
    const { store, reopen } = await open();
    const ids = Array.from({ length: MANY }, (_, i) => `learner-${String(i).padStart(5, '0')}`);
    await commit(
      store,
      ids.map((id) => snapshot(keyOf(id), `of ${id}`)),
    );

    const rows = await batch(await reopen(), 'batch');

    expect(texts(rows)).toEqual(ids.map((id) => `${id} batch of ${id}`));
  });

  attempts(open);
  manyViews(open);
  if (kind === 'of one moment') moments(open);
}

function attempts(open: OpenStore): void {
  it('gives the attempts of each learner asked for, in the order asked', async () => {
    const { store, reopen } = await open();
    const [a1, a2] = [attemptRow(keyOf('a'), 'x'), attemptRow(keyOf('a'), 'y')];
    const c = attemptRow(keyOf('c'), 'x');
    const others = [attemptRow(keyOf('a', 'batch1'), 'z'), attemptRow(keyOf('aa'), 'z')];
    await valueOf(store.snapshots.commit(commitOf({ attempts: [a1, a2, c, ...others] })));

    const view = (await reopen()).snapshots.openBatch(COURSE, 'batch' as BatchId);
    const rows = await valueOf(view.attempts(['c', 'nobody', 'a'].map(learnerId)));
    view.close();

    expect(rows.map(sorted)).toEqual([sorted([c]), [], sorted([a1, a2])]);
  });
}

function manyViews(open: OpenStore): void {
  it('opens and closes any number of views, also those that nobody read to the end', async () => {
    const { store } = await open();
    await commit(store, [snapshot(keyOf('a'), 'x'), snapshot(keyOf('b'), 'x')]);

    for (let i = 0; i < VIEWS; i++) {
      const view = store.snapshots.openBatch(COURSE, 'batch' as BatchId);
      for await (const row of view.rows()) if (row.key.learner === 'a') break;
      view.close();
      for await (const row of store.snapshots.scanCourse(COURSE)) if (row.bytes.length > 0) break;
    }

    expect(learners(await batch(store, 'batch'))).toEqual(['a', 'b']);
  });
}

function moments(open: OpenStore): void {
  it('holds one moment of a batch, in every pass, while commits go on', async () => {
    const { store } = await open();
    await commit(store, [snapshot(keyOf('a'), 'old'), snapshot(keyOf('c'), 'old')]);
    const view = store.snapshots.openBatch(COURSE, 'batch' as BatchId);

    await commit(store, [again(keyOf('a'), 'new'), snapshot(keyOf('b'), 'new')]);
    const passes = [await all(view.rows()), await all(view.rows())];
    view.close();

    expect(passes.map(texts)).toEqual(Array(2).fill(['a batch old', 'c batch old']));
    expect(texts(await batch(store, 'batch'))).toEqual([
      'a batch new',
      'b batch new',
      'c batch old',
    ]);
  });

  it('holds its moment for the attempts too', async () => {
    const { store } = await open();
    await commit(store, [snapshot(keyOf('a'), 'old')]);
    const view = store.snapshots.openBatch(COURSE, 'batch' as BatchId);

    await valueOf(store.snapshots.commit(commitOf({ attempts: [attemptRow(keyOf('a'), 'x')] })));
    const rows = await valueOf(view.attempts([learnerId('a')]));
    view.close();

    expect(rows).toEqual([[]]);
  });

  it('holds its moment when a commit comes between two rows of a pass', async () => {
    const { store } = await open();
    const ids = ['a', 'b', 'c'];
    await commit(
      store,
      ids.map((id) => snapshot(keyOf(id), 'old')),
    );
    const view = store.snapshots.openBatch(COURSE, 'batch' as BatchId);
    const seen: SnapshotRow[] = [];

    for await (const row of view.rows()) {
      seen.push(row);
      await commit(
        store,
        ids.map((id) => again(keyOf(id), 'new')),
      );
    }
    view.close();

    expect(texts(seen)).toEqual(['a batch old', 'b batch old', 'c batch old']);
  });

  it('shows all rows of a commit or none, whenever a view is opened', async () => {
    const { store } = await open();
    const keys = Array.from({ length: 200 }, (_, i) => keyOf(`l${i}`));
    const write = (text: string): Promise<void> =>
      commit(
        store,
        keys.map((key) => snapshot(key, text)),
      );
    const writing = ['1', '2', '3', '4', '5'].map(write);

    const moments: string[][] = [];
    for (const written of [Promise.resolve(), ...writing]) {
      moments.push(texts(await batch(store, 'batch')));
      await written;
    }

    for (const rows of moments) {
      expect([0, keys.length]).toContain(rows.length);
      expect(new Set(rows.map((row) => row.split(' ')[2])).size).toBeLessThanOrEqual(1);
    }
  });
}

const commit = (store: Store, snapshots: readonly SnapshotWrite[]): Promise<void> =>
  valueOf(store.snapshots.commit(commitOf({ snapshots })));

async function batch(store: Store, id: string): Promise<SnapshotRow[]> {
  const view = store.snapshots.openBatch(COURSE, id as BatchId);
  try {
    return await all(view.rows());
  } finally {
    view.close();
  }
}
