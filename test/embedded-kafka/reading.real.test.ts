/** Sunbird's topic into LMDB by one process: all of it, again from the start, killed in between. */
import { cpSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { realServers } from '../real/servers.js';
import { Chance, SEED } from '../system/chance.js';
import { emptyTable } from '../system/data-folder.js';
import { COURSE, generate } from '../system/generator.js';
import { cleanUp, pathOf, serve } from '../system/program.js';
import { storedRows, type StoredRow } from '../system/stored-rows.js';
import { openEnvironment, stopped, taken, WAIT, type Environment } from './environment.js';
import { completionsIn, install } from './installed.js';

const EVENTS = 5_000;
const KILLS = 2;
/** What is in the topic more at each kill; the rest comes after the last. */
const PORTION = 2_000;
const TOPIC = 'coursebatch.job.request';

const servers = realServers();
const { imports, events, expected } = generate(SEED, EVENTS);
const chance = new Chance(SEED + 1);
/** Each completion is told on the same topic, where others hear of it and Laurel passes over it. */
const OWN = [...expected.values()].filter(({ status }) => status === 2).length;

describe.skipIf(servers === null)(`a topic of ${EVENTS} events (LAUREL_TEST_SEED=${SEED})`, () => {
  let environment: Environment;
  let whole: ReadonlyMap<string, StoredRow>;
  let tally: unknown;

  beforeAll(async () => {
    environment = await openEnvironment(servers!);
    await environment.make([TOPIC]);
    await environment.produce(TOPIC, events);
    await install('empty', imports);
    tally = await readAll('whole');
    whole = await storedRows(pathOf('whole'), COURSE);
  });
  afterAll(async () => {
    await cleanUp();
    await environment.remove();
  });

  it('is taken whole, each event once, and none of what Laurel tells there', () => {
    expect(tally).toEqual({ ...NOTHING, events: EVENTS + OWN, applied: EVENTS, ignored: OWN });
    expect(new Map([...whole].map(([learner, row]) => [learner, shown(row)]))).toEqual(expected);
  });

  it('is not read again by the next start', async () => {
    const server = await serve('whole', environment.settings);
    await environment.produce(TOPIC, events.slice(0, 1));

    expect(await taken(environment.env, server, TOPIC, 1)).toMatchObject({ duplicates: 1 });
    await stopped(server);
    expect(bytesOf(await storedRows(pathOf('whole'), COURSE))).toEqual(bytesOf(whole));
  });

  it('changes no byte of any row when it is read again from the start', async () => {
    await emptyTable(pathOf('whole'), 'offset');
    const server = await serve('whole', environment.settings);

    const again = await taken(environment.env, server, TOPIC, EVENTS + 1 + OWN);
    await stopped(server);

    const duplicates = EVENTS + 1;
    expect(again).toEqual({ ...NOTHING, events: duplicates + OWN, duplicates, ignored: OWN });
    expect((await environment.records(TOPIC)).length).toBe(EVENTS + 1 + OWN);
    expect(bytesOf(await storedRows(pathOf('whole'), COURSE))).toEqual(bytesOf(whole));
  });

  it(`gives the same bytes after ${KILLS} kills in the middle`, async () => {
    cpSync(pathOf('empty'), pathOf('killed'), { recursive: true });
    const killing = await openEnvironment(servers!);
    await killing.make([TOPIC]);
    for (let from = 0; from < KILLS * PORTION; from += PORTION) {
      await killing.produce(TOPIC, events.slice(from, from + PORTION));
      await killedOnce(killing, from + chance.below(PORTION));
    }

    await killing.produce(TOPIC, events.slice(KILLS * PORTION));
    const server = await serve('killed', killing.settings);
    await vi.waitUntil(async () => (await completionsIn('killed')) === EVENTS, WAIT);
    await stopped(server);
    await killing.remove();

    expect(bytesOf(await storedRows(pathOf('killed'), COURSE))).toEqual(bytesOf(whole));
  });

  /** Is killed as soon as more completions than that are durable; others are on their way. */
  async function killedOnce({ settings }: Environment, durable: number): Promise<void> {
    const server = await serve('killed', {
      ...settings,
      ...{ LAUREL_FLUSH_INTERVAL_MS: '10', LAUREL_INGRESS_PORTION_RECORDS_MAX: '10' },
    });
    const wait = { ...WAIT, interval: 2 };
    await vi.waitUntil(async () => (await completionsIn('killed')) > durable, wait);
    const { signal } = await server.kill();
    expect(signal).toBe('SIGKILL');
  }

  async function readAll(data: string): Promise<unknown> {
    cpSync(pathOf('empty'), pathOf(data), { recursive: true });
    const server = await serve(data, environment.settings);
    const read = await taken(environment.env, server, TOPIC, EVENTS + OWN);
    await stopped(server);
    return read;
  }
});

const NOTHING = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };

const shown = ({ batch, progress, status, units }: StoredRow) => ({
  ...{ batch, progress, status, units },
});

const bytesOf = (rows: ReadonlyMap<string, StoredRow>): Map<string, string> =>
  new Map([...rows].map(([learner, row]) => [learner, row.bytes]));
