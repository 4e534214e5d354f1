/** All ports that Cassandra serves, for the processes of one installation. */
import type { CatalogueChanges, LeaseStore, MemberStore, WriteClock } from '../cluster-ports.js';
import type { EffectStore, SnapshotStore, Store } from '../ports.js';
import type { RowChanges } from '../sunbird/rows.js';
import { cassandraCatalogue, type CassandraCatalogue } from './catalogue.js';
import { changedSince } from './changes.js';
import { cassandraEffects, effectStatements } from './effects.js';
import { cassandraSnapshots } from './learner-store.js';
import { cassandraLeases, cassandraMembers } from './leases.js';
import type { Session } from './session.js';
import {
  cassandraCertificates,
  cassandraDeadLetters,
  cassandraReportRequests,
} from './small-stores.js';
import type { RowStatements } from './statement.js';

export interface CassandraStoreOptions {
  readonly session: Session;
  /** Where Sunbird's learners are, and Laurel's tables beside them. */
  readonly keyspace: string;
  rowStatements(rows: readonly RowChanges[]): RowStatements;
  now(): number;
}

export interface CassandraStore extends Pick<
  Store,
  'certificates' | 'deadLetters' | 'reportRequests'
> {
  readonly catalogue: CassandraCatalogue;
  readonly changes: CatalogueChanges;
  readonly leases: LeaseStore;
  readonly members: MemberStore;
  /** For reading: a commit is refused. */
  readonly snapshots: SnapshotStore;
  /** What only the owner of a shard writes, with the times of its lease. */
  shard(
    shard: number,
    clock: WriteClock,
  ): { readonly snapshots: SnapshotStore; readonly effects: EffectStore };
}

export function cassandraStore(options: CassandraStoreOptions): CassandraStore {
  const { session, keyspace, now } = options;
  const catalogue = cassandraCatalogue(session, keyspace, now);
  const snapshots = (shard: number, clock: WriteClock | null): SnapshotStore =>
    cassandraSnapshots({
      ...{ session, keyspace, clock },
      effectStatements: effectStatements(keyspace, shard),
      rowStatements: (rows) => options.rowStatements(rows),
    });
  return {
    catalogue,
    changes: {
      changedSince: (at) => changedSince(session, keyspace, at, now()),
      course: (course) => catalogue.course(course),
      batch: (batch) => catalogue.batch(batch),
    },
    leases: cassandraLeases(session, keyspace),
    members: cassandraMembers(session, keyspace),
    certificates: cassandraCertificates(session, keyspace),
    deadLetters: cassandraDeadLetters(session, keyspace),
    reportRequests: cassandraReportRequests(session, keyspace),
    snapshots: snapshots(0, null),
    shard: (shard, clock) => ({
      snapshots: snapshots(shard, clock),
      effects: cassandraEffects({ session, keyspace, shard }, clock),
    }),
  };
}
