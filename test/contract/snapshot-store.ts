/** What every `SnapshotStore` promises of single enrolments and commits; views: `batch-view.ts`. */
import { describe, expect, it } from 'vitest';
import type { CertificateId, ContentId } from '../../src/domain/ids.js';
import type { QuestionRecord } from '../../src/domain/command.js';
import type { Store } from '../../src/persistence/ports.js';
import { batchViewContract, type ScanKind } from './batch-view.js';
import { all, sorted, valueOf, type OpenStore } from './open-store.js';
import {
  MEGABYTE,
  again,
  attemptRow,
  byBytes,
  commitOf,
  factsOf,
  idsOfEveryCharacter,
  keyOf,
  learnerId,
  longestId,
  snapshot,
  texts,
} from './samples.js';

const KEY = keyOf('asha');

/** The suite, on stores of `open`; `scans` says what they promise of their scans. */
export function snapshotStoreContract(open: OpenStore, scans: ScanKind = 'of one moment'): void {
  describe('the snapshot store', () => {
    it('knows of no enrolment at first', async () => {
      const { snapshots } = (await open()).store;

      expect(await valueOf(snapshots.load(KEY))).toBeNull();
      expect(await valueOf(snapshots.loadLearner(KEY.learner))).toEqual([]);
      expect(await valueOf(snapshots.attempts(KEY))).toEqual([]);
    });

    it('loads the bytes that were committed last, also after a reopening', async () => {
      const { store, reopen } = await open();
      await commit(store, { snapshots: [snapshot(KEY, 'first')] });
      await commit(store, { snapshots: [again(KEY, 'second')] });

      expect(await load(store)).toBe('second');
      expect(await load(await reopen())).toBe('second');
    });

    it('gives each of many learners that are asked for at once its own snapshot', async () => {
      const { store } = await open();
      const keys = Array.from({ length: 120 }, (_, i) => keyOf(`learner-${String(i)}`));
      const stored = keys.filter((_, i) => i % 3 !== 0);
      const snapshots = stored.map((key) => snapshot(key, `of ${key.learner}`));
      await commit(store, { snapshots });

      const loaded = await Promise.all(keys.map((key) => valueOf(store.snapshots.load(key))));

      expect(loaded.map((one) => one && Buffer.from(one.bytes).toString())).toEqual(
        keys.map((key) => (stored.includes(key) ? `of ${key.learner}` : null)),
      );
    });

    it('keeps a megabyte of bytes', async () => {
      const { store, reopen } = await open();
      const bytes = Buffer.alloc(
        MEGABYTE,
        Uint8Array.from({ length: 251 }, (_, i) => i),
      );
      await commit(store, { snapshots: [{ key: KEY, bytes, isNew: true }] });

      const loaded = await valueOf((await reopen()).snapshots.load(KEY));

      expect(bytes.equals(loaded!.bytes)).toBe(true);
    });

    it('takes bytes that lie within a larger memory', async () => {
      const { store } = await open();
      const bytes = new TextEncoder().encode('xxkeptxx').subarray(2, 6);
      await commit(store, { snapshots: [{ key: KEY, bytes, isNew: true }] });

      expect(await load(store)).toBe('kept');
    });

    it('gives out bytes that later reads and writes do not change', async () => {
      const { store } = await open();
      await commit(store, { snapshots: [snapshot(KEY, 'first'), snapshot(keyOf('binu'), 'b')] });

      const given = await valueOf(store.snapshots.load(KEY));
      await commit(store, { snapshots: [again(KEY, 'other')] });
      await valueOf(store.snapshots.load(keyOf('binu')));

      expect(Buffer.from(given!.bytes).toString()).toBe('first');
    });

    enrolmentsOfALearner(open);
    attempts(open);
    commits(open);
    batchViewContract(open, scans);
  });
}

function enrolmentsOfALearner(open: OpenStore): void {
  it('loads all enrolments of a learner by the bytes of their keys, and no others', async () => {
    const { store } = await open();
    const keys = [
      keyOf('l1', 'b2'),
      keyOf('l1', 'b10'),
      keyOf('l1', 'b1', 'course2'),
      keyOf('l1', '😀'),
      keyOf('l1', '\uff5e'),
      keyOf('l10', 'b1'),
      keyOf('l', 'b1'),
    ];
    await commit(store, { snapshots: keys.map((key) => snapshot(key, 'x')) });

    const rows = await valueOf(store.snapshots.loadLearner(learnerId('l1')));

    expect(texts(rows)).toEqual(['l1 b10 x', 'l1 b2 x', 'l1 \uff5e x', 'l1 😀 x', 'l1 b1 x']);
    expect(rows[4]!.key).toEqual(keys[2]);
  });

  it('tells learners apart by every character that an id may hold', async () => {
    const { store, reopen } = await open();
    const ids = idsOfEveryCharacter();
    await commit(store, { snapshots: ids.map((id) => snapshot(keyOf(id), id)) });

    const { snapshots } = await reopen();

    for (const id of ids) {
      const rows = await valueOf(snapshots.loadLearner(learnerId(id)));
      expect(texts(rows)).toEqual([`${id} batch ${id}`]);
    }
    const { learner, course, batch } = KEY;
    const view = snapshots.openBatch(course, batch);
    expect((await all(view.rows())).map((row) => row.key.learner)).toEqual(ids.sort(byBytes));
    view.close();
    expect(ids).not.toContain(learner);
  });

  it('takes the longest ids in every place', async () => {
    const { store, reopen } = await open();
    const [x, y] = [longestId('x'), longestId('y')];
    const key = keyOf(x, x, x);
    const effect = { kind: 'render', key, certificate: x as CertificateId } as const;
    await commit(store, {
      snapshots: [snapshot(key, 'x'), snapshot(keyOf(y, x, x), 'y')],
      attempts: [attemptRow(key, x, { content: x as ContentId })],
      facts: [factsOf(x)],
      effects: [effect],
    });

    const { snapshots, effects, certificates } = await reopen();

    expect(texts(await valueOf(snapshots.loadLearner(key.learner)))).toEqual([`${x} ${x} x`]);
    expect(await valueOf(snapshots.attempts(key))).toHaveLength(1);
    expect(await all(effects.pending())).toEqual([effect]);
    expect(await valueOf(certificates.facts(effect.certificate))).toEqual(factsOf(x));
  });
}

