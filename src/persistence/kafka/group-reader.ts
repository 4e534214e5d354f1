/**
 * A kafkajs consumer that is kept alive: built again whenever kafkajs gives it up. Its member of
 * the group fetches nothing until it is told where to.
 *
 * - V1 A new joining forgets positions and pauses inside kafkajs. Everything that is assigned is
 *   paused before the first fetch, and who owns the positions hears of it and seeks again.
 * - V2 What is fetched is handed on without waiting, as kafkajs sends heartbeats and fetches other
 *   partitions only between batches. Who cannot take more pauses the partition.
 */
import type { Batch, Consumer, Kafka, KafkaMessage } from 'kafkajs';
import type { SourceOffset } from '../ports.js';
import { CALL_RETRY } from './client.js';
import { faultText } from './fault.js';
import { pause } from './pause.js';
import type { Note } from './sparing-note.js';

/** A partition of a topic. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

export interface FetchLimits {
  /** How long a broker holds a request when there is nothing new; also how long a pause lifted or
   * a new position may take to be noticed. */
  readonly fetchWaitMs: number;
  /** The largest message must fit, or it blocks its partition. */
  readonly partitionBytesMax: number;
  readonly fetchBytesMax: number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly rebuildPauseMs: number;
  /** How long leaving a group may take; then its brokers find out by themselves. */
  readonly leaveMsMax: number;
}

export const FETCH_LIMITS: FetchLimits = {
  fetchWaitMs: 100,
  partitionBytesMax: 1_100_000,
  fetchBytesMax: 10_000_000,
  sessionTimeoutMs: 12_000,
  heartbeatIntervalMs: 3_000,
  rebuildPauseMs: 1_000,
  leaveMsMax: 5_000,
};

/** Messages of one partition, in order. */
export interface Fetched extends Place {
  /** Where the fetch began; messages below are left out already. */
  readonly from: bigint;
  /** Where the next fetch begins. */
  readonly next: bigint;
  readonly messages: readonly KafkaMessage[];
}

export interface GroupReaderParts {
  readonly kafka: Kafka;
  /** The group that a consumer joins; `count` = how many were built before it. */
  groupOf(count: number): string;
  /** What a consumer subscribes to; topics that exist. */
  topics(): Promise<readonly string[]>;
  readonly limits: FetchLimits;
  /** Hears what is assigned from now on (V1). */
  joined(assigned: readonly Place[]): void;
  fetched(fetched: Fetched): void;
  readonly note: Note;
}

export interface GroupReader {
  /** Fetches a partition from an offset on. Passes over partitions that are not assigned. */
  start(place: Place, from: bigint): void;
  /** Fetches no more of a partition. */
  halt(place: Place): void;
  /** Goes on with a partition where it was halted. */
  resume(place: Place): void;
  /** Throws what kafkajs throws. */
  commit(offsets: readonly SourceOffset[]): Promise<void>;
  /** Gives the consumer up and builds another one. */
  rebuild(): void;
  /** Resolves when the group is left. */
  close(): Promise<void>;
}

/** Stands in until a group is joined. */
export const NO_READER: GroupReader = {
  start: () => undefined,
  halt: () => undefined,
  resume: () => undefined,
  commit: () => Promise.reject(new Error('the group is not joined')),
  rebuild: () => undefined,
  close: () => Promise.resolve(),
};

export function newGroupReader(parts: GroupReaderParts): GroupReader {
  const closing = new AbortController();
  const current: Current = { consumer: null, giveUp: () => undefined };
  const running = keepAlive(parts, current, closing.signal);
  const told = (tell: (consumer: Consumer) => void): void => {
    try {
      if (current.consumer !== null) tell(current.consumer);
    } catch {
      // kafkajs is between two joinings and forgets everything anyway (V1).
    }
  };
  const places = ({ topic, partition }: Place): { topic: string; partitions: number[] }[] => [
    { topic, partitions: [partition] },
  ];
  return {
    start: (place, from) =>
      told((consumer) => {
        consumer.seek({ ...place, offset: String(from) });
        consumer.resume(places(place));
      }),
    halt: (place) => told((consumer) => consumer.pause(places(place))),
    resume: (place) => told((consumer) => consumer.resume(places(place))),
    commit: async (offsets) => {
      if (current.consumer === null) throw new Error('the consumer is not connected');
      await current.consumer.commitOffsets(
        offsets.map(({ topic, partition, next }) => ({ topic, partition, offset: String(next) })),
      );
    },
    rebuild: () => current.giveUp(),
    close: async () => {
      closing.abort();
      current.giveUp();
      await running;
    },
  };
}

interface Current {
  consumer: Consumer | null;
  giveUp(): void;
}

async function keepAlive(
  parts: GroupReaderParts,
  current: Current,
  closing: AbortSignal,
): Promise<void> {
  for (let count = 0; !closing.aborted; count++) {
    const group = parts.groupOf(count);
    const consumer = newConsumer(parts, group);
    const givenUp = new Promise<void>((resolve) => {
      current.giveUp = resolve;
      consumer.on(consumer.events.CRASH, () => resolve());
    });
    current.consumer = consumer;
    try {
      await start(consumer, parts);
      await givenUp;
    } catch (error) {
      parts.note('the consumer does not start', { group, reason: faultText(error) });
    }
    current.consumer = null;
    await disconnected(consumer, parts.limits.leaveMsMax);
    await pause(parts.limits.rebuildPauseMs, closing);
  }
}

/** A consumer that kafkajs does not restart: it is built again here, in one way for all faults. */
function newConsumer({ kafka, limits }: GroupReaderParts, group: string): Consumer {
  return kafka.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    minBytes: 1,
    maxWaitTimeInMs: limits.fetchWaitMs,
    maxBytesPerPartition: limits.partitionBytesMax,
    maxBytes: limits.fetchBytesMax,
    sessionTimeout: limits.sessionTimeoutMs,
    heartbeatInterval: limits.heartbeatIntervalMs,
    retry: { ...CALL_RETRY, retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
}

async function start(consumer: Consumer, parts: GroupReaderParts): Promise<void> {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const assigned = Object.entries(payload.memberAssignment);
    // V1: events are delivered before kafkajs goes on, so nothing is fetched in between.
    consumer.pause(assigned.map(([topic, partitions]) => ({ topic, partitions })));
    parts.joined(
      assigned.flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      ),
    );
  });
  const topics = await parts.topics();
  await consumer.connect();
  // Where kafkajs starts anew by itself, it shall bring something, so that it is noticed.
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch, isStale }) => {
      if (!isStale()) parts.fetched(decoded(batch));
      return Promise.resolve();
    },
  });
}

/** kafkajs's batch says where its fetch began, though its types do not. */
function decoded(batch: Batch): Fetched {
  const { topic, partition, messages } = batch;
  const { fetchedOffset } = batch as Batch & { readonly fetchedOffset: string };
  const next = BigInt(batch.lastOffset()) + 1n;
  return { topic, partition, messages, from: BigInt(fetchedOffset), next };
}

async function disconnected(consumer: Consumer, leaveMsMax: number): Promise<void> {
  const left = new AbortController();
  const leaving = consumer.disconnect().catch(() => {
    // It is gone one way or the other.
  });
  await Promise.race([leaving, pause(leaveMsMax, left.signal)]);
  left.abort();
}
