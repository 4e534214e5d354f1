/**
 * One real server on a folder and a port of its own, which it keeps over stops and restarts. Its
 * record is enough to find it again from another process.
 *
 * - V1 A server that is handed out has answered a client.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cassandra } from './cassandra.js';
import { end, isRunning, logTail, signal, spawnServer } from './child.js';
import { kafka } from './kafka.js';
import { freePort, LOOPBACK } from './ports.js';
import type { Kind, Place, Recipe, Secured } from './recipe.js';
import { redis } from './redis.js';

export interface ServerRecord extends Place {
  readonly kind: Kind;
  readonly pid: number;
}

export interface Server {
  /** `host:port`, the same over restarts. */
  readonly address: string;
  readonly record: () => ServerRecord;
  /** Ends it in order (SIGTERM), its data stays. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), its data stays as the system has it. */
  kill(): Promise<void>;
  /** It keeps its connections and answers nothing (SIGSTOP). */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Asks it once, as a client would. */
  answers(): Promise<boolean>;
  /** Starts it on the same data, ended before or not; resolves when it answers. */
  restart(): Promise<void>;
  /** Lets it go on when this program has ended, which ends it otherwise. */
  release(): void;
  /** Ends it at once and removes its data. */
  remove(): Promise<void>;
}

export interface StartOptions {
  readonly durable: boolean;
  readonly secured?: Secured;
  readonly say: (line: string) => void;
}

interface Launched extends Pick<Server, 'release'> {
  readonly record: ServerRecord;
}

const RECIPES: Readonly<Record<Kind, Recipe>> = { cassandra, kafka, redis };
const START_WAIT_MS = 180_000;
const POLL_MS = 200;

/** Rejects with the end of the server's own log when it does not come to answer. */
export async function startServer(kind: Kind, options: StartOptions): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), `laurel-${kind}-`));
  const ports = { port: await freePort(), innerPort: await freePort() };
  const { durable, secured = null } = options;
  const place: Place = { folder, ...ports, durable, secured };
  try {
    await RECIPES[kind].prepare(place, options.say);
    return handleOf(await launch(kind, place, options), options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function launch(kind: Kind, place: Place, options: StartOptions): Promise<Launched> {
  const begun = Date.now();
  const command = await RECIPES[kind].command(place);
  const { pid, release } = await spawnServer(command, place.folder);
  const record: ServerRecord = { ...place, kind, pid };
  await untilAnswers(record);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  options.say(`${kind} answers at ${addressOf(record)} after ${seconds} s`);
  return { record, release };
}

/** V1 */
async function untilAnswers(record: ServerRecord): Promise<void> {
  const { kind, pid, folder } = record;
  const deadline = Date.now() + START_WAIT_MS;
  while (!(await answers(record))) {
    const runs = await isRunning(pid, folder);
    if (runs && Date.now() < deadline) {
      await delay(POLL_MS);
      continue;
    }
    await end(pid, folder, 'SIGKILL');
    const what = runs ? `does not answer after ${START_WAIT_MS} ms` : 'ended as it started';
    throw new Error(`${kind} ${what}:\n${await logTail(folder)}`);
  }
}

/** One question. A process that is gone does not answer, whoever else has its port now. */
export async function answers(record: ServerRecord): Promise<boolean> {
  if (!(await isRunning(record.pid, record.folder))) return false;
  return answersAt(record.kind, addressOf(record), record.secured);
}

/** The same of a server that somebody else runs, named as Laurel's setting names it. */
export async function answersAt(
  kind: Kind,
  address: string,
  secured: Secured | null = null,
): Promise<boolean> {
  try {
    await RECIPES[kind].ask(address, secured);
    return true;
  } catch {
    return false;
  }
}

/** Ends the server of a record and removes its data; one that is gone already is no error. */
export async function removeServer({ pid, folder }: ServerRecord): Promise<void> {
  await end(pid, folder, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
}

export const addressOf = ({ port }: { readonly port: number }): string => `${LOOPBACK}:${port}`;

function handleOf(first: Launched, options: StartOptions): Server {
  let { record, release } = first;
  return {
    address: addressOf(record),
    record: () => record,
    stop: () => end(record.pid, record.folder, 'SIGTERM'),
    kill: () => end(record.pid, record.folder, 'SIGKILL'),
    freeze: () => signal(record.pid, record.folder, 'SIGSTOP'),
    thaw: () => signal(record.pid, record.folder, 'SIGCONT'),
    answers: () => answers(record),
    restart: async () => {
      await end(record.pid, record.folder, 'SIGTERM');
      ({ record, release } = await launch(record.kind, record, options));
    },
    release: () => release(),
    remove: () => removeServer(record),
  };
}
