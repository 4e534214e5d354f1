/**
 * `up` and `down`. What `up` started is remembered in the clone, so that `down` finds it and a
 * second `up` prints the same settings.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { KINDS, type Kind } from './recipe.js';
import { missingRequirements } from './requirements.js';
import { answers, removeServer, type ServerRecord } from './server.js';
import { settingsOf, startSet } from './server-set.js';

type Records = Readonly<Record<Kind, ServerRecord>>;

export interface Desk {
  /** Where the running set is remembered. */
  readonly file: string;
  readonly print: (settings: string) => void;
  readonly say: (line: string) => void;
}

const CLONE = fileURLToPath(new URL('../../.cache/services.json', import.meta.url));
const USAGE = `usage: npm run services -- up | down
  up    starts Cassandra, Kafka and Redis, prints their settings, leaves them running
  down  stops them and removes their data`;

/** The set of this clone; settings on stdout, everything else on stderr. */
const OF_CLONE: Desk = {
  file: CLONE,
  print: (settings) => process.stdout.write(settings),
  say: (line) => process.stderr.write(`laurel: ${line}\n`),
};

/** The exit code: 0 done, 1 cannot be done here, 2 wrong usage. */
export async function services(args: readonly string[], desk = OF_CLONE): Promise<number> {
  if (args.length === 1 && args[0] === 'up') return up(desk);
  if (args.length === 1 && args[0] === 'down') return down(desk);
  desk.say(USAGE);
  return 2;
}

async function up(desk: Desk): Promise<number> {
  const records = (await running(desk)) ?? (await start(desk));
  if (records === null) return 1;
  desk.print(`${settingsOf(records).join('\n')}\n`);
  return 0;
}

/** The set that an earlier `up` left, when all of it answers; otherwise its rest is removed. */
async function running(desk: Desk): Promise<Records | null> {
  const records = await remembered(desk);
  if (records === null) return null;
  const alive = await Promise.all(KINDS.map((kind) => answers(records[kind])));
  if (alive.every(Boolean)) return records;
  await down(desk);
  return null;
}

/** Null when something is missing here, which is said. */
async function start({ file, say }: Desk): Promise<Records | null> {
  const missing = missingRequirements(say);
  missing.forEach(say);
  if (missing.length > 0) return null;
  const set = await startSet({ durable: false, say });
  const { cassandra, kafka, redis } = set;
  const records = { cassandra: cassandra.record(), kafka: kafka.record(), redis: redis.record() };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(records, null, 2));
  // Only now: what nobody remembers must not go on.
  KINDS.forEach((kind) => set[kind].release());
  return records;
}

async function down(desk: Desk): Promise<number> {
  const records = await remembered(desk);
  if (records === null) {
    desk.say('nothing to stop');
    return 0;
  }
  await Promise.all(KINDS.map((kind) => removeServer(records[kind])));
  await rm(desk.file);
  desk.say('stopped');
  return 0;
}

async function remembered({ file }: Desk): Promise<Records | null> {
  if (!existsSync(file)) return null;
  return JSON.parse(await readFile(file, 'utf8')) as Records;
}
