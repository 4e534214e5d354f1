/**
 * The program as a user runs it: processes, files and exit codes. Commands are covered one by one
 * beside this file; here is what only their being together shows.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deadLetter } from '../../src/gateway/dead-letter.js';
import { openLmdbStore } from '../../src/persistence/lmdb/store.js';
import type { DeadLetter, Store } from '../../src/persistence/ports.js';
import { all } from '../contract/open-store.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'laurel-cli-'));
const LEARNERS = 30;
const LEAVES = ['c1', 'c2', 'c3', 'c4'];
const running: ChildProcess[] = [];

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(FOLDER, { recursive: true, force: true });
});

describe('laurel without data', () => {
  it('prints the settings in force', async () => {
    const run = await laurel('none', ['config']);

    expect(run.code).toBe(0);
    expect(run.out).toContain(`LAUREL_DATA_DIR=${join(FOLDER, 'none')}\n`);
  });

  it('names every wrong setting and ends with 2', async () => {
    const run = await laurel('none', ['doctor'], { LAUREL_PORT: 'x', LAUREL_AUTH: 'y' });

    expect(run.code).toBe(2);
    expect(run.err).toContain('LAUREL_PORT is');
    expect(run.err).toContain('LAUREL_AUTH is');
  });

  it.each([
    ['dlq', 'ls'],
    ['run-job', 'progress-exhaust'],
    ['replay', join(FOLDER, 'missing.jsonl')],
  ])('makes no data folder by %s %s', async (...args) => {
    await laurel('none', args);

    expect(existsSync(join(FOLDER, 'none'))).toBe(false);
  });

  it.each([
    [['run-job', 'user-cache-indexer'], 'CASSANDRA_CONTACT_POINTS'],
    [['migrate'], 'KAFKA_BROKERS'],
    [['reconcile', '--dry-run'], "LAUREL_PROFILE is 'embedded'"],
  ])('says what %j needs on one machine, and ends with 2', async (args, named) => {
    const run = await laurel('none', args);

    expect(run.code).toBe(2);
    expect(run.err).toContain(named);
  });

  it('names a file that is not there and ends with 1', async () => {
    const run = await laurel('none', ['import', 'users', join(FOLDER, 'missing.csv')]);

    expect(run.code).toBe(1);
    expect(run.err).toContain('missing.csv');
  });
});

describe('laurel with an installation', () => {
  beforeAll(async () => {
    await install('whole');
  });

  it('replays a stream with bad lines, keeps those, and reports on every learner', async () => {
    const events = file('events.jsonl', ['not JSON', ...eventLines(), '{"eid":'].join('\n'));

    const replayed = await laurel('whole', ['replay', events, '--json']);
    const letters = await laurel('whole', ['dlq', 'ls', '--json']);

    expect(JSON.parse(replayed.out)).toMatchObject({
      events: 122,
      applied: 120,
      duplicates: 0,
      dead: 2,
      completions: LEARNERS,
    });
    expect(positions(letters.out)).toEqual(['1', '122']);
    expect(await progressOf('whole')).toEqual(everybody(100));
  });

  it('changes nothing when the stream is replayed again in reverse', async () => {
    const events = file('again.jsonl', [...eventLines()].reverse().join('\n'));

    const replayed = await laurel('whole', ['replay', events, '--json']);

    expect(JSON.parse(replayed.out)).toMatchObject({ applied: 0, duplicates: 120, completions: 0 });
    expect(await progressOf('whole')).toEqual(everybody(100));
  });
});

describe('laurel with dead letters', () => {
  it('says beside a writer what it would do, waits its turn, and does it', async () => {
    await install('letters');
    const [good] = eventLines();
    const store = opened('letters');
    await store.deadLetters.put([kept('1', good!), kept('2', 'not JSON')]);

    const [dry, held] = await Promise.all([
      laurel('letters', ['dlq', 'redrive', '--dry-run', '--json']),
      laurel('letters', ['dlq', 'redrive'], { LAUREL_LOCK_WAIT_MS: '100' }),
    ]);
    await store.close();
    const taken = await laurel('letters', ['dlq', 'redrive', '--json']);

    expect([dry.code, outcomes(dry.out)]).toEqual([1, ['ready', 'failed']]);
    expect(held).toMatchObject({ code: 1, out: '' });
    expect(held.err).toContain(`is written by process ${process.pid}`);
    expect([taken.code, outcomes(taken.out)]).toEqual([1, ['applied', 'failed']]);
    expect((await progressOf('letters')).get(learner(0))).toBe('25');
    const after = opened('letters');
    expect(await all(after.deadLetters.list())).toEqual([
      { ...kept('2', 'not JSON'), reason: 'is not valid JSON' },
    ]);
    await after.close();
  }, 120_000);
});

describe('laurel killed in mid replay', () => {
  it('keeps others out while it runs, and ends in the same state when repeated', async () => {
    await install('killed');
    const replay = start('killed', ['replay', '-'], { LAUREL_REPLAY_FLUSH_INTERVAL_MS: '20' });
    const half = eventLines().slice(0, 60);
    replay.stdin?.write(`${half.join('\n')}\n`);
    await vi.waitUntil(() => hasProgress('killed'), { timeout: 20_000 });

    const second = await laurel('killed', ['replay', '-'], { LAUREL_LOCK_WAIT_MS: '100' });
    replay.kill('SIGKILL');
    await once(replay, 'exit');
    const events = file('all.jsonl', eventLines().join('\n'));
    const repeated = await laurel('killed', ['replay', events, '--json']);

    expect(second).toMatchObject({ code: 1 });
    expect(second.err).toContain(`is written by process ${replay.pid}`);
    expect(repeated.code).toBe(0);
    expect(await progressOf('killed')).toEqual(everybody(100));
  });
});

const learner = (i: number): string => `learner-${i}`;

const kept = (position: string, line: string): DeadLetter =>
  deadLetter(
    { source: '/former.jsonl', position, way: 'file coursebatch.job.request' },
    ...(['of then', 7, line] as const),
  );

/** The store of a data folder, with this process as its writer. */
function opened(data: string): Store {
  const store = openLmdbStore({ folder: join(FOLDER, data), readOnly: false });
  if (!store.ok) throw new Error(JSON.stringify(store.error));
  return store.value;
}

