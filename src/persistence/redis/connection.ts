/**
 * One connection to a Redis database, kept up by itself. Sends lists of commands and turns every
 * failure into the port's values; knows nothing of what the commands mean.
 *
 * - R1 Nothing is sent, and nothing queued by the driver, while the connection is not ready: such
 *   a call waits a bounded time among a bounded number of others, and is then `unavailable`.
 * - R2 A call ends within `readyWaitMs` plus `callMsMax`. A socket on which nothing arrives any
 *   more is given up, so that commands do not pile up before a server that hangs.
 * - R3 What only reads is `unavailable` whatever fails it. What writes is `timeout` when it was
 *   sent and not answered, and `unavailable` when the server refused it.
 * - R4 A key that holds another type than the command wants is `damaged`, under its name. Redis
 *   undoes nothing: the other commands of the list are applied.
 * - R5 Commands are never repeated here, and never sent to another database than the one that was
 *   asked for, not even when the server does not let it be selected.
 */
import { Redis, type RedisOptions } from 'ioredis';
import { err, ok } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import { tlsConnectOptions, type Tls } from '../tls.js';

/** A command's name and its arguments, the key first where it has one. */
export type RedisCommand = readonly [name: string, ...args: string[]];

export interface RedisConnection {
  /** Sends reads in one go; others may write between them. Answers in the order of the commands. */
  ask(commands: readonly RedisCommand[]): Stored<readonly unknown[]>;
  /** The same in one transaction: all answers are of one moment. */
  askAtOnce(commands: readonly RedisCommand[]): Stored<readonly unknown[]>;
  /** Applies writes in one transaction: nobody sees some of them only. */
  change(commands: readonly RedisCommand[]): Stored<void>;
  /** Gives the connection up; calls under way and later ones are refused. */
  close(): void;
}

export interface RedisLimits {
  /** How long a call waits for a connection. */
  readonly readyWaitMs: number;
  /** Calls that wait for a connection. */
  readonly waitingCallsMax: number;
  /** From sending a call's commands to its last answer. */
  readonly callMsMax: number;
  readonly connectMsMax: number;
  /** Pauses between attempts to connect: the first, doubled up to the last. */
  readonly reconnectMsMin: number;
  readonly reconnectMsMax: number;
}

export const REDIS_LIMITS: RedisLimits = {
  readyWaitMs: 2000,
  waitingCallsMax: 1000,
  callMsMax: 5000,
  connectMsMax: 5000,
  reconnectMsMin: 50,
  reconnectMsMax: 2000,
};

export interface RedisAddress {
  /**
   * `redis://` or `rediss://` (TLS), with name and password where the server wants them; a database
   * in it is passed over.
   */
  readonly url: string;
  /** For `rediss://`; `null` = the authorities that Node knows, and no certificate of one's own. */
  readonly tls: Tls | null;
}

/** Begins to connect, and goes on for ever. */
export function redisConnection(
  address: RedisAddress,
  db: number,
  limits: RedisLimits = REDIS_LIMITS,
): RedisConnection {
  const redis = new Redis(withoutDatabase(address.url), driverOptions(db, address.tls, limits));
  const line = lineOf(redis, limits);
  const run = async (commands: readonly RedisCommand[], mode: Mode): Stored<readonly unknown[]> => {
    if (commands.length === 0) return ok([]);
    const refusal = await line.ready();
    if (refusal !== null) return err({ kind: 'unavailable', detail: refusal });
    return answersOf(redis, commands, mode, limits.callMsMax);
  };
  return {
    ask: (commands) => run(commands, { transaction: false, writes: false }),
    askAtOnce: (commands) => run(commands, { transaction: true, writes: false }),
    change: async (commands) => {
      const done = await run(commands, { transaction: true, writes: true });
      return done.ok ? ok(undefined) : done;
    },
    close: () => line.close(),
  };
}

interface Mode {
  readonly transaction: boolean;
  readonly writes: boolean;
}

function driverOptions(db: number, tls: Tls | null, limits: RedisLimits) {
  return {
    db,
    ...(tls !== null && { tls: tlsConnectOptions(tls) }),
    connectTimeout: limits.connectMsMax,
    socketTimeout: limits.callMsMax, // R2
    retryStrategy: (attempt: number) =>
      Math.min(limits.reconnectMsMin * 2 ** Math.min(attempt - 1, 16), limits.reconnectMsMax),
    enableOfflineQueue: false, // R1
    autoResendUnfulfilledCommands: false, // R5
    maxRetriesPerRequest: 0, // R5: what was under way when the connection broke fails at once
    // After a fail-over the old address may answer as a replica, until somebody connects anew.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
  } as const satisfies RedisOptions;
}

