/**
 * Positions in partitions, owned here and never left to kafkajs: each followed partition has a
 * bounded buffer, filled from an offset on without a hole.
 *
 * - X1 kafkajs answers an offset that is out of range, and some joinings, by starting elsewhere in
 *   silence. A fetch that did not begin at the wanted offset is never used: the brokers are asked
 *   what they hold, and either the partition is sought again or the place is gone for good.
 * - X2 A buffer that is full pauses its partition; it goes on when half of it is drained.
 * - X3 A place above the end is believed only when it is found repeatedly, as the end may step back
 *   for a moment when a partition changes its leader.
 */
import type { KafkaMessage } from 'kafkajs';
import { assert } from '../../domain/result.js';
import { faultText } from './fault.js';
import type { Fetched, GroupReader, Place } from './group-reader.js';
import { messageBuffer, type MessageBuffer } from './message-buffer.js';
import type { Bounds, Offsets } from './offsets.js';
import { pause } from './pause.js';
import type { Note } from './sparing-note.js';

export interface TailLimits {
  /** A buffer is full at this number of messages or bytes; one fetch may come on top. */
  readonly bufferMessagesMax: number;
  readonly bufferBytesMax: number;
  /** All buffers together: each has an equal share, where that is less. */
  readonly allBuffersBytesMax: number;
  /** How often partitions that bring nothing are compared with what the brokers hold. */
  readonly checkIntervalMs: number;
  readonly checkPauseMs: number;
  /** How often the end must be found below the place (X3). */
  readonly aboveEndChecks: number;
  /** After so many checks without any progress the consumer is built again. */
  readonly stalledChecksMax: number;
}

export const TAIL_LIMITS: TailLimits = {
  bufferMessagesMax: 20_000,
  bufferBytesMax: 8_000_000,
  allBuffersBytesMax: 64_000_000,
  checkIntervalMs: 5_000,
  checkPauseMs: 500,
  aboveEndChecks: 4,
  stalledChecksMax: 3,
};

/** What a feed brings next. */
export type Portion =
  | { readonly kind: 'messages'; readonly messages: readonly KafkaMessage[] }
  /** `wanted` does not exist any more, or not yet; the last thing that is said. */
  | { readonly kind: 'gap'; readonly wanted: bigint; readonly found: bigint; readonly held: Bounds }
  | { readonly kind: 'ended' };

/** The messages of one partition, pulled. */
export interface Feed {
  /** Waits for messages; answers at most so many of them, and at least one. */
  next(messagesMax: number, bytesMax: number): Promise<Portion>;
  /** Resolves a waiting `next` with `ended`; what is buffered is forgotten. */
  end(): void;
}

export interface TailParts {
  readonly offsets: Offsets;
  readonly limits: TailLimits;
  /** Offsets may be missing between two messages (transactions, compaction) without a loss. */
  readonly allowsHoles: boolean;
  reader(): GroupReader;
  readonly note: Note;
}

export interface Tail {
  /** Follows a partition from an offset on. One feed a partition at a time. */
  open(place: Place, from: bigint): Feed;
  /** To be called with what the reader hears. */
  joined(assigned: readonly Place[]): void;
  fetched(fetched: Fetched): void;
  /** Ends every feed. */
  close(): Promise<void>;
}

/** A feed from inside. */
interface Lane {
  readonly place: Place;
  readonly buffer: MessageBuffer;
  readonly ended: AbortController;
  /** The offset of the next message to arrive. */
  wanted: bigint;
  isFull: boolean;
  /** Its place is being made sure of; what arrives meanwhile is not used. */
  isChecking: boolean;
  gap: Portion | null;
  /** `wanted` at the last look, and how often it was the same. */
  seen: bigint;
  stalled: number;
  wake(): void;
}

/** A tail from inside. */
interface Inner extends TailParts {
  readonly lanes: Map<string, Lane>;
}

export function newTail(given: TailParts): Tail {
  const lanes = new Map<string, Lane>();
  const parts: Inner = { ...given, lanes };
  const closing = new AbortController();
  const watching = watch(parts, closing.signal);
  return {
    open(place, from) {
      assert(!lanes.has(nameOf(place)), 'a partition has one feed at a time');
      const lane = newLane(place, from);
      lanes.set(nameOf(place), lane);
      void check(lane, from, parts);
      return feedOf(lane, parts, () => {
        if (lanes.get(nameOf(place)) === lane) lanes.delete(nameOf(place));
      });
    },
    joined(assigned) {
      for (const place of assigned) {
        const lane = lanes.get(nameOf(place));
        if (lane === undefined || lane.isChecking || lane.gap !== null) continue;
        parts.reader().start(place, lane.wanted);
        if (lane.isFull) parts.reader().halt(place);
      }
    },
    fetched(fetched) {
      const lane = lanes.get(nameOf(fetched));
      if (lane === undefined) return parts.reader().halt(fetched);
      if (!lane.isChecking && lane.gap === null) arrive(lane, fetched, parts);
    },
    async close() {
      closing.abort();
      for (const lane of lanes.values()) lane.ended.abort();
      await watching;
    },
  };
}

function newLane(place: Place, from: bigint): Lane {
  const lane: Lane = {
    place,
    buffer: messageBuffer(),
    ended: new AbortController(),
    wanted: from,
    isFull: false,
    isChecking: false,
    gap: null,
    seen: -1n,
    stalled: 0,
    wake: () => undefined,
  };
  lane.ended.signal.addEventListener('abort', () => lane.wake());
  return lane;
}

