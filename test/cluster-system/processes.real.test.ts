/**
 * Processes of a cluster that are killed, frozen beyond their lease, stopped and replaced, under
 * load: nothing acknowledged is lost, and who lost a lease changes nothing.
 */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { realServers } from '../real/servers.js';
import { cleanUp } from '../system/program.js';
import {
  answeredBy,
  completedBy,
  missingIn,
  openClass,
  rowsFor,
  rowsOnce,
  type Class,
} from './agreement.js';
import { Fleet, LEASE_MS, SERVED_AGAIN_MS_MAX, type Process } from './fleet.js';
import { FleetLoad, queuesOf, report, type Update } from './fleet-load.js';

const servers = realServers();
const CLIENTS = 8;
const PATIENCE_MS = 20_000;
/** Of clients that would rather ask another process. */
const IMPATIENCE_MS = 2_000;
const ROLLS = 5;
const WAIT = { timeout: 30_000, interval: 20 };

describe.skipIf(servers === null)('processes that come and go', { timeout: 90_000 }, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = new Fleet(servers!);
    await fleet.start();
    await fleet.start();
    await fleet.shared(2);
  });
  afterAll(async () => {
    await fleet.remove();
    await cleanUp();
  });

  it('loses none of 480 updates when one of two processes is killed under load', async () => {
    const [killed, other] = fleet.live as [Process, Process];
    const course = await openClass(fleet, other.client, 'kill', { learners: 24, lessons: 20 });
    const load = startLoad(course);
    await vi.waitUntil(() => load.acknowledged.length >= 120, WAIT);

    await killed.kill();
    const told = [...load.acknowledged];
    const servedAgainMs = await servedAgain(other, course);
    await load.done;

    expect(servedAgainMs).toBeLessThanOrEqual(SERVED_AGAIN_MS_MAX);
    expect(load.counts.wrong).toEqual([]);
    expect(missingIn(await answeredBy(other.client, course), told)).toEqual([]);
    await agree(course, load.acknowledged);
    console.log(
      `kill -9: ${load.acknowledged.length} acknowledged, ${told.length} before the kill, ` +
        `0 lost; served again after ${servedAgainMs} ms; ${text(load)}`,
    );
  });

  it('changes nothing as a process that was frozen beyond its lease, 480 updates', async () => {
    await fleet.start({ LAUREL_CLUSTER_FLUSH_INTERVAL_MS: '5000' });
    await fleet.shared(2);
    const [other, zombie] = fleet.live as [Process, Process];
    const course = await openClass(fleet, other.client, 'freeze', { learners: 24, lessons: 20 });
    let targets = fleet.live;
    const load = startLoad(course, () => targets, IMPATIENCE_MS);
    await vi.waitUntil(() => load.acknowledged.length >= 120, WAIT);

    zombie.child.kill('SIGSTOP');
    targets = [other];
    // Heard by the system of a process that does not run.
    const late = course.learners.map((learner) => reportLate(zombie, course, learner));
    const servedAgainMs = await servedAgain(other, course);
    await vi.waitUntil(() => load.acknowledged.length >= 300, WAIT);
    const whileFrozen = load.acknowledged.length;
    zombie.child.kill('SIGCONT');
    const answers = await Promise.all(late);
    await load.done;

    const taken = answers.filter(({ kind }) => kind === 'taken').length;
    expect(servedAgainMs).toBeLessThanOrEqual(SERVED_AGAIN_MS_MAX);
    expect(load.counts.wrong).toEqual([]);
    expect(zombie.said()).toContain('shard lost');
    await fleet.shared(2);
    await agree(course, load.acknowledged);
    console.log(
      `SIGSTOP: ${load.acknowledged.length} acknowledged, ${whileFrozen} of them before SIGCONT, ` +
        `0 lost; late answers of the frozen one: ${taken} of ${answers.length} taken, all in the ` +
        `log; served again after ${servedAgainMs} ms; ${text(load)}`,
    );
  });

  it('fails none of the updates of a rolling restart, 5 processes changed in turn', async () => {
    const course = await openClass(fleet, fleet.live[0]!.client, 'roll', {
      ...{ learners: 64, lessons: 60 },
    });
    let targets = fleet.live;
    const load = startLoad(course, () => targets);
    for (let i = 0; i < ROLLS; i++) {
      const [oldest, ...others] = fleet.live as [Process, ...Process[]];
      targets = [...others, await fleet.start()];
      expect(await oldest.leave()).toBe(0);
    }
    await load.stop();

    expect(load.acknowledged.length).toBeGreaterThan(ROLLS);
    expect(load.acknowledged.length).toBeLessThan(course.learners.length * course.lessons.length);
    expect(load.counts).toEqual({ lost: 0, unheard: 0, refused: 0, wrong: [] });
    await agree(course, load.acknowledged);
    console.log(
      `rolling: ${ROLLS} processes joined and ${ROLLS} left under load, ` +
        `${load.acknowledged.length} updates, none failed; ${text(load)}`,
    );
  });

  it('answers the same from a new process when every local file is deleted', async () => {
    const course = await openClass(fleet, fleet.live[0]!.client, 'files', {
      ...{ learners: 24, lessons: 10 },
    });
    const load = startLoad(course);
    await vi.waitUntil(() => load.acknowledged.length >= 120, WAIT);
    const killed = fleet.live;
    await Promise.all(killed.map((process) => process.kill()));
    for (const { data } of killed) rmSync(data, { recursive: true, force: true });

    const { client } = await fleet.start();
    const told = [...load.acknowledged];
    await load.done;

    expect(missingIn(await answeredBy(client, course), told)).toEqual([]);
    await agree(course, load.acknowledged);
    console.log(`new process: ${told.length} updates of processes without files, 0 lost`);
  });

  function startLoad(
    course: Class,
    targets = () => fleet.live,
    patienceMs = PATIENCE_MS,
  ): FleetLoad {
    const queues = queuesOf(course.learners, course.lessons, CLIENTS);
    return new FleetLoad({ place: course.place, queues, targets, patienceMs });
  }

  /** Every process answers what was acknowledged, and Sunbird's tables hold it. */
  async function agree(course: Class, updates: readonly Update[]): Promise<void> {
    const expected = completedBy(course.learners, updates);
    for (const { client } of fleet.live) {
      expect(await answeredBy(client, course)).toEqual(expected);
    }
    const rows = rowsFor(course, expected);
    expect(await rowsOnce(fleet, course, rows)).toEqual(rows);
  }
});

/** Milliseconds until every learner of a class is answered for by a process that is left. */
async function servedAgain({ client }: Process, { learners }: Class): Promise<number> {
  const began = performance.now();
  await vi.waitUntil(
    async () => {
      const answers = learners.map((l) => client.call('GET', `/v1/user/courses/list/${l}`, l));
      return (await Promise.all(answers)).every(({ status }) => status === 200);
    },
    { timeout: 10 * LEASE_MS, interval: 50 },
  );
  return Math.round(performance.now() - began);
}

/** A report that waits for its answer however long it takes. */
const reportLate = (zombie: Process, { place, lessons }: Class, learner: string) =>
  report(zombie.url, place, { learner, content: lessons.at(-1)! }, 60_000);

const text = ({ counts, slowestMs }: FleetLoad): string =>
  `${counts.lost} without an answer, ${counts.unheard} not heard, ${counts.refused} refused, ` +
  `slowest ${slowestMs} ms`;
