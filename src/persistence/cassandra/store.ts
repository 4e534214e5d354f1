/**
 * All ports that Cassandra serves in a cluster, on one session. The log is Kafka's, users are
 * Redis's, and places of sources are kept by the log.
 */
import { ok } from '../../domain/result.js';
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
  type AnswersBefore,
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
  readonly leases: LeaseStore;
  readonly members: MemberStore;
  close(): Promise<void>;
}

/** The stores of a session, which they close; the keyspace and its tables are there already. */
export function cassandraStore(
  session: Session,
  rowStatements: RowsToStatements,
  before: AnswersBefore = NO_ANSWERS,
): CassandraStore {
  const roster = cassandraRoster(session);
  const sources = { session, roster, before };
  return {
    shard: (shard, clock) => ({
      snapshots: cassandraSnapshots(sources, { shard, clock, rowStatements }),
      effects: cassandraEffects(session, shard, clock),
    }),
    snapshots: cassandraSnapshotReader(sources),
    catalogue: cassandraCatalogue(session),
    changes: cassandraCatalogueChanges(session),
    certificates: cassandraCertificates(session),
    deadLetters: cassandraDeadLetters(session),
    reportRequests: cassandraReportRequests(session),
    leases: cassandraLeases(session),
    members: cassandraMembers(session),
    close: () => session.close(),
  };
}

/** No other service ever recorded an attempt. */
const NO_ANSWERS: AnswersBefore = () => Promise.resolve(ok([]));
