/** Sunbird's topic of a fleet: filled by the test, and how far Laurel has taken it. */
import { Partitioners } from 'kafkajs';
import { vi } from 'vitest';
import type { Fleet } from './fleet.js';

const INPUT = 'coursebatch.job.request';
/** Below a broker's limit of a megabyte a batch. */
const PORTION = 1_000;

/** Produces events in their order, keyed by user id as Sunbird's LMS does. */
export async function produce(fleet: Fleet, events: readonly string[]): Promise<void> {
  const producer = fleet.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (let from = 0; from < events.length; from += PORTION) {
    const messages = events
      .slice(from, from + PORTION)
      .map((value) => ({ key: userOf(value), value }));
    await producer.send({ topic: fleet.topic(INPUT), messages });
  }
  await producer.disconnect();
}

const userOf = (event: string): string => /"userId":"([^"]+)"/.exec(event)?.[1] ?? '';

/** Records of the topic that no process has taken into the learner log for good. */
export async function lag(fleet: Fleet): Promise<number> {
  const admin = await fleet.admin();
  const topic = fleet.topic(INPUT);
  const ends = await admin.fetchTopicOffsets(topic);
  const groupId = `${fleet.name}.laurel.ingress`;
  const [held] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const taken = new Map(held?.partitions.map(({ partition, offset }) => [partition, offset]));
  return ends.reduce((sum, { partition, high }) => {
    return sum + Number(high) - Math.max(0, Number(taken.get(partition) ?? 0));
  }, 0);
}

/** Waits until the topic is taken and every process has folded and flushed what it took. */
export async function settled(fleet: Fleet, timeoutMs: number): Promise<void> {
  await vi.waitUntil(async () => (await lag(fleet)) === 0 && (await isFlushed(fleet)), {
    timeout: timeoutMs,
    interval: 200,
  });
}

async function isFlushed(fleet: Fleet): Promise<boolean> {
  const all = await Promise.all(fleet.live.map(engineOf));
  return all.every(({ ready, inboxCommands, dirtyLearners }) => {
    return ready && inboxCommands === 0 && dirtyLearners === 0;
  });
}

interface EngineCheck {
  readonly ready: boolean;
  readonly inboxCommands: number;
  readonly dirtyLearners: number;
  readonly snapshotsWritten: number;
}

/** What a process says of its engine. */
export async function engineOf({ url }: { readonly url: string }): Promise<EngineCheck> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(20_000) });
  const { result } = (await response.json()) as { result: { checks: [EngineCheck] } };
  return result.checks[0];
}
