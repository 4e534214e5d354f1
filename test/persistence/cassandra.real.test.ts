/** The contract suites on a real Cassandra. */
import { describe } from 'vitest';
import { cassandraStore, type CassandraStore } from '../../src/persistence/cassandra/store.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { EMPTY_COMMIT, type Store } from '../../src/persistence/ports.js';
import { catalogueStoreContract } from '../contract/catalogue-store.js';
import { certificateStoreContract } from '../contract/certificate-store.js';
import { deadLetterStoreContract } from '../contract/dead-letter-store.js';
import { effectStoreContract } from '../contract/effect-store.js';
import { glancesContract } from '../contract/glances.js';
import { leaseStoreContract, memberStoreContract } from '../contract/lease-store.js';
import { valueOf, type OpenedStore } from '../contract/open-store.js';
import { reportRequestStoreContract } from '../contract/report-request-store.js';
import { snapshotStoreContract } from '../contract/snapshot-store.js';
import { realServers } from '../real/servers.js';
import { testClock, testKeyspace } from './cassandra-keyspace.js';

describe.skipIf(realServers() === null)('On Cassandra', () => {
  const { session, empty, another } = testKeyspace();
  const stores = (): CassandraStore => cassandraStore(session(), NO_ROWS);

  const open = async (): Promise<OpenedStore> => {
    await empty();
    const rest = memoryStore();
    let closed: () => Promise<void> = () => Promise.resolve();
    const reopen = async (): Promise<Store> => {
      await closed();
      const own = await another();
      closed = () => own.close();
      return together(cassandraStore(own, NO_ROWS), rest);
    };
    return { store: together(stores(), rest), reopen };
  };

  snapshotStoreContract(open, 'running');
  glancesContract(open);
  effectStoreContract(open);
  catalogueStoreContract(open);
  certificateStoreContract(open);
  deadLetterStoreContract(open);
  reportRequestStoreContract(open);
  leaseStoreContract(async () => {
    await empty();
    return stores().leases;
  });
  memberStoreContract(async () => {
    await empty();
    return stores().members;
  });
});

const NO_ROWS = (): { apart: []; ofLearner: Map<string, []> } => ({
  apart: [],
  ofLearner: new Map(),
});

/** The ports that Cassandra does not serve are the memory's, the release of the log included. */
function together(cassandra: CassandraStore, rest: Store): Store {
  const { snapshots, effects } = cassandra.shard(0, testClock());
  return {
    log: rest.log,
    users: rest.users,
    offsets: rest.offsets,
    snapshots: {
      ...snapshots,
      commit: async (commit) => {
        const committed = await snapshots.commit(commit);
        const { releaseBelow } = commit;
        if (committed.ok) await valueOf(rest.snapshots.commit({ ...EMPTY_COMMIT, releaseBelow }));
        return committed;
      },
    },
    effects,
    catalogue: cassandra.catalogue,
    certificates: cassandra.certificates,
    deadLetters: cassandra.deadLetters,
    reportRequests: cassandra.reportRequests,
    close: () => cassandra.close(),
  };
}
