/**
 * One client of a Cassandra cluster: how statements are sent, with what consistency and time
 * limit, and what their failures are called. Knows no table.
 *
 * 1. Every statement is prepared, and its text comes from a small fixed set.
 * 2. A plain write carries a time of its own, taken when it is asked for and not when its turn
 *    comes, so that writes win in the order of the calls. Who repeats it takes a later time.
 * 3. A conditional write carries none, as Paxos orders it; it is never repeated unasked.
 * 4. Requests under way and waiting are bounded; a request too many is `unavailable`.
 */
import { Client, policies, types, type QueryOptions } from 'cassandra-driver';
import { assert, err, ok } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import type { StoredRow } from '../sunbird/rows.js';
import { accessOptions, type CassandraAccess } from './access.js';
import { eachOf, inFlight, type InFlight, type InFlightLimits } from './in-flight.js';
import type { Statement } from './statement.js';
import { maybeApplied, readError, writeError } from './store-error.js';

export interface SessionOptions extends CassandraAccess {
  /** 'host:port,host:port' */
  readonly contactPoints: string;
  readonly localDc: string;
  /** Where Sunbird's learner tables are, and Laurel's own: one batch needs one keyspace. */
  readonly keyspace: string;
  readonly consistency: 'LOCAL_QUORUM' | 'QUORUM' | 'LOCAL_ONE' | 'ONE';
  readonly requestTimeoutMs: number;
  readonly limits: InFlightLimits;
  /** Wall clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/** What suits most installations; the rest has to be said. */
export const SESSION_DEFAULTS: Pick<
  SessionOptions,
  'credentials' | 'tls' | 'keyspace' | 'consistency' | 'requestTimeoutMs' | 'limits'
> = {
  credentials: null,
  tls: null,
  keyspace: 'sunbird_courses',
  consistency: 'LOCAL_QUORUM',
  requestTimeoutMs: 12_000,
  limits: { inFlightMax: 128, waitingMax: 16_384 },
};

/** The answer to a conditional write. */
export interface Decided {
  readonly applied: boolean;
  /** The row that stood in the way, where there is one. */
  readonly found: StoredRow | null;
}

export interface Session {
  readonly keyspace: string;
  /** For adapters that build, page or inspect by themselves. */
  readonly client: Client;
  /** The rows of a statement that answers few. */
  read(statement: Statement): Stored<readonly StoredRow[]>;
  /** The rows of any number, fetched by pages of `pageRowsMax`; throws what a page failed with. */
  scan(statement: Statement, pageRowsMax: number): AsyncIterable<StoredRow>;
  /** The same by pages; the next one is asked for while one is looked at. */
  scanPages(statement: Statement, pageRowsMax: number): AsyncIterable<readonly StoredRow[]>;
  write(statement: Statement, time: bigint): Stored<void>;
  /** One request. What is of one partition key is written as one, and of several each by itself. */
  batch(statements: readonly Statement[], time: bigint): Stored<void>;
  /** Many writes, a bounded number at once; an empty or single one needs no batch. */
  writeAll(groups: readonly (readonly Statement[])[], time: bigint): Stored<void>;
  decide(statement: Statement): Stored<Decided>;
  /** Changes of the schema: not prepared, and waited for until all servers agree on it. */
  define(query: string): Stored<void>;
  now(): number;
  /** Microseconds of the wall clock, each greater than all before. */
  wallTime(): bigint;
  close(): Promise<void>;
}

const KEYSPACE = /^[a-z][a-z0-9_]{0,47}$/;

/** Writes that one caller has under way at once, so that others get their turns in between. */
const AT_ONCE_MAX = 64;

/** Connects; `unavailable` when no server answers. */
export async function openSession(options: SessionOptions): Stored<Session> {
  assert(KEYSPACE.test(options.keyspace), 'a keyspace is named in lower case letters and digits');
  const client = clientOf(options);
  try {
    await client.connect();
  } catch (failure) {
    await client.shutdown();
    return err(readError(failure));
  }
  return ok(sessionOf(client, options));
}

function clientOf(options: SessionOptions): Client {
  return new Client({
    contactPoints: options.contactPoints.split(',').map((point) => point.trim()),
    localDataCenter: options.localDc,
    ...accessOptions(options),
    socketOptions: { readTimeout: options.requestTimeoutMs },
    queryOptions: { consistency: CONSISTENCIES[options.consistency], prepare: true },
    // The driver itself would come to wait ten minutes before it looks for a server again.
    policies: {
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(
        RECONNECT_MS_MIN,
        RECONNECT_MS_MAX,
      ),
    },
  });
}

const RECONNECT_MS_MIN = 500;
const RECONNECT_MS_MAX = 5_000;

const CONSISTENCIES = {
  LOCAL_QUORUM: types.consistencies.localQuorum,
  QUORUM: types.consistencies.quorum,
  LOCAL_ONE: types.consistencies.localOne,
  ONE: types.consistencies.one,
} as const;

function sessionOf(client: Client, options: SessionOptions): Session {
  const turns = inFlight(options.limits);
  const batch = (statements: readonly Statement[], time: bigint): Stored<void> =>
    written(turns, () => sendBatch(client, statements, time));
  let last = 0n;
  return {
    ...{ client, keyspace: options.keyspace },
    read: async (statement) => {
      const running = turns.run(() => send(client, statement, { isIdempotent: true }));
      if (running === null) return err(TOO_MANY);
      try {
        return ok(rowsOf(await running));
      } catch (failure) {
        return err(readError(failure));
      }
    },
    scan: (statement, pageRowsMax) => rowByRow(pages(client, turns, statement, pageRowsMax)),
    scanPages: (statement, pageRowsMax) => pages(client, turns, statement, pageRowsMax),
    write: (statement, time) => batch([statement], time),
    batch,
    writeAll: (groups, time) => writeGroups(groups, (group) => batch(group, time)),
    decide: (statement) => decide(client, turns, statement),
    define: (query) => written(turns, () => define(client, query)),
    now: options.now,
    wallTime: () => {
      const now = BigInt(Math.trunc(options.now())) * 1000n;
      return (last = now > last ? now : last + 1n);
    },
    close: () => client.shutdown(),
  };
}

const TOO_MANY = { kind: 'unavailable', detail: 'too many requests wait for Cassandra' } as const;

async function written(turns: InFlight, work: () => Promise<unknown>): Stored<void> {
  const running = turns.run(work);
  if (running === null) return err(TOO_MANY);
  try {
    await running;
    return ok(undefined);
  } catch (failure) {
    return err(writeError(failure));
  }
}

const send = (
  client: Client,
  { query, params }: Statement,
  options: QueryOptions,
): Promise<types.ResultSet> => client.execute(query, [...params], { ...options, prepare: true });

async function sendBatch(
  client: Client,
  statements: readonly Statement[],
  time: bigint,
): Promise<unknown> {
  // Not repeated by the driver: a list that is written twice with one time is held twice.
  const options = { isIdempotent: false, timestamp: longOf(time) };
  const [only] = statements;
  if (only === undefined) return null;
  if (statements.length === 1) return send(client, only, options);
  const queries = statements.map(({ query, params }) => ({ query, params: [...params] }));
  return client.batch(queries, { ...options, prepare: true, logged: false });
}

/** Past 2^53 a JavaScript number makes one of neighbouring times. */
const longOf = (time: bigint): types.Long =>
  new types.Long(Number(BigInt.asIntN(32, time)), Number(BigInt.asIntN(32, time >> 32n)));

/**
 * Nothing more is sent once something failed: the caller repeats all of it anyway, and servers in
 * trouble are spared. `unavailable` only when not a single group was applied.
 */
async function writeGroups(
  groups: readonly (readonly Statement[])[],
  write: (group: readonly Statement[]) => Stored<void>,
): Stored<void> {
  const failures: StoreError[] = [];
  let applied = 0;
  await eachOf(groups, AT_ONCE_MAX, async (group) => {
    if (failures.length > 0) return;
    const answer = await write(group);
    if (answer.ok) applied++;
    else failures.push(answer.error);
  });
  const worst = failures.find((failure) => failure.kind !== 'unavailable') ?? failures[0];
  if (worst === undefined) return ok(undefined);
  return err(applied === 0 ? worst : maybeApplied(worst));
}

async function* rowByRow(pages: AsyncIterable<readonly StoredRow[]>): AsyncGenerator<StoredRow> {
  for await (const page of pages) yield* page;
}

async function* pages(
  client: Client,
  turns: InFlight,
  statement: Statement,
  pageRowsMax: number,
): AsyncGenerator<readonly StoredRow[]> {
  const ask = (pageState?: string): Promise<types.ResultSet> => {
    const paging = { fetchSize: pageRowsMax, ...(pageState && { pageState }) };
    const page = turns.run(() => send(client, statement, { ...paging, isIdempotent: true }));
    if (page === null) throw new Error(TOO_MANY.detail);
    page.catch(ignore);
    return page;
  };
  for (let next: Promise<types.ResultSet> | null = ask(); next !== null;) {
    const result: types.ResultSet = await next;
    next = result.pageState ? ask(result.pageState) : null;
    yield rowsOf(result);
  }
}

/** The failure of a page is thrown where the page is awaited, and nobody may come for the last. */
const ignore = (): void => undefined;

async function decide(client: Client, turns: InFlight, statement: Statement): Stored<Decided> {
  const options = { isIdempotent: false, serialConsistency: types.consistencies.localSerial };
  const running = turns.run(() => send(client, statement, options));
  if (running === null) return err(TOO_MANY);
  try {
    const [row] = rowsOf(await running);
    const applied = row?.['[applied]'] === true;
    const named = row !== undefined && Object.keys(row).length > 1;
    return ok({ applied, found: !applied && named ? row : null });
  } catch (failure) {
    return err(writeError(failure));
  }
}

/** The driver waits for agreement as long as its setting says, and tells whether it came. */
async function define(client: Client, query: string): Promise<void> {
  const result = await client.execute(query, [], { prepare: false });
  const { isSchemaInAgreement } = result.info as { readonly isSchemaInAgreement?: boolean };
  if (isSchemaInAgreement === false) throw new Error('the servers do not agree on the schema');
}

const rowsOf = (result: types.ResultSet): readonly StoredRow[] => result.rows;
