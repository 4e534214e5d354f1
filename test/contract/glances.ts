/** What every store promises of glances: what the states and the user entries say, in order. */
import { expect, it } from 'vitest';
import { initialEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import type { BatchId, ContentId, CourseId, LearnerId } from '../../src/domain/ids.js';
import { packEnrolment, type ContentTable } from '../../src/persistence/packed-enrolment.js';
import type { SnapshotWrite, Store } from '../../src/persistence/ports.js';
import type { LearnerGlance, Lens, ScanGlances } from '../../src/persistence/report-ports.js';
import { seal } from '../../src/persistence/snapshot.js';
import { storedGlances } from '../../src/persistence/stored-glances.js';
import { untouched } from '../../src/domain/content.js';
import { valueOf, type OpenStore } from './open-store.js';
import { byBytes, commitOf } from './samples.js';

const COURSE = 'course' as CourseId;
const BATCH = 'batch' as BatchId;
const CONTENTS = ['c1', 'c2', 'c3'] as ContentId[];
const TABLE: ContentTable = {
  version: 4,
  ids: CONTENTS,
  places: new Map(CONTENTS.map((id, place) => [id, place])),
};
const LENS: Lens = { optional: ['c3' as ContentId], scored: [], fields: ['state', 'block'] };

/** More than one slice of any store. */
const MANY = 2_500;

/** `open` opens a store that keeps users too. */
export function glancesContract(open: OpenStore): void {
  it('shows each learner with what the snapshot and the user entry say', async () => {
    const { store } = await open();
    await commit(store, [stateOf('a', 1), stateOf('bb', 3), stateOf('c', 0)]);
    await valueOf(
      store.users.putUsers([
        ['a' as LearnerId, { state: 'Kerala', district: 'x' }],
        ['bb' as LearnerId, { block: 'Bloc, "é"', state: '' }],
        ['other' as LearnerId, { state: 'Goa' }],
      ]),
    );

    expect(await seen(store)).toEqual([
      'a: 1 done, state Kerala, block -',
      'bb: 2 done, state , block Bloc, "é"',
      'c: 0 done, unknown',
    ]);
  });

  it('shows learners in the order of the bytes of their ids, and of this batch only', async () => {
    const { store } = await open();
    const ids = ['z', '\uff5e', '😀', 'a', 'é', 'aa', 'a b'];
    await commit(store, [
      ...ids.map((id) => stateOf(id, 0)),
      stateOf('x', 0, { batch: 'batch1' as BatchId }),
      stateOf('y', 0, { course: 'cours' as CourseId }),
    ]);

    expect(await seen(store)).toEqual(ids.sort(byBytes).map((id) => `${id}: 0 done, unknown`));
  });

  it('gives turns, and ends with the one that says so', async () => {
    const { store } = await open();
    const ids = Array.from({ length: MANY }, (_, i) => `l${String(i).padStart(5, '0')}`);
    await commit(
      store,
      ids.map((id) => stateOf(id, 1)),
    );
    const [all, some]: LearnerGlance[][] = [[], []];
    let turns = 0;

    await scan(
      store,
      (learner) => all?.push(learner),
      () => Promise.resolve((turns++, true)),
    );
    await scan(
      store,
      (learner) => some?.push(learner),
      () => Promise.resolve(false),
    );

    expect(all).toHaveLength(MANY);
    expect(turns).toBeGreaterThan(1);
    expect(some?.length).toBeGreaterThan(0);
    expect(some?.length).toBeLessThan(MANY);
  });

  it('ends at a damaged snapshot with its key', async () => {
    const { store } = await open();
    const damaged = rowOf(stateOf('b', 1));
    await valueOf(
      store.snapshots.commit(
        commitOf({
          snapshots: [
            rowOf(stateOf('a', 1)),
            { ...damaged, bytes: damaged.bytes.subarray(0, damaged.bytes.length - 1) },
          ],
        }),
      ),
    );
    const shown: string[] = [];

    const scanned = await scan(store, (glance) => shown.push(textOf(glance)), goOn);

    expect(scanned).toMatchObject({
      ok: false,
      error: { kind: 'damaged', key: 'b/course/batch' },
    });
    expect(shown).toHaveLength(1);
  });
}

const goOn = (): Promise<boolean> => Promise.resolve(true);

async function seen(store: Store): Promise<string[]> {
  const texts: string[] = [];
  await valueOf(scan(store, (glance) => texts.push(textOf(glance)), goOn));
  return texts;
}

async function scan(
  store: Store,
  show: Parameters<ScanGlances>[1],
  turn: Parameters<ScanGlances>[2],
): ReturnType<ScanGlances> {
  const view = store.snapshots.openBatch(COURSE, BATCH);
  const tableOf = (version: number) => (version === TABLE.version ? TABLE : null);
  const glances = view.glances?.(tableOf) ?? storedGlances({ view, users: store.users, tableOf });
  try {
    return await glances(LENS, show, turn);
  } finally {
    view.close();
  }
}

function textOf({ learner, enrolment, profile }: LearnerGlance): string {
  const text = (span: LearnerGlance['learner'] | null): string =>
    span === null ? '-' : Buffer.from(span.bytes.slice(span.from, span.to)).toString();
  const user = profile.known
    ? `state ${text(profile.field(0))}, block ${text(profile.field(1))}`
    : 'unknown';
  return `${text(learner)}: ${String(enrolment.completed)} done, ${user}`;
}

function stateOf(learner: string, done: number, place: object = {}): EnrolmentState {
  const key = { learner: learner as LearnerId, course: COURSE, batch: BATCH, ...place };
  return {
    ...initialEnrolment(key),
    contents: new Map(
      CONTENTS.slice(0, done).map((id) => [
        id,
        { ...untouched(id), status: 2, progress: 100, firstCompletedAt: 5, lastCompletedAt: 9 },
      ]),
    ),
  };
}

function rowOf(state: EnrolmentState): SnapshotWrite {
  const body = packEnrolment(state, TABLE);
  return { key: state.key, bytes: seal(state.key, { version: TABLE.version, body }), isNew: true };
}

const commit = (store: Store, states: readonly EnrolmentState[]): Promise<void> =>
  valueOf(store.snapshots.commit(commitOf({ snapshots: states.map(rowOf) })));
