/**
 * Cassandra, Kafka and Redis slow, away and back under load, each in turn: what cannot be taken is
 * refused with 503 and Retry-After, memory stays bounded, nothing accepted is lost, and what waited
 * is made durable.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LOCAL_DC } from '../../scripts/services/cassandra.js';
import { removeSet, startSet, type Server } from '../real/private-servers.js';
import { realServers } from '../real/servers.js';
import { cleanUp } from '../system/program.js';
import { answeredBy, completedBy, openClass, rowsFor, rowsOnce } from './agreement.js';
import { Fleet, residentMib, type Process } from './fleet.js';
import { FleetLoad, queuesOf } from './fleet-load.js';

const CLIENTS = 16;
const PATIENCE_MS = 30_000;
const RESIDENT_MIB_MAX = 400;
const FREEZES = 4;
const FROZEN_MS = 700;
const AWAY_MS = 4_000;
const WAIT = { timeout: 90_000, interval: 100 };

type Kind = 'cassandra' | 'kafka' | 'redis';

describe.skipIf(realServers() === null)('servers that are slow, away and back', () => {
  let set: Awaited<ReturnType<typeof startSet>>;
  let fleet: Fleet;
  let process: Process;

  beforeAll(async () => {
    set = await startSet();
    fleet = new Fleet(
      {
        ...{ cassandra: set.cassandra.address, kafka: set.kafka.address, localDc: LOCAL_DC },
        redis: `redis://${set.redis.address}`,
      },
      { LAUREL_FORWARD_MS_MAX: '2000', LAUREL_SERVICE_TIMEOUT_MS: '2000' },
    );
    process = await fleet.start();
    await fleet.shared(1);
  });
  afterAll(async () => {
    await fleet.end();
    await removeSet(set);
    await cleanUp();
  });

  it.each<[Kind, string]>([
    ['redis', 'fails no update'],
    ['kafka', 'refuses with 503 and Retry-After'],
    ['cassandra', 'refuses with 503 and Retry-After'],
  ])(
    '%s: %s, loses nothing, and drains what waited',
    async (kind) => {
      const server: Server = set[kind];
      const course = await openClass(fleet, process.client, kind, { learners: 64, lessons: 100 });
      const queues = queuesOf(course.learners, course.lessons, CLIENTS);
      const targets = () => fleet.live;
      const load = new FleetLoad({ place: course.place, queues, targets, patienceMs: PATIENCE_MS });
      const memory = watchMemory(process);
      const more = (count: number): Promise<unknown> => {
        const wanted = load.acknowledged.length + count;
        return vi.waitUntil(() => load.acknowledged.length >= wanted, WAIT);
      };
      await more(CLIENTS);
      for (let i = 0; i < FREEZES; i++) await frozenFor(server, FROZEN_MS);
      await more(CLIENTS);
      const whenSlow = load.acknowledged.length;

      await server.kill();
      const killedAt = performance.now();
      await vi.waitUntil(
        () =>
          performance.now() - killedAt > AWAY_MS && (kind === 'redis' || load.counts.refused > 0),
        WAIT,
      );
      const whenAway = load.acknowledged.length;
      await server.restart();
      await more(4 * CLIENTS);
      await load.stop();
      await vi.waitUntil(async () => (await waiting()) === 0, WAIT);
      const residentMibMax = memory.stop();

      console.log(
        `${kind} away: ${load.acknowledged.length} acknowledged (${whenSlow} slow, ` +
          `${whenAway - whenSlow} away), 0 lost, ${load.counts.refused} refused with 503, ` +
          `${load.counts.lost} without an answer, slowest ${load.slowestMs} ms, ` +
          `at most ${residentMibMax} MiB`,
      );
      expect(load.counts.wrong).toEqual([]);
      expect(load.counts.lost).toBe(0);
      expect(load.counts.refused > 0).toBe(kind !== 'redis');
      expect(residentMibMax).toBeLessThanOrEqual(RESIDENT_MIB_MAX);
      const expected = completedBy(course.learners, load.acknowledged);
      expect(await answeredBy(process.client, course)).toEqual(expected);
      const rows = rowsFor(course, expected);
      expect(await rowsOnce(fleet, course, rows)).toEqual(rows);
    },
    150_000,
  );

  /** What is not durable yet: commands and learners. */
  async function waiting(): Promise<number> {
    const answer = await fetch(`${process.url}/health`);
    const body = (await answer.json()) as {
      result: { checks: { ready: boolean; dirtyLearners: number; inboxCommands: number }[] };
    };
    const [engine] = body.result.checks;
    return engine?.ready === true ? engine.dirtyLearners + engine.inboxCommands : 1;
  }
});

async function frozenFor(server: Server, ms: number): Promise<void> {
  await server.freeze();
  const until = performance.now() + ms;
  await vi.waitUntil(() => performance.now() >= until, { timeout: 2 * ms + 1_000, interval: 20 });
  await server.thaw();
}

/** The most that a process holds until it is asked. */
function watchMemory(process: Process): { stop(): number } {
  let most = 0;
  const looking = setInterval(() => {
    void residentMib(process).then((mib) => (most = Math.max(most, mib)));
  }, 250);
  return {
    stop: () => {
      clearInterval(looking);
      return most;
    },
  };
}
