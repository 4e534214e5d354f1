import { describe, expect, it } from 'vitest';
import { reportActor, type WriteReport } from '../../src/actors/report.js';
import { seededSystem } from '../../src/actors/seeded-system.js';
import { courseTree } from '../../src/domain/course.js';
import { ok } from '../../src/domain/result.js';
import type { ReportFile } from '../../src/engine.js';
import { memoryStore, type MemoryStore } from '../../src/persistence/memory-store.js';
import { EMPTY_TABLE, packEnrolment } from '../../src/persistence/packed-enrolment.js';
import type { BatchView } from '../../src/persistence/ports.js';
import { NO_OPTIONS } from '../../src/reports/report-options.js';
import { enrolmentText, seal } from '../../src/persistence/snapshot.js';
import { initialEnrolment } from '../../src/domain/enrolment.js';
import { batchOf, courseInfo, hierarchy, keyOf } from '../../props/sim/given.js';
import { quiet } from './given.js';

describe('A report', () => {
  it('is written from the snapshots of one batch', async () => {
    const { report } = given(['anil', 'devi'], async ({ states }) => {
      const learners: string[] = [];
      for await (const { key } of states()) learners.push(key.learner);
      return ok(fileOf(learners.join()));
    });

    expect(await report()).toEqual({ ok: true, value: fileOf('anil,devi') });
  });

  it('names the key of a damaged row, whatever was written before it', async () => {
    const { report, store } = given(['anil', 'devi'], countRows);
    damage(store, 'devi');

    expect(await report()).toMatchObject({
      ok: false,
      error: { kind: 'damaged', key: 'devi/red/b1' },
    });
  });

  it.each<readonly [string, WriteReport]>([
    ['after it was written', countRows],
    ['after the writer refused', () => Promise.resolve({ ok: false, error: NO_SPACE })],
    ['after the writer threw', () => Promise.reject(new Error('disk full'))],
  ])('lets its moment of the batch go %s', async (_when, write) => {
    const { report, views } = given(['anil'], write);

    await report();

    expect(views).toEqual({ opened: 1, closed: 1 });
  });

  it('lets its moment go when a row is damaged', async () => {
    const { report, views, store } = given(['anil'], countRows);
    damage(store, 'anil');

    await report();

    expect(views).toEqual({ opened: 1, closed: 1 });
  });

  it('waits for the one before it', async () => {
    const going: (() => void)[] = [];
    const { report } = given([], async () => {
      await new Promise<void>((go) => going.push(go));
      return ok(fileOf('one'));
    });

    const both = [report(), report()];
    await quiet();
    expect(going.length).toBe(1);

    going[0]!();
    await quiet();
    going[1]!();
    expect((await Promise.all(both)).map((r) => r.ok)).toEqual([true, true]);
  });
});

const NO_SPACE = { kind: 'unavailable', detail: 'no space' } as const;

const countRows: WriteReport = async ({ states }) => {
  let rows = 0;
  for await (const state of states()) if (state.key.batch === 'b1') rows++;
  return ok({ ...fileOf('counted'), rows });
};

const fileOf = (path: string): ReportFile => ({
  path,
  batch: keyOf({ learner: '', batch: 'b1' }).batch,
  bytes: 0,
  rows: 0,
  withoutProfile: 0,
  leftOut: 0,
  withoutConsent: 0,
});

function given(learners: readonly string[], write: WriteReport) {
  const store = memoryStore();
  for (const learner of learners) {
    const key = keyOf({ learner, batch: 'b1' });
    const body = packEnrolment(initialEnrolment(key), EMPTY_TABLE);
    const bytes = seal(key, { version: 0, body });
    store.tables.snapshots.set(enrolmentText(key), { key, bytes });
  }
  const views = { opened: 0, closed: 0 };
  const { course, batch } = keyOf({ learner: '', batch: 'b1' });
  const ask = reportActor({
    actors: seededSystem(1, () => undefined),
    write,
    tableOf: () => null,
    users: store.users,
    open: () => counted(store.snapshots.openBatch(course, batch), views),
    now: () => 1_000,
  });
  const order = {
    dataset: 'progress-exhaust',
    course,
    batch,
    folder: '',
    requesterOrg: '',
    protection: { kind: 'plain' },
    options: NO_OPTIONS,
    assessment: null,
  } as const;
  const info = { ...courseInfo('red'), version: 1, evaluatedVersion: 1 };
  const tree = courseTree(hierarchy('red', ['c1']), 1);
  return {
    report: () => ask({ order, course: info, tree, batch: batchOf('b1'), onRows: () => undefined }),
    store,
    views,
  };
}

function counted(view: BatchView, views: { opened: number; closed: number }): BatchView {
  views.opened++;
  return {
    rows: () => view.rows(),
    glances: view.glances,
    attempts: (learners) => view.attempts(learners),
    close: () => {
      views.closed++;
      view.close();
    },
  };
}

function damage(store: MemoryStore, learner: string): void {
  const key = enrolmentText(keyOf({ learner, batch: 'b1' }));
  const row = store.tables.snapshots.get(key)!;
  store.tables.snapshots.set(key, { ...row, bytes: row.bytes.slice(0, -1) });
}
