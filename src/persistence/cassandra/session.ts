/**
 * One connection to Cassandra: prepared statements, bounded calls, failures as values.
 *
 * - S1 A refusal that surely changed nothing is `unavailable`; whatever may have been applied is
 *   `timeout`, and the caller repeats it.
 * - S3 The driver repeats no write: a list that is written twice with one time is held twice. Who
 *   repeats takes a new time.
 * - S2 No more than `inFlightMax` requests are under way; further ones wait in order.
 */
import { Client, auth, errors, types, type QueryOptions } from 'cassandra-driver';
import { err, ok } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import type { Statement } from './statement.js';

export interface CassandraSettings {
  /** `host:port`. */
  readonly contactPoints: readonly string[];
  readonly localDc: string;
  /** '' = the server asks for no name. */
  readonly username: string;
  readonly password: string;
  readonly requestTimeoutMs: number;
  readonly inFlightMax: number;
}

export interface Session {
  /** For adapters that page or inspect by themselves. */
  readonly client: Client;
  /** Reads; nothing can have been applied. */
  rows(query: string, params: readonly unknown[]): Stored<readonly types.Row[]>;
  /** Reads at serial consistency, after every compare-and-set that was applied. */
  serialRows(query: string, params: readonly unknown[]): Stored<readonly types.Row[]>;
  /** A compare-and-set; the row as it is when it was not applied. */
  swap(query: string, params: readonly unknown[]): Stored<types.Row | null>;
  /** Writes one statement; `at` is its time in microseconds, the server's when left out. */
  write(statement: Statement, at?: bigint): Stored<void>;
  /** Writes statements of one partition in one piece. */
  batch(statements: readonly Statement[], at?: bigint): Stored<void>;
  /** All rows, page by page; throws when the server does not answer. */
  pages(query: string, params: readonly unknown[]): AsyncIterable<types.Row>;
  close(): Promise<void>;
}

/** Connects; `unavailable` when nobody answers. */
export async function openSession(settings: CassandraSettings): Stored<Session> {
  const client = clientOf(settings);
  try {
    await client.connect();
  } catch (error) {
    await client.shutdown();
    return err({ kind: 'unavailable', detail: `Cassandra cannot be reached: ${textOf(error)}` });
  }
  return ok(sessionOf(client, gate(settings.inFlightMax)));
}

function clientOf(settings: CassandraSettings): Client {
  const { username, password } = settings;
  return new Client({
    contactPoints: [...settings.contactPoints],
    localDataCenter: settings.localDc,
    ...(username === ''
      ? {}
      : { authProvider: new auth.PlainTextAuthProvider(username, password) }),
    queryOptions: {
      consistency: types.consistencies.localQuorum,
      serialConsistency: types.consistencies.localSerial,
      prepare: true,
    },
    socketOptions: { readTimeout: settings.requestTimeoutMs },
  });
}

const PAGE_ROWS = 1_000;

function sessionOf(client: Client, limited: Gate): Session {
  const execute = ({ query, params }: Statement, options: QueryOptions): Promise<types.ResultSet> =>
    limited(() => client.execute(query, [...params], { prepare: true, ...options }));
  return {
    client,
    rows: (query, params) =>
      reading(async () => (await execute({ query, params }, { fetchSize: NO_PAGES })).rows),
    serialRows: (query, params) =>
      reading(async () => {
        const consistency = types.consistencies.localSerial;
        return (await execute({ query, params }, { consistency, fetchSize: NO_PAGES })).rows;
      }),
    swap: (query, params) =>
      writing(async () => {
        const result = await execute({ query, params }, { isIdempotent: false });
        return result.wasApplied() ? null : result.first();
      }),
    write: (statement, at) =>
      writing(async () => {
        await execute(statement, { isIdempotent: false, ...timed(at) });
      }),
    batch: (statements, at) =>
      writing(async () => {
        const list = statements.map(({ query, params }) => ({ query, params: [...params] }));
        const options = { prepare: true, logged: false, isIdempotent: false, ...timed(at) };
        if (list.length > 0) await limited(() => client.batch(list, options));
      }),
    async *pages(query, params) {
      let pageState: string | undefined;
      do {
        const options = { fetchSize: PAGE_ROWS, ...(pageState === undefined ? {} : { pageState }) };
        const page = await execute({ query, params }, options);
        yield* page.rows;
        // Null, whatever the driver's types say, when there is no further page.
        pageState = page.pageState || undefined;
      } while (pageState !== undefined);
    },
    close: () => client.shutdown(),
  };
}

/** More rows than any single partition that is read whole has. */
const NO_PAGES = 1_000_000;

/** Microseconds since 1970 are exact as a number until the year 2255. */
const timed = (at: bigint | undefined): { readonly timestamp?: number } =>
  at === undefined ? {} : { timestamp: Number(at) };

async function reading<T>(read: () => Promise<T>): Stored<T> {
  try {
    return ok(await read());
  } catch (error) {
    return err({ kind: 'unavailable', detail: textOf(error) });
  }
}

async function writing<T>(write: () => Promise<T>): Stored<T> {
  try {
    return ok(await write());
  } catch (error) {
    return err(writeError(error));
  }
}

const NOT_APPLIED: readonly number[] = [
  types.responseErrorCodes.unavailableException,
  types.responseErrorCodes.overloaded,
  types.responseErrorCodes.isBootstrapping,
];

/** S1. */
function writeError(error: unknown): StoreError {
  const detail = textOf(error);
  const code: unknown = error instanceof errors.ResponseError ? error.code : null;
  const isRefused = typeof code === 'number' && NOT_APPLIED.includes(code);
  return { kind: isRefused || wasNeverSent(error) ? 'unavailable' : 'timeout', detail };
}

/** No host was even tried, or none could be connected to. */
function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof errors.NoHostAvailableError)) return false;
  const inner = Object.values(error.innerErrors as Readonly<Record<string, unknown>>);
  return inner.every(
    (one) => one instanceof Error && /ECONNREFUSED|not reachable/.test(one.message),
  );
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** S2. */
function gate(max: number): Gate {
  let under = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (under >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else under++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) under--;
      else next();
    }
  };
}
