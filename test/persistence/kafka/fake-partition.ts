/**
 * A partition and its reader for tests of the tail: offsets from `oldest` to below `end`, fetched
 * only when a test says so, as kafkajs would from where it stands.
 */
import type { KafkaMessage } from 'kafkajs';
import type { GroupReader, Place } from '../../../src/persistence/kafka/group-reader.js';
import type { Offsets } from '../../../src/persistence/kafka/offsets.js';
import {
  newTail,
  TAIL_LIMITS,
  type Tail,
  type TailLimits,
} from '../../../src/persistence/kafka/tail.js';

export const PLACE: Place = { topic: 'topic', partition: 3 };

export interface FakePartition {
  readonly tail: Tail;
  /** What the brokers hold. */
  readonly held: { oldest: bigint; end: bigint };
  /** Where kafkajs would fetch next; `null` = it is halted. */
  position: bigint | null;
  rebuilds: number;
  /** How often the brokers were asked what they hold. */
  asked: number;
  /** From now on the brokers do not answer. */
  isAway: boolean;
  /** Fetches so many messages from the position on. */
  fetch(count: number): void;
  /** Hands over messages as if fetched from there, whatever the position. */
  bring(from: bigint, offsets: readonly bigint[]): void;
}

export function fakePartition(limits: Partial<TailLimits> = {}, allowsHoles = false) {
  let stands = 0n;
  const fake: FakePartition = {
    tail: newTail({
      offsets: offsets(),
      limits: { ...TAIL_LIMITS, checkIntervalMs: 5, checkPauseMs: 1, ...limits },
      allowsHoles,
      reader: () => reader,
      note: () => undefined,
    }),
    held: { oldest: 0n, end: 0n },
    position: null,
    rebuilds: 0,
    asked: 0,
    isAway: false,
    fetch: (count) => {
      const from = fake.position;
      if (from === null) throw new Error('the partition is halted');
      fake.bring(
        from,
        Array.from({ length: count }, (_, i) => from + BigInt(i)),
      );
    },
    bring: (from, brought) => {
      const next = (brought.at(-1) ?? from) + 1n;
      stands = next;
      if (fake.position !== null) fake.position = next;
      fake.tail.fetched({ ...PLACE, from, next, messages: brought.map(messageAt) });
    },
  };
  const reader: GroupReader = {
    start: (_, from) => void (fake.position = stands = from),
    halt: () => void (fake.position = null),
    resume: () => void (fake.position = stands),
    commit: () => Promise.resolve(),
    rebuild: () => {
      fake.rebuilds++;
    },
    close: () => Promise.resolve(),
  };
  function offsets(): Offsets {
    return {
      bounds: () => {
        fake.asked++;
        if (fake.isAway) return Promise.reject(new Error('away'));
        return Promise.resolve(new Map([[PLACE.partition, { ...fake.held }]]));
      },
      committed: () => Promise.resolve(new Map()),
      since: () => Promise.resolve(new Map()),
      topics: () => Promise.resolve(new Set([PLACE.topic])),
      members: () => Promise.resolve(0),
      close: () => Promise.resolve(),
    };
  }
  return fake;
}

const messageAt = (offset: bigint): KafkaMessage => ({
  key: null,
  value: Buffer.from(`at ${offset}`),
  timestamp: '1000',
  attributes: 0,
  offset: String(offset),
  headers: {},
});
