import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig, type Config } from '../src/config.js';
import { courseTree } from '../src/domain/course.js';
import type { BatchId, CourseId, LearnerId } from '../src/domain/ids.js';
import type { ReportOrder } from '../src/engine.js';
import { openLmdbStore } from '../src/persistence/lmdb/store.js';
import { packEnrolment, contentTable } from '../src/persistence/packed-enrolment.js';
import { EMPTY_COMMIT, type Store } from '../src/persistence/ports.js';
import { seal } from '../src/persistence/snapshot.js';
import { openReader } from '../src/reader.js';
import { ReportThread } from '../src/report-thread.js';
import { NO_OPTIONS } from '../src/reports/report-options.js';
import { archivedCells, putArchive } from './persistence/archive/archived-files.js';
import { batch, course, enrolment } from './reports/builders.js';
import { cellsByName } from './reports/sunbird-fixtures.js';
import { hierarchy } from '../props/sim/given.js';

/** Several slices of a scan. */
const LEARNERS = 3_000;

let config: Config;
let store: Store;
let thread: ReportThread;
/** Calls off what a thread does later. */
const idle: (() => void)[] = [];

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-report-thread-'));
  const settings = { LAUREL_DATA_DIR: folder, LAUREL_ATTEMPT_ARCHIVE_DIR: 'archive' };
  const parsed = parseConfig(settings, folder);
  const opened = openLmdbStore({ folder, readOnly: false });
  if (!parsed.ok || !opened.ok) throw new Error('no store');
  config = parsed.value;
  store = opened.value;
  await fill();
  idle.length = 0;
  thread = new ReportThread(config, { after: (_ms, work) => (idle.push(work), () => undefined) });
});

afterEach(async () => {
  await thread.close();
  await store.close();
  rmSync(config.dataDir, { recursive: true });
});

describe('The thread of reports', { timeout: 120_000 }, () => {
  it('writes the bytes that are written without it, beside a writer of the folder', async () => {
    const rows: number[] = [];
    const threaded = thread.report(order('threaded'), (count) => rows.push(count));
    await store.users.putUsers([['somebody-else' as LearnerId, { state: 'Goa' }]]);

    const file = await threaded;
    const here = await writtenHere();

    expect(file).toMatchObject({ ok: true, value: { rows: LEARNERS, withoutProfile: 2_999 } });
    expect(rows.at(-1)).toBe(LEARNERS);
    expect(file.ok && readFileSync(file.value.path).equals(readFileSync(here))).toBe(true);
  });

  it('shows archived attempts, and fails by the name of a file that is damaged', async () => {
    const archive = join(config.dataDir, 'archive');
    const rows = ['l7', 'l2999', 'l7'].map((user_id, i) =>
      archivedCells({ course_id: COURSE, user_id, attempt_id: `a${String(i)}` }),
    );
    await putArchive(archive, '2021-28-1.csv.gz', rows, `${BATCH}_${COURSE}`);
    const responses = { ...order('a'), dataset: 'response-exhaust' } as const;

    const file = await thread.report(responses, () => undefined);
    await putArchive(archive, '2021-29-1.csv.gz', 'user_id\n', `${BATCH}_${COURSE}`);
    const damaged = await thread.report(responses, () => undefined);

    const shown = file.ok ? cellsByName(readFileSync(file.value.path, 'utf8')) : [];
    expect(shown.map((row) => [row['User UUID'], row['Attempt Id'], row['Question Id']])).toEqual([
      ['l2999', 'a1', 'q-x'],
      ['l7', 'a0', 'q-x'],
      ['l7', 'a2', 'q-x'],
    ]);
    expect(damaged).toMatchObject({
      ok: false,
      error: { kind: 'damaged', key: `${BATCH}_${COURSE}/2021-29-1.csv.gz line 1` },
    });
  });

  it('answers reports in their order, courses and batches as they are by then', async () => {
    const unknown = thread.report(order('a', 'later'), () => undefined);
    const known = thread.report(order('b'), () => undefined);

    expect(await unknown).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(await known).toMatchObject({ ok: true });
    await store.catalogue.putBatch(batch({ batch: 'later' as BatchId, course: COURSE }));
    expect(await thread.report(order('c', 'later'), () => undefined)).toMatchObject({
      ok: true,
      value: { rows: 0 },
    });
  });

  it('ends when nobody asks, and starts again when somebody does', async () => {
    await thread.report(order('a'), () => undefined);
    idle.at(-1)?.();

    expect(await thread.report(order('b'), () => undefined)).toMatchObject({ ok: true });
  });

  it('answers as stopping when it is closed, and leaves no file', async () => {
    const running = thread.report(order('a'), () => undefined);
    const waiting = thread.report(order('b'), () => undefined);

    await thread.close();

    expect(await running).toEqual({ ok: false, error: { kind: 'stopping' } });
    expect(await waiting).toEqual({ ok: false, error: { kind: 'stopping' } });
    expect(existsSync(join(config.dataDir, 'reports', 'b'))).toBe(false);
  });
});

const COURSE = 'red' as CourseId;
const BATCH = 'batch-1' as BatchId;

function order(folder: string, id: string = BATCH): ReportOrder {
  return {
    ...{ dataset: 'progress-exhaust', course: COURSE, batch: id as BatchId, folder },
    ...{ requesterOrg: '', protection: { kind: 'plain' }, options: NO_OPTIONS, assessment: null },
  };
}

async function writtenHere(): Promise<string> {
  const reader = await openReader(config, () => undefined);
  if (!reader.ok) throw new Error(reader.error);
  const file = await reader.value.report(order('here'));
  await reader.value.close();
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  return file.value.path;
}

async function fill(): Promise<void> {
  const tree = courseTree(hierarchy(COURSE, ['c1', 'c2']), 1);
  await store.catalogue.putCourse(course({ course: COURSE, version: 1 }), tree);
  await store.catalogue.putBatch(batch({ batch: BATCH, course: COURSE }));
  const snapshots = Array.from({ length: LEARNERS }, (_, i) => {
    const state = enrolment({ learner: `l${String(i)}`, statuses: { c1: i % 3 } });
    const key = { ...state.key, course: COURSE, batch: BATCH };
    const body = packEnrolment({ ...state, key }, contentTable(tree));
    return { key, bytes: seal(key, { version: 1, body }), isNew: true };
  });
  await store.snapshots.commit({ ...EMPTY_COMMIT, snapshots });
  await store.users.putUsers([['l7' as LearnerId, { state: 'Kerala' }]]);
}