const outcomes = (jsonLines: string): string[] =>
  jsonLines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly outcome: string }).outcome);

const everybody = (percent: number): Map<string, string> =>
  new Map(Array.from({ length: LEARNERS }, (_, i) => [learner(i), String(percent)]));

/** Every learner completes every leaf, lesson by lesson. */
const eventLines = (): string[] =>
  LEAVES.flatMap((contentId, lesson) =>
    Array.from({ length: LEARNERS }, (_, i) =>
      JSON.stringify({
        eid: 'BE_JOB_REQUEST',
        ets: 1_563_788_371_969 + lesson * 1000 + i,
        edata: {
          action: 'batch-enrolment-update',
          userId: learner(i),
          courseId: 'do_1',
          batchId: 'b1',
          contents: [{ contentId, status: 2 }],
        },
      }),
    ),
  );

async function install(data: string): Promise<void> {
  const batch = { courseId: 'do_1', batchId: 'b1', name: 'B', enrollmentType: 'open' };
  const rows = (row: (id: string) => string): string =>
    Array.from({ length: LEARNERS }, (_, i) => `${row(learner(i))}\n`).join('');
  const files = {
    course: JSON.stringify({ courseId: 'do_1', leafnodes: { do_1: LEAVES } }),
    batch: JSON.stringify({ ...batch, startDate: '2019-07-01' }),
    users: `userid,firstname\n${rows((id) => `${id},Ada`)}`,
    enrolments: rows((id) => `${id},do_1,b1`),
  };
  for (const [kind, content] of Object.entries(files)) {
    const run = await laurel(data, ['import', kind, file(`${data}.${kind}`, content)]);
    expect(run).toMatchObject({ code: 0, err: '' });
  }
}

/** Progress by learner, from a report made beside whatever runs. */
async function progressOf(data: string): Promise<Map<string, string>> {
  const run = await laurel(data, ['run-job', 'progress-exhaust', '--batch', 'b1', '--json']);
  const { files } = JSON.parse(run.out) as { readonly files: readonly [string] };
  const rows = parse<Record<string, string>>(readFileSync(files[0], 'utf8'), { columns: true });
  return new Map(rows.map((row) => [row['User UUID'] ?? '', row['Progress'] ?? '']));
}

async function hasProgress(data: string): Promise<boolean> {
  return [...(await progressOf(data)).values()].some((percent) => Number(percent) > 0);
}

const positions = (jsonLines: string): string[] =>
  jsonLines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly position: string }).position)
    .sort((a, b) => Number(a) - Number(b));

function file(name: string, content: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}

function start(data: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], LAUREL_DATA_DIR: join(FOLDER, data), ...env },
  });
  running.push(child);
  return child;
}

/** Runs a command to its end, with nothing on its standard input. */
async function laurel(data: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = start(data, args, env);
  child.stdin?.end();
  const [out, err, ended] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'exit'),
  ]);
  return { code: ended[0] as number | null, out, err };
}
