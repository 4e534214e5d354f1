/**
 * What times of leases do on a real Cassandra: an earlier owner's late writes lose, a later
 * owner's win, in Laurel's tables and in Sunbird's. Stores of two owners share one keyspace.
 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Effect } from '../../src/domain/effects.js';
import type { WriteClock } from '../../src/persistence/cluster-ports.js';
import type { Commit, Store } from '../../src/persistence/ports.js';
import type { RowStatements, Statement } from '../../src/persistence/cassandra/statement.js';
import { cassandraStore } from '../../src/persistence/cassandra/store.js';
import { all, valueOf } from '../contract/open-store.js';
import {
  MEGABYTE,
  attemptRow,
  certificateId,
  commitOf,
  factsOf,
  keyOf,
  snapshot,
  texts,
} from '../contract/samples.js';
import { realServers } from '../real/servers.js';
import { testClock, testKeyspace } from './cassandra-keyspace.js';

const KEY = keyOf('asha');
/** Apart enough for the times of one test. */
const MINUTE_MS = 60_000;

describe.skipIf(realServers() === null)('Owners one after the other on Cassandra', () => {
  const { session, empty } = testKeyspace();
  /**
   * Where the lease of an earlier owner begins, and that of the owner after it. Each test's are
   * above the last one's, since what a delete leaves behind is seen by no read that looks whether
   * a table has to be emptied.
   */
  let [earlierMs, laterMs] = [Date.now(), Date.now()];
  let rows: RowStatements = { apart: [], ofLearner: new Map() };

  const owner = (clock: WriteClock, shard = 0): Pick<Store, 'snapshots' | 'effects'> =>
    cassandraStore(session(), () => rows).shard(shard, clock);
  const table = (): string => `${session().keyspace}.user_enrolments`;
  const enrolments = async (): Promise<unknown[]> => {
    const query = `SELECT active, issued_certificates FROM ${table()}`;
    const found = await valueOf(session().read({ query, params: [] }));
    return found.map((row) => [row['active'], row['issued_certificates']]);
  };
  const certificates = (...ids: string[]): Statement => ({
    query: `UPDATE ${table()} SET active = ?, issued_certificates = ?
      WHERE userid = ? AND courseid = ? AND batchid = ?`,
    params: [true, ids.map((id) => ({ identifier: id })), KEY.learner, KEY.course, KEY.batch],
  });
  const withRow = (statement: Statement): Partial<Commit> => {
    rows = { apart: [], ofLearner: new Map([[KEY.learner, [statement]]]) };
    return { snapshots: [snapshot(KEY, 'x')] };
  };

  beforeAll(async () => {
    await valueOf(
      session().define(`CREATE TABLE ${table()} (userid text, courseid text, batchid text,
        active boolean, issued_certificates list<frozen<map<text, text>>>,
        PRIMARY KEY (userid, courseid, batchid))`),
    );
  });
  beforeEach(async () => {
    earlierMs = laterMs + MINUTE_MS;
    laterMs = earlierMs + MINUTE_MS / 2;
    rows = { apart: [], ofLearner: new Map() };
    await empty();
    await valueOf(session().define(`TRUNCATE ${table()}`));
  });

  it('keeps snapshot, facts and roster when the earlier owner still writes', async () => {
    const [earlier, later] = [owner(testClock(earlierMs)), owner(testClock(laterMs))];
    const facts = [{ ...factsOf('c1'), recipientName: 'later' }];
    await commit(later, { snapshots: [snapshot(KEY, 'later')], facts });

    await commit(earlier, { snapshots: [snapshot(KEY, 'earlier')], facts: [factsOf('c1')] });

    const view = later.snapshots.openBatch(KEY.course, KEY.batch);
    expect(texts(await all(view.rows()))).toEqual(['asha batch later']);
    const stored = cassandraStore(session(), () => rows).certificates.facts(certificateId('c1'));
    expect((await valueOf(stored))?.recipientName).toBe('later');
  });

  it('keeps an effect confirmed that the earlier owner puts again, too late', async () => {
    const [earlier, later] = [owner(testClock(earlierMs)), owner(testClock(laterMs))];
    await commit(earlier, { effects: [EFFECT] });
    await valueOf(later.effects.confirm([EFFECT]));

    await commit(earlier, { effects: [EFFECT] });

    expect(await all(later.effects.pending())).toEqual([]);
  });

  it('keeps the effect of a later owner that the earlier one confirms, too late', async () => {
    const [earlier, later] = [owner(testClock(earlierMs)), owner(testClock(laterMs))];
    await commit(later, { effects: [EFFECT] });

    await valueOf(earlier.effects.confirm([EFFECT]));

    expect(await all(later.effects.pending())).toEqual([EFFECT]);
  });

  it('gives the effects of a shard to its owner alone', async () => {
    await commit(owner(testClock(earlierMs), 1), { effects: [EFFECT] });

    expect(await all(owner(testClock(earlierMs), 2).effects.pending())).toEqual([]);
  });

  it('says of a snapshot that an earlier owner wrote it, and not of an own one', async () => {
    await commit(owner(testClock(earlierMs)), { snapshots: [snapshot(KEY, 'x')] });
    const later = owner(testClock(laterMs));
    expect((await valueOf(later.snapshots.load(KEY)))?.inherited).toBe(true);

    await commit(later, { snapshots: [snapshot(KEY, 'y')] });

    expect((await valueOf(later.snapshots.load(KEY)))?.inherited).toBe(false);
  });

  it('tells neighbouring microseconds apart', async () => {
    const from = BigInt(earlierMs) * 1000n;
    await commit(owner({ from, next: () => from + 1n }), { snapshots: [snapshot(KEY, 'a')] });

    await commit(owner({ from, next: () => from }), { snapshots: [snapshot(KEY, 'z')] });

    const { snapshots } = owner({ from: from + 1n, next: () => null });
    expect(texts(await valueOf(snapshots.loadLearner(KEY.learner)))).toEqual(['asha batch a']);
    expect((await valueOf(snapshots.load(KEY)))?.inherited).toBe(false);
  });

  it('writes nothing when the lease is over', async () => {
    const over = owner({ from: 0n, next: () => null });
    const parts = { snapshots: [snapshot(KEY, 'x')], effects: [EFFECT] };

    const committed = await over.snapshots.commit(commitOf(parts));
    const confirmed = await over.effects.confirm([EFFECT]);

    const refused = { error: { kind: 'unavailable', detail: 'the lease of shard 0 is over' } };
    expect([committed, confirmed]).toMatchObject([refused, refused]);
    expect(await valueOf(over.snapshots.loadLearner(KEY.learner))).toEqual([]);
    expect(await all(over.effects.pending())).toEqual([]);
  });

  it('overwrites a row that another service wrote by its wall clock before', async () => {
    await valueOf(session().write(certificates('of another'), BigInt(earlierMs) * 1000n));

    await commit(owner(testClock(laterMs)), withRow(certificates('own')));

    expect(await enrolments()).toEqual([[true, [{ identifier: 'own' }]]]);
  });

  it('loses a row to the later owner, whose batch brought it', async () => {
    await commit(owner(testClock(laterMs)), withRow(certificates('later')));

    await commit(owner(testClock(earlierMs)), withRow(certificates('earlier', 'two')));

    expect(await enrolments()).toEqual([[true, [{ identifier: 'later' }]]]);
  });

  it('holds each entry of a list once, however often the list is written', async () => {
    const own = owner(testClock(laterMs));
    for (let i = 0; i < 3; i++) await commit(own, withRow(certificates('a', 'b')));

    expect(await enrolments()).toEqual([[true, [{ identifier: 'a' }, { identifier: 'b' }]]]);
  });

  it('writes rows of megabytes as one, and attempts of any number before them', async () => {
    const large = 'x'.repeat(MEGABYTE);
    const snapshots = ['b1', 'b2', 'b3'].map((batch) => snapshot(keyOf('asha', batch), large));
    const attempts = ['a1', 'a2', 'a3'].map((id) => attemptRow(KEY, id, { payloadHash: large }));
    const own = owner(testClock(laterMs));

    await commit(own, { ...withRow(certificates('a')), snapshots, attempts });

    expect(await valueOf(own.snapshots.loadLearner(KEY.learner))).toHaveLength(3);
    expect(await valueOf(own.snapshots.attempts(KEY))).toEqual(attempts);
    expect(await enrolments()).toHaveLength(1);
  });

  it('writes the last of two snapshots that one commit has of an enrolment', async () => {
    const own = owner(testClock(laterMs));

    await commit(own, { snapshots: [snapshot(KEY, 'zzz'), snapshot(KEY, 'aaa')] });

    expect(texts(await valueOf(own.snapshots.loadLearner(KEY.learner)))).toEqual([
      'asha batch aaa',
    ]);
  });

  it('leaves a snapshot as it was when a row of the same batch cannot be written', async () => {
    const own = owner(testClock(laterMs));
    await commit(own, { snapshots: [snapshot(KEY, 'before')] });
    const wrong: Statement = { query: `UPDATE ${table()} SET none = 1`, params: [] };

    const answer = await own.snapshots.commit(
      commitOf({ ...withRow(wrong), snapshots: [snapshot(KEY, 'after')] }),
    );

    expect(answer.ok).toBe(false);
    expect(texts(await valueOf(own.snapshots.loadLearner(KEY.learner)))).toEqual([
      'asha batch before',
    ]);
  });

  it('never shows a mixture of snapshots that are written at once', async () => {
    const own = owner(testClock(laterMs));
    const forms = Array.from({ length: 50 }, (_, i) => String.fromCharCode(65 + i).repeat(2000));

    const writing = forms.map((form) => commit(own, { snapshots: [snapshot(KEY, form)] }));
    const seen: string[] = [];
    for (const one of writing) {
      await one;
      const loaded = await valueOf(own.snapshots.load(KEY));
      seen.push(Buffer.from(loaded!.bytes).toString());
    }

    expect(forms).toEqual(expect.arrayContaining(seen));
    expect(seen.at(-1)).toBe(forms.at(-1));
  });
});

const EFFECT: Effect = { kind: 'certify', request: '', key: KEY };

const commit = (store: Pick<Store, 'snapshots'>, part: Partial<Commit>): Promise<void> =>
  valueOf(store.snapshots.commit(commitOf(part)));
