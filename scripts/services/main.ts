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

const REMEMBERED = fileURLToPath(new URL('../../.cache/services.json', import.meta.url));
const USAGE = `usage: npm run services -- up | down
  up    starts Cassandra, Kafka and Redis, prints their settings, leaves them running
  down  stops them and removes their data
`;

/** The exit code: 0 done, 1 cannot be done here, 2 wrong usage. */
export async function services(args: readonly string[]): Promise<number> {
  if (args.length === 1 && args[0] === 'up') return up();
  if (args.length === 1 && args[0] === 'down') return down();
  process.stderr.write(USAGE);
  return 2;
}

async function up(): Promise<number> {
  const records = await running();
  if (records === null) {
    const missing = missingRequirements(say);
    missing.forEach(say);
    if (missing.length > 0) return 1;
  }
  const settings = settingsOf(records ?? (await start()));
  process.stdout.write(`${settings.join('\n')}\n`);
  return 0;
}

/** The set that an earlier `up` left, when all of it still answers; otherwise its rest is removed. */
async function running(): Promise<Records | null> {
  const records = await remembered();
  if (records === null) return null;
  const alive = await Promise.all(KINDS.map((kind) => answers(records[kind])));
  if (alive.every(Boolean)) return records;
  await down();
  return null;
}

async function start(): Promise<Records> {
  const set = await startSet({ life: 'left-running', durable: false, say });
  const { cassandra, kafka, redis } = set;
  const records = { cassandra: cassandra.record(), kafka: kafka.record(), redis: redis.record() };
  await mkdir(dirname(REMEMBERED), { recursive: true });
  await writeFile(REMEMBERED, JSON.stringify(records, null, 2));
  return records;
}

async function down(): Promise<number> {
  const records = await remembered();
  if (records === null) {
    say('nothing to stop');
    return 0;
  }
  await Promise.all(KINDS.map((kind) => removeServer(records[kind])));
  await rm(REMEMBERED);
  say('stopped');
  return 0;
}

async function remembered(): Promise<Records | null> {
  if (!existsSync(REMEMBERED)) return null;
  return JSON.parse(await readFile(REMEMBERED, 'utf8')) as Records;
}

function say(line: string): void {
  process.stderr.write(`laurel: ${line}\n`);
}
