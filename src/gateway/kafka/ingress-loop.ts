/**
 * Takes Sunbird's records from a reader of topics into the engine, and says what is taken.
 *
 * - L1 A place is said to be taken only after everything below it is in durable snapshots (R2):
 *   first the cut, then `flushed`, then `keep`, then `taken`.
 * - L2 A record that the engine refuses is repeated until it is accepted. Its partition waits and
 *   nothing is passed over; so an outage of a store pauses the topics.
 * - L3 Every record is counted once by the source of its topic (N1 of the ingress). Laurel's own
 *   records count as ignored: what they ask for is in the log already.
 */
import type { Instant } from '../../domain/ids.js';
import { err, ok } from '../../domain/result.js';
import type { Answer, Refusal, Source, Tally } from '../../engine.js';
import type { SourceOffset } from '../../persistence/ports.js';
import type { ReadStop, TopicMessage } from '../../persistence/topic-ports.js';
import type { TopicReader, TopicReading } from '../../persistence/topic-ports.js';
import { deadLetter } from '../dead-letter.js';
import type { Ingress } from '../topics/ingress.js';
import type { InputTopic } from '../topics/parse-topic.js';
import { refusalText } from '../refusal-text.js';
import { BEGINNING, newUntaken, type Untaken } from './untaken.js';

/** One topic's way in. */
export interface TopicInput {
  /** Without the environment's prefix. */
  readonly input: InputTopic;
  /** Counts this topic's records and nothing else. */
  readonly source: Pick<Source, 'tally' | 'ignore' | 'bury' | 'flushed'>;
  readonly ingress: Ingress;
}

export interface IngressLoopLimits {
  /** Records linger until the engine's flush; a cut is made after so long, or so many. */
  readonly cutIntervalMs: number;
  readonly cutRecordsMax: number;
  /** At so many records that are processed and not durable the topics wait; what is in hand of
   * each partition comes on top. */
  readonly untakenRecordsMax: number;
  readonly retryPauseMs: number;
  readonly retryPauseMsMax: number;
}

export const INGRESS_LOOP_LIMITS: IngressLoopLimits = {
  cutIntervalMs: 1_000,
  cutRecordsMax: 20_000,
  untakenRecordsMax: 100_000,
  retryPauseMs: 100,
  retryPauseMsMax: 5_000,
};

export interface IngressLoopParts {
  /** By name with the environment's prefix. */
  readonly topics: ReadonlyMap<string, TopicInput>;
  readonly limits: IngressLoopLimits;
  open(reading: TopicReading): TopicReader;
  /** Whether what a record asks for is done by Laurel already; usually `message.own`. */
  isOwn(message: TopicMessage): boolean;
  /** Keeps places where the reader itself keeps none (embedded profile). */
  keep(offsets: readonly SourceOffset[]): Answer<void>;
  /** Hears, once, that no more records come; the loop is still to be stopped. */
  stopped(why: ReadStop): void;
  note(message: string, detail: Readonly<Record<string, unknown>>): void;
  now(): Instant;
  /** Resolves after a time, or at once when the signal says stop. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export interface IngressLoopStatus {
  /** What became of each topic's records; in = the sum of all others. */
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Age of the oldest record that was read and is not taken; 0 = there is none. */
  readonly oldestUntakenMs: number;
  /** Why no more records come; `null` = they do. */
  readonly stop: ReadStop | null;
  /** What is refused and being repeated; '' = nothing. */
  readonly trouble: string;
}

export interface IngressLoop {
  readonly reader: Pick<TopicReader, 'lag'>;
  status(): IngressLoopStatus;
  /** Resolves when what was processed is durable and taken, as far as that can be had now. */
  stop(): Promise<void>;
}

/** The loop from inside. */
interface Loop extends IngressLoopParts {
  readonly untaken: Untaken;
  readonly stopping: AbortController;
  /** Portions that are being taken. */
  readonly taking: Set<Promise<void>>;
  /** When the records in hand reached their topics, by partition. */
  readonly inHand: Map<string, Instant>;
  /** Ends the wait for the next cut; so does the stop. */
  hurry: () => void;
  /** Those that wait for room, and whoever waits for something to cut. */
  waiting: (() => void)[];
  stop: ReadStop | null;
  trouble: string;
}

/** Starts reading at once. */
export function startIngressLoop(parts: IngressLoopParts): IngressLoop {
  const loop: Loop = {
    ...parts,
    ...{ untaken: newUntaken(), stopping: new AbortController() },
    ...{ taking: new Set(), inHand: new Map(), waiting: [] },
    ...{ hurry: () => undefined, stop: null, trouble: '' },
  };
  const reader = parts.open(readingOf(loop));
  const running = cutting(loop, reader);
  return {
    reader,
    status: () => statusOf(loop),
    stop: async () => {
      loop.stopping.abort();
      loop.hurry();
      wakeAll(loop);
      await running;
      await Promise.all(loop.taking);
      await settle(loop, reader);
      await reader.close();
    },
  };
}

function readingOf(loop: Loop): TopicReading {
  const { untaken, taking } = loop;
  return {
    began: (at) => {
      for (const place of at) untaken.add(place, BEGINNING);
      wakeAll(loop);
    },
    take: async (messages) => {
      const work = takeAll(loop, messages);
      taking.add(work);
      await work;
      taking.delete(work);
    },
    stopped: (why) => {
      loop.stop = why;
      loop.stopped(why);
    },
  };
}

