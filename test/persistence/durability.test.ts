/**
 * That `ok` means durable (P1, R1), shown on a disk that is slow and keeps what it was sure to hold
 * at each moment (`slow-sync.c`), and that a killed process loses nothing it acknowledged.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLmdbStore } from '../../src/persistence/lmdb/store.js';
import type { Store } from '../../src/persistence/ports.js';
import { all, valueOf } from '../contract/open-store.js';
import { certificateId, keyOf, learnerId } from '../contract/samples.js';
import { ROOT, commandOf, start } from './store-process.js';
import { openFolder, temporaryFolder } from './stores.js';

const SHIM = fileURLToPath(new URL('slow-sync.c', import.meta.url));
const COMPILER = 'gcc';
const canSlowDown = process.platform === 'linux' && spawnSync(COMPILER, ['--version']).status === 0;
const isSkipped = !canSlowDown && process.env['CI'] !== 'true';
if (isSkipped) console.warn('Skipped: durability on a slow disk needs gcc on Linux.');

describe.skipIf(isSkipped)('On a slow disk, a write', () => {
  let folder = '';
  let calls: readonly Call[] = [];
  let syncs: readonly Sync[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'laurel-slow-'));
    calls = timedCalls(folder);
    syncs = syncsOf(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is acknowledged after a sync that began after the call', () => {
    expect(calls).toHaveLength(16);
    for (const { name, called, resolved } of calls) {
      const covering = syncs.filter(({ begin, end }) => begin >= called && end <= resolved);
      expect(covering, name).not.toEqual([]);
    }
  });

  it('is on the disk when it is acknowledged, so that a power cut then loses nothing', async () => {
    for (const { name, resolved } of calls) {
      const kept = syncs.filter(({ end }) => end <= resolved).at(-1);

      const store = storeAfterCut(folder, kept!.number);

      expect(await textOf(store, name), name).toBe(name.split(' ')[1]);
      await store.close();
    }
  });
});

describe('A writer that is killed at any moment', () => {
  const moments = fc.sample(fc.integer({ min: 1, max: 150 }), { seed: 20_240_101, numRuns: 6 });

  it('has lost nothing that it acknowledged, and left no commit in half', async () => {
    const folder = temporaryFolder();
    for (const moment of moments) {
      const writer = start(commandOf('write', folder));
      await writer.heard(moment);
      await writer.kill();

      const store = openFolder(folder);
      const seqs = await blobs(store);
      const generations = await generationsOf(store);

      expect(seqs).toEqual(seqs.map((_, i) => i + 1));
      expect(seqs.length).toBeGreaterThanOrEqual(lastOf(writer.said, 'appended'));
      expect(generations.size).toBeLessThanOrEqual(1);
      const [generation = 0] = generations;
      expect(generation).toBeGreaterThanOrEqual(lastOf(writer.said, 'committed'));
      await store.close();
    }
  });
});

interface Call {
  /** Kind and number of the write. */
  readonly name: string;
  /** Nanoseconds of the monotonic clock, as are the times of a sync. */
  readonly called: bigint;
  readonly resolved: bigint;
}

interface Sync {
  readonly number: string;
  readonly begin: bigint;
  readonly end: bigint;
}

/** Runs the writes of `store-child.ts` with the shim before the system's own calls. */
function timedCalls(folder: string): Call[] {
  const shim = join(folder, 'slow-sync.so');
  execFileSync(COMPILER, ['-shared', '-fPIC', '-O1', '-o', shim, SHIM, '-ldl']);
  const [program, ...args] = commandOf('time', join(folder, 'data'));
  const env = { ...process.env, LD_PRELOAD: shim, SLOW_SYNC_FOLDER: folder };
  const said = execFileSync(program, args, { cwd: ROOT, env, encoding: 'utf8' });
  return linesOf(said).map(([kind, wave, called, resolved]) => ({
    name: `${kind} ${wave}`,
    called: BigInt(called!),
    resolved: BigInt(resolved!),
  }));
}

/** The syncs that came to their end, in the order of their ends. */
function syncsOf(folder: string): Sync[] {
  const notes = linesOf(readFileSync(join(folder, 'notes'), 'utf8'));
  const begins = new Map(notes.filter(([what]) => what === 'begin').map(([, n, at]) => [n, at]));
  return notes
    .filter(([what]) => what === 'end')
    .map(([, number, at]) => ({
      number: number!,
      begin: BigInt(begins.get(number)!),
      end: BigInt(at!),
    }));
}

const linesOf = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));

/** The store as it is found after a power cut, when this sync was the last that had ended. */
function storeAfterCut(folder: string, sync: string): Store {
  const cut = join(folder, `cut-${sync}`);
  if (!existsSync(cut)) {
    mkdirSync(cut);
    copyFileSync(join(folder, `${sync}.mdb`), join(cut, 'laurel.mdb'));
  }
  const opened = openLmdbStore({ folder: cut, readOnly: true });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

/** The text that a write of `store-child.ts` left, read back. */
async function textOf(store: Store, name: string): Promise<string | undefined> {
  const [kind, id = ''] = name.split(' ');
  if (kind === 'append') return (await logTexts(store)).find((text) => text === id);
  if (kind === 'putUsers') return (await valueOf(store.users.user(learnerId(id))))?.['firstname'];
  const bytes =
    kind === 'commit'
      ? ((await valueOf(store.snapshots.load(keyOf(id))))?.bytes ?? null)
      : await valueOf(store.certificates.document(certificateId(id)));
  return bytes === null ? undefined : Buffer.from(bytes).toString();
}

const logTexts = async (store: Store): Promise<string[]> =>
  (await all(store.log.read(1))).map(({ blob }) => Buffer.from(blob).toString());

/** The numbers of the log, each proved by its blob. */
async function blobs(store: Store): Promise<number[]> {
  const entries = await all(store.log.read(1));
  for (const { seq, blob } of entries) expect(Buffer.from(blob).toString()).toBe(`blob ${seq}`);
  return entries.map(({ seq }) => seq);
}

async function generationsOf({ snapshots }: Store): Promise<Set<number>> {
  const { course, batch } = keyOf('learner-0');
  const view = snapshots.openBatch(course, batch);
  const rows = await all(view.rows());
  view.close();
  expect([0, 50]).toContain(rows.length);
  return new Set(rows.map(({ bytes }) => Number(Buffer.from(bytes).toString())));
}

const lastOf = (said: readonly string[], what: string): number =>
  Math.max(0, ...said.filter((s) => s.startsWith(what)).map((s) => Number(s.split(' ')[1])));