/** Whether a text is an address that `redisConnection` takes. */
export const isRedisUrl = (text: string): boolean =>
  URL.canParse(text) && ['redis:', 'rediss:'].includes(new URL(text).protocol);

/** The driver prefers a database in the address to the one in its options. */
function withoutDatabase(url: string): string {
  const address = new URL(url);
  address.pathname = '';
  address.searchParams.delete('db');
  return address.toString();
}

interface Line {
  /** Waits for the connection; `null` = it is there, else why it is not. */
  ready(): Promise<string | null>;
  close(): void;
}

/** R1, R5. */
function lineOf(redis: Redis, limits: RedisLimits): Line {
  const waiting = new Set<() => void>();
  let fault = 'not connected yet';
  let misplaced = false;
  let closed = false;
  const isReady = (): boolean => redis.status === 'ready' && !misplaced;
  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake();
  };
  redis.on('connecting', () => (misplaced = false));
  redis.on('ready', wakeAll);
  redis.on('error', (error: Error & { command?: { name: string } }) => {
    fault = error.message;
    // The driver goes on with database 0 where it could not select another one.
    if (error.command?.name === 'select') misplaced = true;
  });
  return {
    ready: async () => {
      if (closed) return 'the connection was closed';
      if (isReady()) return null;
      if (waiting.size >= limits.waitingCallsMax) return `too many calls wait: ${fault}`;
      await woken(waiting, limits.readyWaitMs);
      return isReady() ? null : fault;
    },
    close: () => {
      closed = true;
      fault = 'the connection was closed';
      redis.disconnect();
      wakeAll();
    },
  };
}

function woken(waiting: Set<() => void>, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, waitMs);
    waiting.add(wake);
  });
}

async function answersOf(
  redis: Redis,
  commands: readonly RedisCommand[],
  mode: Mode,
  callMsMax: number,
): Stored<readonly unknown[]> {
  const lost = (detail: string): StoreError =>
    mode.writes ? { kind: 'timeout', detail } : { kind: 'unavailable', detail }; // R3
  const list = commands.map((command) => [...command]);
  const answers = await within(callMsMax, () =>
    (mode.transaction ? redis.multi(list) : redis.pipeline(list)).exec(),
  );
  if (answers.kind === 'late') return err(lost(`no answer within ${String(callMsMax)} ms`));
  if (answers.kind === 'failed') {
    const { error } = answers;
    return err(wasRefused(error) ? unavailable(error) : lost(textOf(error)));
  }
  const values: unknown[] = [];
  for (const [i, [error, value]] of (answers.value ?? []).entries()) {
    if (error === null) values.push(value);
    else if (isWrongType(error)) return err(wrongType(commands[i]?.[1] ?? ''));
    else return err(wasRefused(error) ? unavailable(error) : lost(textOf(error)));
  }
  if (values.length === commands.length) return ok(values);
  return err(lost('the transaction was not carried out'));
}

type Ended<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'late' };

/** How the work ended; of work that is late nothing is heard any more. */
function within<T>(msMax: number, work: () => Promise<T>): Promise<Ended<T>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'late' }), msMax);
    const end = (ended: Ended<T>): void => {
      clearTimeout(timer);
      resolve(ended);
    };
    work().then(
      (value) => end({ kind: 'done', value }),
      (error: unknown) =>
        end({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) }),
    );
  });
}

/** The server answered with an error, or the driver did not send: nothing was applied (R3). */
const wasRefused = ({ name, message }: Error): boolean =>
  name === 'ReplyError' || message.startsWith("Stream isn't writeable");

/** The driver speaks of its retries, of which there are none. */
const textOf = ({ name, message }: Error): string =>
  name === 'MaxRetriesPerRequestError' ? 'the connection broke before the answer' : message;

/** A transaction that was refused says why in the errors of its commands. */
function unavailable(error: Error & { readonly previousErrors?: readonly Error[] }): StoreError {
  const causes = (error.previousErrors ?? []).map(({ message }) => message);
  return { kind: 'unavailable', detail: [error.message, ...causes.slice(0, 1)].join(': ') };
}

const isWrongType = ({ message }: Error): boolean => message.startsWith('WRONGTYPE');

/** R4. */
const wrongType = (key: string): StoreError => ({
  kind: 'damaged',
  key,
  detail: `the Redis key ${key} holds a value of another type than expected`,
});
