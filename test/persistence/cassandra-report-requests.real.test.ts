/** Who runs report requests in a cluster, and whose writes count, on a real Cassandra. */
import { describe, expect, it } from 'vitest';
import { takeReportTurn, type ReportTurn } from '../../src/cluster/report-turn.js';
import { cassandraStore, type CassandraStore } from '../../src/persistence/cassandra/store.js';
import type { ReportRequest } from '../../src/persistence/report-request.js';
import { submitted } from '../../src/reports/request-life-cycle.js';
import { systemClock } from '../../src/system-clock.js';
import { all, valueOf } from '../contract/open-store.js';
import { realServers } from '../real/servers.js';
import { submission } from '../reports/request-desk.js';
import { testKeyspace } from './cassandra-keyspace.js';

const LEASE_MS = 600;

describe.skipIf(realServers() === null)('the turn to run report requests on Cassandra', () => {
  const { session, empty } = testKeyspace();
  const stores = (): CassandraStore =>
    cassandraStore(session(), () => ({ apart: [], ofLearner: new Map() }));

  /** One that is not renewed is of a process that hangs. */
  const take = (me: string, renews = true): Promise<ReportTurn | null> =>
    takeReportTurn({
      ...{ me, leases: stores().leases, clock: systemClock(), storeAt: stores().reportRequestsAt },
      monotonic: () => performance.now(),
      limits: {
        leaseMs: LEASE_MS,
        leaseRenewMs: renews ? LEASE_MS / 4 : 3_600_000,
        clockSkewMsMax: 50,
      },
    });

  it('is one process’s, and the next one’s when it is given back', async () => {
    await empty();
    const first = await take('a');

    expect(await take('b')).toBeNull();
    await first?.giveBack();
    const second = await take('b');
    expect(second?.isMine()).toBe(true);
    await second?.giveBack();
  });

  it('passes on from a process that hangs, whose later writes change nothing', async () => {
    await empty();
    const hung = await take('a', false);
    const row = submitted(submission(), 'ID', Date.now());
    const running: ReportRequest = { ...row, status: 'PROCESSING' };
    await valueOf(hung!.store.put(running));
    let next: ReportTurn | null = null;
    await expect
      .poll(async () => (next = await take('b')) !== null, { timeout: 30_000 })
      .toBe(true);
    const turn = next as unknown as ReportTurn;
    expect(await all(turn.store.open())).toEqual([running]);
    const done: ReportRequest = { ...row, status: 'SUCCESS', open: false };
    await valueOf(turn.store.put(done));

    const late = await hung!.store.put({ ...running, errMessage: 'late' });

    expect(hung!.isMine()).toBe(false);
    expect(late).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(await valueOf(stores().reportRequests.get(row.tag, 'ID'))).toEqual(done);
    expect(await all(stores().reportRequests.open())).toEqual([]);
    await turn.giveBack();
  });

  it('lets a request that is submitted meanwhile be seen, whoever has the turn', async () => {
    await empty();
    const turn = await take('a');
    const row = submitted(submission(), 'ID', Date.now());

    await valueOf(stores().reportRequests.put(row));

    expect(await all(turn!.store.open())).toEqual([row]);
    await turn!.giveBack();
  });
});
