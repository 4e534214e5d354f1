/**
 * All ports that Cassandra serves in a cluster, on one session. The log is Kafka's, users are
 * Redis's, and places of sources are kept by the log.
 */
import type { LeaseStore, MemberStore, WriteClock } from '../cluster-ports.js';
import type { Store } from '../ports.js';
import { cassandraCatalogue } from './catalogue.js';
import { cassandraCatalogueChanges, type CatalogueChanges } from './catalogue-changes.js';
import { cassandraCertificates } from './certificates.js';
import { cassandraDeadLetters } from './dead-letters.js';
import { cassandraEffects } from './effects.js';
import { cassandraLeases } from './leases.js';
import { cassandraMembers } from './members.js';
import { cassandraReportRequests } from './report-requests.js';
import { cassandraRoster } from './roster.js';
import type { Session } from './session.js';
import {
  cassandraSnapshotReader,
  cassandraSnapshots,
  type RowsToStatements,
  type SnapshotReader,
} from './snapshots.js';

export interface CassandraStore {
  /** What the owner of a shard writes, at the times of its lease. */
  shard(shard: number, clock: WriteClock): Pick<Store, 'snapshots' | 'effects'>;
  /** Snapshots of all shards, to be read. */
  readonly snapshots: SnapshotReader;
  readonly catalogue: Store['catalogue'];
  readonly changes: CatalogueChanges;
  readonly certificates: Store['certificates'];
  readonly deadLetters: Store['deadLetters'];
  readonly reportRequests: Store['reportRequests'];
  /** For the process that runs requests, at the times of its lease. */
  reportRequestsAt(clock: WriteClock): Store['reportRequests'];
  readonly leases: LeaseStore;
  readonly members: MemberStore;
  close(): Promise<void>;
}

/** The stores of a session, which they close; the keyspace and its tables are there already. */
export function cassandraStore(session: Session, rowStatements: RowsToStatements): CassandraStore {
  const roster = cassandraRoster(session);
  return {
    shard: (shard, clock) => ({
      snapshots: cassandraSnapshots(session, roster, { shard, clock, rowStatements }),
      effects: cassandraEffects(session, shard, clock),
    }),
    snapshots: cassandraSnapshotReader(session, roster),
    catalogue: cassandraCatalogue(session),
    changes: cassandraCatalogueChanges(session),
    certificates: cassandraCertificates(session),
    deadLetters: cassandraDeadLetters(session),
    reportRequests: cassandraReportRequests(session),
    reportRequestsAt: (clock) => cassandraReportRequests(session, clock),
    leases: cassandraLeases(session),
    members: cassandraMembers(session),
    close: () => session.close(),
  };
}
