/**
 * A process of its own with a store, to be slowed down and killed by tests. Takes a task and a
 * folder; says why when the folder cannot be opened.
 *
 * - `hold` says its process id and stays until it is killed or nobody listens.
 * - `time` makes overlapping writes of every kind and says when each was called and resolved.
 * - `write` appends blobs and commits generations of rows for ever, and says what was acknowledged.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLmdbStore } from '../../src/persistence/lmdb/store.js';
import type { Store } from '../../src/persistence/ports.js';
import { all, valueOf } from '../contract/open-store.js';
import { certificateId, commitOf, keyOf, learnerId, snapshot } from '../contract/samples.js';

const ROWS_A_GENERATION = 50;
const APPENDS_IN_FLIGHT = 4;
const WAVES = 4;

const [task, folder = ''] = process.argv.slice(2);
const opened = openLmdbStore({ folder, readOnly: false });
if (!opened.ok) say(JSON.stringify(opened.error));
else if (task === 'hold') hold();
else if (task === 'time') await time(opened.value);
else await Promise.all([appendForEver(opened.value), commitForEver(opened.value)]);

function hold(): void {
  say(`open ${process.pid}`);
  process.stdin.resume();
}

/** Each wave comes while the disk is busy with the one before: that sync cannot cover it. */
async function time(store: Store): Promise<void> {
  const calls: Promise<void>[] = [];
  for (let wave = 0; wave < WAVES; wave++) {
    const begun = syncsBegun();
    calls.push(...writesOf(store, wave).map(([name, write]) => timed(`${name} ${wave}`, write)));
    while (syncsBegun() === begun) await new Promise(setImmediate);
  }
  await Promise.all(calls);
  await store.close();
}

type Write = readonly [name: string, write: () => Promise<unknown>];

function writesOf(store: Store, wave: number): Write[] {
  const id = String(wave);
  const bytes = Buffer.from(id);
  const rows = commitOf({ snapshots: [snapshot(keyOf(id), id)] });
  return [
    ['append', () => valueOf(store.log.append(bytes))],
    ['commit', () => valueOf(store.snapshots.commit(rows))],
    ['putUsers', () => valueOf(store.users.putUsers([[learnerId(id), { firstname: id }]]))],
    ['putDocument', () => valueOf(store.certificates.putDocument(certificateId(id), bytes))],
  ];
}

async function timed(name: string, write: () => Promise<unknown>): Promise<void> {
  const called = process.hrtime.bigint();
  await write();
  say(`${name} ${called} ${process.hrtime.bigint()}`);
}

function syncsBegun(): number {
  const notes = readFileSync(join(process.env['SLOW_SYNC_FOLDER'] ?? '', 'notes'), 'utf8');
  return notes.split('\n').filter((line) => line.startsWith('begin')).length;
}

async function appendForEver({ log }: Store): Promise<void> {
  const entries = await all(log.read(1));
  let next = (entries.at(-1)?.seq ?? 0) + 1;
  for (;;) {
    const first = next;
    next += APPENDS_IN_FLIGHT;
    const appended = Array.from({ length: APPENDS_IN_FLIGHT }, async (_, i) => {
      const seq = await valueOf(log.append(Buffer.from(`blob ${first + i}`)));
      say(`appended ${seq}`);
    });
    await Promise.all(appended);
  }
}

async function commitForEver({ snapshots }: Store): Promise<void> {
  const keys = Array.from({ length: ROWS_A_GENERATION }, (_, i) => keyOf(`learner-${i}`));
  const stored = await valueOf(snapshots.load(keys[0]!));
  for (let generation = Number(Buffer.from(stored?.bytes ?? []).toString()) + 1; ; generation++) {
    const rows = keys.map((key) => snapshot(key, String(generation)));
    await valueOf(snapshots.commit(commitOf({ snapshots: rows })));
    say(`committed ${generation}`);
  }
}

/** Written before the call returns, as a pipe is on the systems that this runs on. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