function feedOf(lane: Lane, parts: Inner, forget: () => void): Feed {
  const { buffer, ended, place } = lane;
  return {
    async next(messagesMax, bytesMax) {
      for (;;) {
        if (ended.signal.aborted) return { kind: 'ended' };
        const messages = buffer.take(messagesMax, bytesMax);
        drained(lane, parts);
        if (messages.length > 0) return { kind: 'messages', messages };
        if (lane.gap !== null) return lane.gap;
        await new Promise<void>((resolve) => (lane.wake = resolve));
      }
    },
    end() {
      if (ended.signal.aborted) return;
      forget();
      ended.abort();
      buffer.clear();
      parts.reader().halt(place);
    },
  };
}

/** X2: whether a lane holds at least this part of what it may. */
function holds(part: number, { buffer }: Lane, { limits, lanes }: Inner): boolean {
  const share = limits.allBuffersBytesMax / Math.max(1, lanes.size);
  const bytesMax = Math.min(limits.bufferBytesMax, share);
  return buffer.count >= part * limits.bufferMessagesMax || buffer.bytes >= part * bytesMax;
}

/** X2. */
function drained(lane: Lane, parts: Inner): void {
  if (!lane.isFull || holds(0.5, lane, parts)) return;
  lane.isFull = false;
  if (!lane.isChecking && lane.gap === null) parts.reader().resume(lane.place);
}

function arrive(lane: Lane, fetched: Fetched, parts: Inner): void {
  const { allowsHoles, reader } = parts;
  const first = fetched.messages[0];
  if (fetched.from !== lane.wanted) return void check(lane, fetched.from, parts);
  if (!allowsHoles && first !== undefined && BigInt(first.offset) !== lane.wanted) {
    // No fault of kafkajs: the partition itself has no message of this number.
    return void check(lane, BigInt(first.offset), parts);
  }
  lane.buffer.push(fetched.messages);
  lane.wanted = fetched.next;
  if (holds(1, lane, parts)) {
    lane.isFull = true;
    reader().halt(lane.place);
  }
  lane.wake();
}

/** X1: finds out whether the place exists, and seeks it, or says that it is gone. */
async function check(lane: Lane, offered: bigint, parts: TailParts): Promise<void> {
  lane.isChecking = true;
  parts.reader().halt(lane.place);
  const held = await heldNow(lane, parts);
  lane.isChecking = false;
  if (held === null) return;
  const wanted = lane.wanted;
  const isOut = wanted < held.oldest || wanted > held.end;
  // Nothing but a hole lies between a place that exists and a later one that was offered.
  const isHole = offered > wanted;
  if (isOut || (isHole && !parts.allowsHoles)) {
    const found = isOut ? (wanted < held.oldest ? held.oldest : held.end) : offered;
    lane.gap = { kind: 'gap', wanted, found, held };
    return lane.wake();
  }
  if (isHole) lane.wanted = offered;
  parts.reader().start(lane.place, lane.wanted);
  if (lane.isFull) parts.reader().halt(lane.place);
}

/** What the partition holds, asked until there is an answer; `null` = nobody follows any more. */
async function heldNow(lane: Lane, { offsets, limits, note }: TailParts): Promise<Bounds | null> {
  const { topic, partition } = lane.place;
  const { signal } = lane.ended;
  let above = 0;
  while (!signal.aborted) {
    try {
      const held = (await offsets.bounds(topic)).get(partition);
      above = held !== undefined && lane.wanted > held.end ? above + 1 : 0;
      // X3.
      const isSure = above === 0 || above >= limits.aboveEndChecks;
      if (held !== undefined && isSure) return held;
    } catch (error) {
      note('the place in a partition cannot be made sure of', {
        ...{ topic, partition },
        reason: faultText(error),
      });
    }
    await pause(limits.checkPauseMs, signal);
  }
  return null;
}

/** Looks after partitions that bring nothing although the brokers hold more. */
async function watch(parts: Inner, closing: AbortSignal): Promise<void> {
  for (;;) {
    await pause(parts.limits.checkIntervalMs, closing);
    if (closing.aborted) return;
    const resting = [...parts.lanes.values()].filter((lane) => isResting(lane));
    for (const topic of new Set(resting.map(({ place }) => place.topic))) {
      const ofTopic = resting.filter(({ place }) => place.topic === topic);
      try {
        look(ofTopic, await parts.offsets.bounds(topic), parts);
      } catch {
        // The brokers are away; the reader says so itself.
      }
    }
  }
}

/** Whether nothing arrived since the last look, though something could have. */
function isResting(lane: Lane): boolean {
  const isResting = lane.seen === lane.wanted && !lane.isFull && !lane.isChecking;
  if (!isResting) lane.stalled = 0;
  lane.seen = lane.wanted;
  return isResting && lane.gap === null;
}

function look(
  resting: readonly Lane[],
  bounds: ReadonlyMap<number, Bounds>,
  parts: TailParts,
): void {
  for (const lane of resting) {
    const held = bounds.get(lane.place.partition);
    const isIdle = held === undefined || (held.end === lane.wanted && held.oldest <= lane.wanted);
    if (isIdle || lane.seen !== lane.wanted || lane.isChecking) continue;
    lane.stalled++;
    void check(lane, lane.wanted, parts);
    if (lane.stalled % parts.limits.stalledChecksMax === 0) parts.reader().rebuild();
  }
}

const nameOf = ({ topic, partition }: Place): string => `${topic}/${partition}`;