function attempts(open: OpenStore): void {
  it('keeps the attempts of an enrolment with their questions, each attempt once', async () => {
    const { store, reopen } = await open();
    const first = attemptRow(KEY, 'a1', { questions: [QUESTION, { ...QUESTION, id: 'q2' }] });
    const second = attemptRow(KEY, 'a2');
    const later = { ...first, payloadHash: 'other', attemptedAt: 1_700_000_000_500 };
    await commit(store, { attempts: [first, second] });
    await commit(store, { attempts: [later] });

    const rows = await valueOf((await reopen()).snapshots.attempts(KEY));

    expect(sorted(rows)).toEqual(sorted([later, second]));
  });

  it('tells attempts apart whose ids go on where others end', async () => {
    const { store } = await open();
    const rows = [
      attemptRow(keyOf('l1', 'b1'), 'a'),
      attemptRow(keyOf('l1', 'b1'), 'a0'),
      attemptRow(keyOf('l1', 'b1'), 'a', { content: 'content0' as ContentId }),
    ];
    const others = [attemptRow(keyOf('l1', 'b10'), 'a'), attemptRow(keyOf('l10', 'b1'), 'a')];
    await commit(store, { attempts: [...rows, ...others] });

    expect(sorted(await valueOf(store.snapshots.attempts(keyOf('l1', 'b1'))))).toEqual(
      sorted(rows),
    );
  });
}

function commits(open: OpenStore): void {
  it('makes every part of one commit durable', async () => {
    const { store, reopen } = await open();
    await valueOf(store.log.append(Buffer.from('a')));
    await commit(store, EVERYTHING);

    expect(await contents(await reopen())).toEqual({
      snapshot: 'asha batch x',
      attempts: [attemptRow(KEY, 'a1')],
      facts: factsOf('c1'),
      effects: EVERYTHING.effects,
      log: 0,
    });
  });

  it('changes nothing by the same commit twice', async () => {
    const { store } = await open();
    await commit(store, EVERYTHING);
    const once = await contents(store);

    await commit(store, EVERYTHING);

    expect(await contents(store)).toEqual(once);
  });

  it('keeps the last of overlapping commits of one enrolment', async () => {
    const { store, reopen } = await open();
    await commit(store, { snapshots: [snapshot(KEY, 'first')] });
    const later = Array.from({ length: 50 }, (_, i) => again(KEY, `text ${i}`));

    await Promise.all(later.map((row) => commit(store, { snapshots: [row] })));

    expect(await load(await reopen())).toBe('text 49');
  });
}

const QUESTION: QuestionRecord = {
  id: 'q1',
  assessedAt: 1_700_000_000_000,
  maxScore: 1,
  score: 0.33,
  type: 'mcq',
  title: 'प्रश्न',
  description: '',
  duration: 1.5,
  responses: '[{"1":"{\\"text\\":\\"a\\"}"}]',
  params: '[]',
};

const EVERYTHING = commitOf({
  snapshots: [snapshot(KEY, 'x')],
  attempts: [attemptRow(KEY, 'a1')],
  facts: [factsOf('c1')],
  effects: [{ kind: 'certify', request: '', key: KEY }],
  releaseBelow: 2,
});

const commit = (store: Store, part: Parameters<typeof commitOf>[0]): Promise<void> =>
  valueOf(store.snapshots.commit(commitOf(part)));

async function load(store: Store): Promise<string> {
  return Buffer.from((await valueOf(store.snapshots.load(KEY)))?.bytes ?? []).toString();
}

async function contents(store: Store): Promise<Record<string, unknown>> {
  const view = store.snapshots.openBatch(KEY.course, KEY.batch);
  const rows = texts(await all(view.rows()));
  view.close();
  return {
    snapshot: rows.join(),
    attempts: await valueOf(store.snapshots.attempts(KEY)),
    facts: await valueOf(store.certificates.facts(factsOf('c1').certificate)),
    effects: await all(store.effects.pending()),
    log: (await all(store.log.read(1))).length,
  };
}
