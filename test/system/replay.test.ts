/** A stream of events replayed by the built program: again, in another order, killed, poisoned. */
import { cpSync } from 'node:fs';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Chance, SEED } from './chance.js';
import { COURSE, generate } from './generator.js';
import { cleanUp, file, laurel, laurelJson, pathOf, start } from './program.js';
import { storedRows, type StoredRow } from './stored-rows.js';

const EVENTS = 10_000;
const KILLS = 4;
const ALL_APPLIED = { events: EVENTS, applied: EVENTS, ...nothing('duplicates') };
const ALL_DUPLICATES = { events: EVENTS, duplicates: EVENTS, ...nothing('applied') };

const { imports, events, expected } = generate(SEED, EVENTS);
const chance = new Chance(SEED + 1);

describe(`replay of ${EVENTS} events (LAUREL_TEST_SEED=${SEED})`, () => {
  let whole: ReadonlyMap<string, StoredRow>;
  let summary: unknown;

  beforeAll(async () => {
    await install('empty');
    cpSync(pathOf('empty'), pathOf('whole'), { recursive: true });
    summary = await replay('whole', file('events.jsonl', lines(events)));
    whole = await storedRows(pathOf('whole'), COURSE);
  });
  afterAll(cleanUp);

  it('applies every event and counts every completion', () => {
    const completions = [...expected.values()].filter((row) => row.status === 2).length;

    expect(summary).toMatchObject({ ...ALL_APPLIED, completions });
  });

  it('gives every learner the expected progress, status and units', () => {
    const rows = [...whole].map(([learner, row]) => [learner, shown(row)] as const);

    expect(new Map(rows)).toEqual(expected);
    expect([...whole.values()].every((row) => row.enrolled)).toBe(true);
  });

  it('changes no byte of any row when it is replayed again', async () => {
    const again = await replay('whole', file('events.jsonl', lines(events)));

    expect(again).toMatchObject({ ...ALL_DUPLICATES, completions: 0 });
    expect(bytesOf(await storedRows(pathOf('whole'), COURSE))).toEqual(bytesOf(whole));
  });

  it('gives the same bytes in another order', async () => {
    cpSync(pathOf('empty'), pathOf('shuffled'), { recursive: true });

    const shuffled = await replay('shuffled', file('other.jsonl', lines(chance.shuffled(events))));

    expect(shuffled).toMatchObject(ALL_APPLIED);
    expect(bytesOf(await storedRows(pathOf('shuffled'), COURSE))).toEqual(bytesOf(whole));
  });

  it(`gives the same bytes after ${KILLS} kills in mid replay`, async () => {
    cpSync(pathOf('empty'), pathOf('killed'), { recursive: true });
    for (let kill = 0; kill < KILLS; kill++) {
      await killedOnce('killed', chance.below(EVENTS * 0.9));
    }

    const last = await replay('killed', file('events.jsonl', lines(events)));

    expect(last).toMatchObject({ events: EVENTS, ...nothing('rejected', 'dead') });
    expect(bytesOf(await storedRows(pathOf('killed'), COURSE))).toEqual(bytesOf(whole));
  });
});

/** Replays through a pipe that never ends, and kills once more than `durable` events are. */
async function killedOnce(data: string, durable: number): Promise<void> {
  const replaying = start(data, ['replay', '-'], { LAUREL_REPLAY_FLUSH_INTERVAL_MS: '10' });
  const { stdin } = replaying.child;
  if (!stdin.write(lines(events))) await Promise.race([once(stdin, 'drain'), replaying.ended]);
  await vi.waitUntil(async () => (await completionsIn(data)) > durable, WAIT);
  const { signal } = await replaying.kill();
  expect(signal).toBe('SIGKILL');
}

const WAIT = { timeout: 20_000, interval: 5 };

async function completionsIn(data: string): Promise<number> {
  const rows = await storedRows(pathOf(data), COURSE);
  return [...rows.values()].reduce((sum, row) => sum + row.progress, 0);
}

async function install(data: string): Promise<void> {
  for (const [kind, content] of Object.entries(imports)) {
    const run = await laurel(data, ['import', kind, file(kind, content)]);
    expect(run).toMatchObject({ code: 0, err: '' });
  }
}

const replay = (data: string, path: string): Promise<unknown> =>
  laurelJson(data, ['replay', path], { LAUREL_REPLAY_FLUSH_INTERVAL_MS: '100' });

const shown = ({ batch, progress, status, units }: StoredRow) => ({
  ...{ batch, progress, status, units },
});

const bytesOf = (rows: ReadonlyMap<string, StoredRow>): Map<string, string> =>
  new Map([...rows].map(([learner, row]) => [learner, row.bytes]));

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

/** Zeros for what is named and for what no test of this file expects. */
function nothing(...named: readonly string[]): Record<string, number> {
  const names = ['ignored', 'rejected', 'dead', 'certificates', ...named];
  return Object.fromEntries(names.map((name) => [name, 0]));
}
