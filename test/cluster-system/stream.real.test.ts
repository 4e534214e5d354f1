/**
 * A stream of Sunbird's events through the real servers: its tables become what the events say,
 * also when a process is killed on the way, when everything comes twice, and when every local file
 * is gone. `LAUREL_TEST_EVENTS` sets how many; the proof is 50000.
 */
import { rmSync } from 'node:fs';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { realServers } from '../real/servers.js';
import { SEED } from '../system/chance.js';
import { COURSE, generate, type ExpectedRow } from '../system/generator.js';
import { cleanUp, file, laurel } from '../system/program.js';
import { Fleet } from './fleet.js';
import { engineOf, produce, settled } from './stream-topic.js';
import { sunbirdRows, type SunbirdRow } from './sunbird-rows.js';

const servers = realServers();
const EVENTS = Number(process.env['LAUREL_TEST_EVENTS'] ?? 10_000);
/** The tests share two cores with three servers. */
const SETTLED_MS_MAX = 60_000 + EVENTS * 5;
const FOLLOW_MS_MAX = 30_000;
const LIMITS = { timeout: 4 * SETTLED_MS_MAX };
/** So small that a process is killed with most of the topic before it. */
const SMALL_STEPS = {
  LAUREL_CLUSTER_FLUSH_INTERVAL_MS: '100',
  LAUREL_INGRESS_PORTION_RECORDS_MAX: '100',
};
/** So long that what is acknowledged meanwhile is in the log and nowhere else. */
const NO_FLUSH = { LAUREL_CLUSTER_FLUSH_INTERVAL_MS: '60000' };
const SAMPLE = 40;

const { imports, events, expected } = generate(SEED, EVENTS);
const expectedRows = new Map([...expected].map(([learner, row]) => [learner, shown(row)]));
const { leafnodes } = JSON.parse(imports.course) as {
  leafnodes: Readonly<Record<string, readonly string[]>>;
};
const ACTIVITIES = Object.keys(leafnodes);

describe.skipIf(servers === null)(`a stream of ${EVENTS} events`, LIMITS, () => {
  let fleet: Fleet;

  beforeEach(() => void (fleet = new Fleet(servers!)));
  afterEach(() => fleet.remove());
  afterAll(cleanUp);

  it("is in Sunbird's tables as expected, also when all of it is produced twice", async () => {
    await fleet.start();
    await install();

    await produce(fleet, events);
    const once = await rowsInTheEnd();
    await produce(fleet, events);

    expect(once).toEqual(expectedRows);
    expect(await rowsInTheEnd()).toEqual(expectedRows);
  });

  it('is complete when its process is killed in the middle and another one goes on', async () => {
    await (await startedAndInstalled()).leave();
    await produce(fleet, events);

    const killed = await fleet.start(SMALL_STEPS);
    await vi.waitUntil(async () => (await engineOf(killed)).snapshotsWritten > 0, WAIT);
    await killed.kill();
    const atKill = [...(await rows())].map(([learner, row]) => isDone(learner, row));
    await fleet.start();

    expect(atKill).toContain(false);
    expect(await rowsInTheEnd()).toEqual(expectedRows);
  });

  it('answers the same from Cassandra and the log when every local file is gone', async () => {
    const learners = [...expected.keys()].slice(0, SAMPLE);
    await startedAndInstalled();
    await produce(fleet, events);
    expect(await rowsInTheEnd()).toEqual(expectedRows);
    await Promise.all(fleet.live.map((one) => one.leave()));
    const first = await fleet.start(NO_FLUSH);
    await vi.waitUntil(async () => (await engineOf(first)).ready, WAIT);
    const written = (await engineOf(first)).snapshotsWritten;

    for (const learner of learners) {
      const place = { courseId: COURSE, batchId: expected.get(learner)!.batch };
      for (const lesson of leafnodes[COURSE]!) {
        expect(await first.client.complete(learner, place, lesson)).toMatchObject({ status: 200 });
      }
    }
    const before = await Promise.all(learners.map((one) => first.client.enrolment(one)));
    expect((await engineOf(first)).snapshotsWritten).toBe(written);
    await first.kill();
    rmSync(first.data, { recursive: true, force: true });
    const second = await fleet.start();
    await vi.waitUntil(async () => (await engineOf(second)).ready, WAIT);
    const after = await Promise.all(learners.map((one) => second.client.enrolment(one)));

    expect(before.every(({ progress }) => progress === leafnodes[COURSE]!.length)).toBe(true);
    expect(after).toEqual(before);
  });

  async function startedAndInstalled() {
    const started = await fleet.start();
    await install();
    return started;
  }

  /** The commands ask the process that runs. */
  async function install(): Promise<void> {
    for (const kind of ['course', 'batch', 'enrolments'] as const) {
      const path = file(`${fleet.name}-${kind}`, imports[kind]);
      const run = await laurel(`${fleet.name}-command`, ['import', kind, path], fleet.settings);
      expect(run).toMatchObject({ code: 0 });
    }
  }

  /** What is taken may still be on its way through the log: the rows have a while to follow. */
  async function rowsInTheEnd(): Promise<Map<string, SunbirdRow>> {
    await settled(fleet, SETTLED_MS_MAX);
    const deadline = performance.now() + FOLLOW_MS_MAX;
    for (;;) {
      const found = await rows();
      if (isDeepStrictEqual(found, expectedRows) || performance.now() > deadline) return found;
    }
  }

  const rows = (): Promise<Map<string, SunbirdRow>> =>
    sunbirdRows(fleet.cassandra, fleet.name, ACTIVITIES);
});

const WAIT = { timeout: 60_000, interval: 5 };

const isDone = (learner: string, row: SunbirdRow): boolean =>
  row.progress === expectedRows.get(learner)?.progress;

/** Each content is completed by one event, which is one view of it. */
function shown({ batch, progress, status, units }: ExpectedRow): SunbirdRow {
  const counts = [progress, ...units];
  return { batch, progress, status, contents: progress, views: progress, counts };
}
