/**
 * What the brokers know of topics and groups: where partitions begin and end, what groups
 * committed, who is in them. Asks only; each call throws what kafkajs throws.
 */
import type { Kafka } from 'kafkajs';
import { CALL_RETRY } from './client.js';

/** What a partition holds: offsets from `oldest` to below `end`. */
export interface Bounds {
  readonly oldest: bigint;
  readonly end: bigint;
}

/** What brokers answer for a partition without a commit. */
const NEVER_COMMITTED = '-1';

export interface Offsets {
  /** All partitions of a topic, as of a moment after the call. */
  bounds(topic: string): Promise<ReadonlyMap<number, Bounds>>;
  /** Where a group would go on in a topic; partitions that it never committed are left out. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** By partition, the first record that came at a time or after it; the end where none did. */
  since(topic: string, at: number): Promise<ReadonlyMap<number, bigint>>;
  /** Names of all topics that exist. */
  topics(): Promise<ReadonlySet<string>>;
  /** How many members a group has; 0 also for a group that does not exist. */
  members(group: string): Promise<number>;
  close(): Promise<void>;
}

export function newOffsets(kafka: Kafka): Offsets {
  const admin = kafka.admin({ retry: CALL_RETRY });
  let connecting: Promise<void> | null = null;
  const connected = async (): Promise<typeof admin> => {
    connecting ??= admin.connect();
    try {
      await connecting;
    } catch (error) {
      connecting = null;
      throw error;
    }
    return admin;
  };
  const bounds = async (topic: string): Promise<ReadonlyMap<number, Bounds>> => {
    const found = await (await connected()).fetchTopicOffsets(topic);
    return new Map(
      found.map(({ partition, low, high }) => [
        partition,
        { oldest: BigInt(low), end: BigInt(high) },
      ]),
    );
  };
  return {
    bounds: shared(bounds),
    committed: async (group, topic) => {
      const fetched = await (await connected()).fetchOffsets({ groupId: group, topics: [topic] });
      const found = fetched[0]?.partitions.filter(({ offset }) => offset !== NEVER_COMMITTED) ?? [];
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
    },
    since: async (topic, at) => {
      const found = await (await connected()).fetchTopicOffsetsByTimestamp(topic, at);
      return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
    },
    topics: async () => new Set(await (await connected()).listTopics()),
    members: async (group) => {
      const { groups } = await (await connected()).describeGroups([group]);
      return groups[0]?.members.length ?? 0;
    },
    close: () => admin.disconnect(),
  };
}

/**
 * Callers that ask while an answer is on its way share the next one: an answer that was asked for
 * before the call may be older than the call.
 */
function shared<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const asking = new Map<string, { running: Promise<T>; next: Promise<T> | null }>();
  const start = (name: string): Promise<T> => {
    const running = ask(name).finally(() => {
      if (asking.get(name)?.running === running) asking.delete(name);
    });
    asking.set(name, { running, next: null });
    return running;
  };
  return (name) => {
    const current = asking.get(name);
    if (current === undefined) return start(name);
    const restart = (): Promise<T> => start(name);
    return (current.next ??= current.running.then(restart, restart));
  };
}
