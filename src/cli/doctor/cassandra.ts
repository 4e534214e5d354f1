/** What `doctor` finds of Cassandra: there, its tables, its copies, its leases. */
import { openCassandra } from '../../cluster-stores.js';
import type { Config } from '../../config.js';
import type { Stored } from '../../persistence/ports.js';
import { cassandraLeases } from '../../persistence/cassandra/leases.js';
import { missingParts } from '../../persistence/cassandra/migrations.js';
import type { Session } from '../../persistence/cassandra/session.js';
import {
  inspectTables,
  type SchemaFinding,
} from '../../persistence/cassandra/sunbird-schema-check.js';
import type { Lease } from '../../persistence/cluster-ports.js';
import type { StoredRow } from '../../persistence/sunbird/rows.js';
import type { ClockLook } from './clocks.js';
import { failure, warning, well, type Finding } from './finding.js';

export type CassandraFacts =
  | { readonly kind: 'away'; readonly detail: string }
  | {
      readonly kind: 'there';
      readonly version: string;
      readonly keyspace: string;
      readonly nodes: number;
      /** Copies in this data centre; 0 = the keyspace is not there. */
      readonly copies: number;
      /** What Laurel needs and the keyspace lacks. */
      readonly lacks: readonly string[];
      readonly leases: readonly Lease[];
      readonly clock: ClockLook | null;
    };

/** Pure; `now` of this machine's clock. */
export function cassandraFindings(
  facts: CassandraFacts,
  config: Pick<Config, 'shards' | 'cassandraContactPoints'>,
  now: number,
): Finding[] {
  const subject = 'cassandra';
  if (facts.kind === 'away') {
    const remedy = 'start it, or correct CASSANDRA_CONTACT_POINTS, _LOCAL_DC, _USERNAME or _TLS';
    return [failure(subject, facts.detail, remedy)];
  }
  const { keyspace, lacks, nodes, version } = facts;
  if (facts.copies === 0) {
    return [failure(subject, `there is no keyspace ${keyspace}`, 'run `laurel migrate`')];
  }
  const found = `${version}, ${String(nodes)} nodes, keyspace ${keyspace}`;
  return [
    lacks.length === 0
      ? well(subject, found)
      : failure(subject, `${keyspace} lacks ${lacks.join(', ')}`, 'run `laurel migrate`'),
    copiesFinding(facts.copies, keyspace),
    ...leaseFindings(facts.leases, config.shards, now),
  ];
}

/** Statements are sent with LOCAL_QUORUM: of one or two copies none may be away. */
function copiesFinding(copies: number, keyspace: string): Finding {
  const subject = 'cassandra copies';
  if (copies >= 3) return well(subject, `${String(copies)} of each row`);
  const detail =
    copies === 1
      ? 'one of each row: a node that is lost takes its learners with it'
      : 'two of each row: LOCAL_QUORUM needs both, so that no node may be away';
  const remedy = `ALTER KEYSPACE ${keyspace} to three copies, then \`nodetool repair\``;
  return warning(subject, detail, remedy);
}

function leaseFindings(leases: readonly Lease[], shards: number, now: number): Finding[] {
  const held = leases.filter(({ owner, until }) => owner !== '' && until > now);
  if (leases.length === 0 || held.length === 0) {
    return [well('shards', 'nobody serves them now')];
  }
  const subject = 'shards';
  const free = shards - held.length;
  if (free <= 0) return [well(subject, `all ${String(shards)} are served`)];
  const detail = `${String(free)} of ${String(shards)} are served by nobody`;
  return [warning(subject, detail, 'look at /health of the processes: it names bars and troubles')];
}

export async function cassandraFacts(config: Config): Promise<CassandraFacts> {
  const opened = await openCassandra(config);
  if (!opened.ok) return { kind: 'away', detail: opened.error.detail };
  const session = opened.value;
  try {
    return await factsOf(session, config);
  } finally {
    await session.close();
  }
}

async function factsOf(session: Session, config: Config): Promise<CassandraFacts> {
  const { cassandraKeyspace: keyspace, cassandraLocalDc } = config;
  const askedAt = Date.now();
  const [local] = await rows(
    session,
    'SELECT release_version, toTimestamp(now()) AS at FROM system.local',
  );
  const answeredAt = Date.now();
  const peers = await rows(session, 'SELECT peer FROM system.peers');
  const [space] = await rows(
    session,
    'SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?',
    [keyspace],
  );
  const at = local?.['at'];
  const stepMs = 1;
  const known = { keyspace, nodes: peers.length + 1, version: String(local?.['release_version']) };
  return {
    ...{ kind: 'there', ...known },
    copies: copiesIn(space?.['replication'], cassandraLocalDc),
    lacks: space === undefined ? [] : await lacksOf(session, keyspace),
    leases: space === undefined ? [] : await leasesOf(session),
    clock:
      at instanceof Date
        ? { peer: 'Cassandra', askedAt, answeredAt, at: at.getTime(), stepMs }
        : null,
  };
}

async function rows(
  session: Session,
  query: string,
  params: readonly unknown[] = [],
): Promise<readonly StoredRow[]> {
  return orNone(session.read({ query, params }));
}

/** A look that is refused finds nothing; that the server is away was found before. */
async function orNone<T>(asked: Stored<readonly T[]>): Promise<readonly T[]> {
  const answer = await asked;
  return answer.ok ? answer.value : [];
}

async function lacksOf(session: Session, keyspace: string): Promise<readonly string[]> {
  const own = await orNone(missingParts(session));
  const sunbird = await orNone(inspectTables(session.client, keyspace));
  return [...own, ...sunbird.map(lackText)];
}

function lackText(finding: SchemaFinding): string {
  switch (finding.kind) {
    case 'missing-type':
      return 'the type question';
    case 'missing-field':
      return `question.${finding.field}`;
    case 'missing-table':
      return finding.table.name;
    case 'missing-column':
      return `${finding.table}.${finding.column}`;
    case 'unusable':
      return finding.reason;
  }
}

const leasesOf = (session: Session): Promise<readonly Lease[]> =>
  orNone(cassandraLeases(session).all());

/** `{class, replication_factor}`, or a number for each data centre. */
export function copiesIn(replication: unknown, localDc: string): number {
  if (typeof replication !== 'object' || replication === null) return 0;
  const entries = replication instanceof Map ? [...replication] : Object.entries(replication);
  const map = new Map(entries as [string, unknown][]);
  const [all, local] = [map.get('replication_factor'), map.get(localDc)];
  return Number(local ?? all ?? 1);
}