/** A message that is not processed ends the portion: nothing behind it may be marked (L1). */
async function takeAll(loop: Loop, messages: readonly TopicMessage[]): Promise<void> {
  const { untaken, limits, stopping, inHand } = loop;
  const [first] = messages;
  if (first === undefined) return;
  const { topic, partition, at } = first;
  const name = `${topic}/${partition}`;
  inHand.set(name, at);
  while (untaken.records >= limits.untakenRecordsMax && !stopping.signal.aborted) {
    await woken(loop);
  }
  let taken = 0;
  for (const message of messages) {
    if (stopping.signal.aborted || !(await takeOne(loop, message))) break;
    taken++;
  }
  const last = messages[taken - 1];
  if (last === undefined) return;
  untaken.add({ topic, partition, next: last.offset + 1n }, { oldest: at, records: taken });
  if (taken === messages.length) inHand.delete(name);
  if (untaken.records === taken) wakeAll(loop);
  if (untaken.records >= limits.cutRecordsMax) loop.hurry();
}

/** Whether it was processed; not so only when the loop stops (L2). */
async function takeOne(loop: Loop, message: TopicMessage): Promise<boolean> {
  const { topics, stopping, limits, pause } = loop;
  const way = topics.get(message.topic);
  if (way === undefined) throw new Error(`nothing takes records of ${message.topic}`);
  if (loop.isOwn(message)) {
    way.source.ignore();
    return true;
  }
  for (
    let pauseMs = limits.retryPauseMs;
    ;
    pauseMs = Math.min(2 * pauseMs, limits.retryPauseMsMax)
  ) {
    const refusal = await offer(loop, way, message);
    if (refusal === null) return true;
    if (stopping.signal.aborted) return false;
    loop.trouble = refusalText(refusal);
    await pause(refusal.kind === 'busy' ? refusal.retryAfterMs : pauseMs, stopping.signal);
  }
}

/** What is damaged stays so however often it is asked for, and must not stop the topic (R4). */
async function offer(
  loop: Loop,
  { input, ingress, source }: TopicInput,
  message: TopicMessage,
): Promise<Refusal | null> {
  const { topic, partition, offset, value, at } = message;
  const text = value === null ? '' : textOf(value);
  const position = `${partition}:${offset.toString()}`;
  const taken = await ingress.take({ topic: input, text, source: topic, position, receivedAt: at });
  if (taken.ok) {
    loop.trouble = '';
    return null;
  }
  if (!['damaged', 'too-large'].includes(taken.error.kind)) return taken.error;
  const place = { source: topic, position, way: `topic ${input}` as const };
  source.bury(deadLetter(place, refusalText(taken.error), loop.now(), text));
  return null;
}

/** A view, not a copy of the bytes. */
const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('utf8');

/** Cuts now and then, until the loop stops. */
async function cutting(loop: Loop, reader: TopicReader): Promise<void> {
  const { untaken, stopping, limits, pause } = loop;
  let pauseMs = limits.retryPauseMs;
  while (!stopping.signal.aborted) {
    if (untaken.isEmpty) {
      await woken(loop);
      continue;
    }
    await nextCut(loop);
    if (await settle(loop, reader)) pauseMs = limits.retryPauseMs;
    else {
      await pause(pauseMs, stopping.signal);
      pauseMs = Math.min(2 * pauseMs, limits.retryPauseMsMax);
    }
  }
}

/** Waits until a cut is due by time or by number. */
async function nextCut(loop: Loop): Promise<void> {
  const { untaken, limits, pause } = loop;
  if (untaken.records >= limits.cutRecordsMax) return;
  const due = new AbortController();
  loop.hurry = () => due.abort();
  await pause(limits.cutIntervalMs, due.signal);
  loop.hurry = () => undefined;
}

/** L1. Whether everything that was cut is taken. */
async function settle(loop: Loop, reader: TopicReader): Promise<boolean> {
  const { untaken } = loop;
  if (untaken.isEmpty) return true;
  const marks = untaken.cut();
  const taken = await durably(
    loop,
    reader,
    marks.map(({ at }) => at),
  );
  if (taken.ok) untaken.settle(marks);
  else {
    untaken.giveBack(marks);
    loop.trouble = refusalText(taken.error);
    loop.note('records are not durable yet', { reason: loop.trouble });
  }
  wakeAll(loop);
  return taken.ok;
}

async function durably(
  { topics, keep }: Loop,
  reader: TopicReader,
  offsets: readonly SourceOffset[],
): Answer<void> {
  const read = new Set(offsets.map(({ topic }) => topic));
  const sources = [...topics].filter(([topic]) => read.has(topic)).map(([, { source }]) => source);
  for (const source of new Set(sources)) {
    const flushed = await source.flushed();
    if (!flushed.ok) return flushed;
  }
  const kept = await keep(offsets);
  if (!kept.ok) return kept;
  const taken = await reader.taken(offsets);
  return taken.ok ? ok(undefined) : err(taken.error);
}

function statusOf({ topics, untaken, inHand, stop, trouble, now }: Loop): IngressLoopStatus {
  const times = [...inHand.values(), ...(untaken.oldest === null ? [] : [untaken.oldest])];
  return {
    tallies: new Map([...topics].map(([topic, { source }]) => [topic, { ...source.tally }])),
    oldestUntakenMs: times.length === 0 ? 0 : Math.max(0, now() - Math.min(...times)),
    ...{ stop, trouble },
  };
}

const woken = (loop: Loop): Promise<void> =>
  new Promise((resolve) => void loop.waiting.push(resolve));

function wakeAll(loop: Loop): void {
  const { waiting } = loop;
  loop.waiting = [];
  for (const wake of waiting) wake();
}
