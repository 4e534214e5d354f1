/**
 * Records of topics of others. Positions are the tail's (`tail.ts`); this file says which
 * partitions are read, from where, and what is taken of them.
 *
 * - B1 A partition's next portion waits for the one before, also across a joining that takes the
 *   partition away and gives it back.
 * - B2 Nothing is committed but what `taken` names, and only for partitions that are ours: kafkajs
 *   reports commits for others as accepted (tulios/kafkajs#1046).
 * - B3 An exclusive reader joins a group only when it is empty. A process that was killed stays in
 *   it for a session, so it waits that long before it refuses.
 */
import type { Kafka } from 'kafkajs';
import { err, ok } from '../../domain/result.js';
import type { SourceOffset } from '../ports.js';
import type { ReaderRules, ReadStop, TopicReader, TopicReading } from '../topic-ports.js';
import { faultText, unavailable } from './fault.js';
import { newGroupReader, NO_READER, type GroupReader, type Place } from './group-reader.js';
import { newOffsets, type Offsets } from './offsets.js';
import { pause } from './pause.js';
import { topicMessage } from './record.js';
import { presentTopics, type PresentTopics } from './present-topics.js';
import { newSlots, type Slots } from './slots.js';
import { startPlaces } from './start-places.js';
import { newTail, type Feed, type Tail } from './tail.js';
import { sparingNote, type Note } from './sparing-note.js';
import type { TopicReaderLimits } from './topic-reader-limits.js';

export interface TopicReaderOptions extends ReaderRules {
  readonly kafka: Kafka;
  readonly limits: TopicReaderLimits;
  readonly note: Note;
}

/** A partition that is ours. */
interface Lane {
  readonly place: Place;
  feed: Feed | null;
  /** Everything below is taken; `null` = its start is not known yet. */
  taken: bigint | null;
}

/** A reader from inside. */
interface Reader extends TopicReaderOptions {
  readonly reading: TopicReading;
  readonly offsets: Offsets;
  readonly tail: Tail;
  readonly slots: Slots;
  readonly closing: AbortController;
  /** Partitions that are assigned, by name. */
  readonly lanes: Map<string, Lane>;
  /** The last work on each partition; resolves when it ends (B1). */
  readonly works: Map<string, Promise<void>>;
  readonly present: PresentTopics;
  members: GroupReader | null;
  stopped: boolean;
}

/**
 * Joins the group in the background; whatever comes of it, the reading hears. After a stop the
 * group is left when the reader is closed, so that what was processed may still be committed.
 */
export function newTopicReader(options: TopicReaderOptions, reading: TopicReading): TopicReader {
  const note = sparingNote(options.note);
  const offsets = newOffsets(options.kafka);
  const closing = new AbortController();
  const reader: Reader = {
    ...options,
    ...{ note, reading, offsets, members: null, stopped: false },
    tail: newTail({
      ...{ offsets, note, limits: options.limits.tail, allowsHoles: true },
      reader: () => reader.members ?? NO_READER,
    }),
    slots: newSlots(options.limits.concurrentPortionsMax),
    present: presentTopics({
      ...{ note, offsets, closing: closing.signal, topics: options.topics },
      checkIntervalMs: options.limits.missingCheckMs,
      appeared: () => reader.members?.rebuild(),
    }),
    closing,
    lanes: new Map(),
    works: new Map(),
  };
  const joining = join(reader);
  return {
    taken: (taken) => commit(reader, taken),
    lag: async () => {
      try {
        return ok(await lagOf(reader));
      } catch (error) {
        return err(unavailable(error));
      }
    },
    close: async () => {
      closing.abort();
      await Promise.all([joining, reader.present.watching]);
      await reader.tail.close();
      await Promise.all(reader.works.values());
      await reader.members?.close();
      await offsets.close();
    },
  };
}

async function join(reader: Reader): Promise<void> {
  const { kafka, group, present, limits, note, tail, closing } = reader;
  if (reader.mode.kind === 'exclusive' && !(await isFree(reader))) return;
  if (closing.signal.aborted) return;
  reader.members = newGroupReader({
    ...{ kafka, note, limits: limits.fetch },
    topics: () => present.find(),
    groupOf: () => group,
    joined: (assigned) => {
      tail.joined(assigned);
      assign(reader, assigned);
    },
    fetched: (fetched) => tail.fetched(fetched),
  });
}

/** B3. */
async function isFree(reader: Reader): Promise<boolean> {
  const { offsets, group, limits, closing } = reader;
  for (let checks = 1; !closing.signal.aborted;) {
    const members = await patiently(reader, () => offsets.members(group));
    if (members === null || members === 0) return true;
    if (checks++ >= limits.groupChecksMax) {
      stop(reader, { kind: 'shared-group', others: members });
      return false;
    }
    await pause(limits.retryPauseMs, closing.signal);
  }
  return true;
}

/** The work that is no partition's. */
const BEGINNING = '';

/** Takes up partitions that are new here and leaves those that are others' now. */
function assign(reader: Reader, assigned: readonly Place[]): void {
  const { lanes } = reader;
  const names = new Set(assigned.map(nameOf));
  for (const [name, lane] of lanes) {
    if (names.has(name)) continue;
    lane.feed?.end();
    lanes.delete(name);
  }
  const fresh = assigned
    .filter((place) => !lanes.has(nameOf(place)))
    .map((place): Lane => ({ place, feed: null, taken: null }));
  for (const lane of fresh) lanes.set(nameOf(lane.place), lane);
  const beginning = begin(reader, fresh);
  reader.works.set(BEGINNING, beginning);
  for (const lane of fresh) {
    const name = nameOf(lane.place);
    const before = reader.works.get(name) ?? Promise.resolve();
    reader.works.set(
      name,
      Promise.all([before, beginning]).then(() => work(reader, lane)),
    );
  }
}

async function begin(reader: Reader, fresh: readonly Lane[]): Promise<void> {
  const { mode, group, offsets, lanes } = reader;
  if (mode.kind === 'exclusive') {
    const members = (await patiently(reader, () => offsets.members(group))) ?? 0;
    if (members > 1) stop(reader, { kind: 'shared-group', others: members - 1 });
  }
  const places = fresh.map(({ place }) => place);
  const starts = await patiently(reader, () => startPlaces(places, reader, offsets));
  if (starts === null || reader.stopped) return;
  const ours: SourceOffset[] = [];
  for (const start of starts) {
    const lane = fresh.find(({ place }) => nameOf(place) === nameOf(start));
    if (lane === undefined || lanes.get(nameOf(start)) !== lane) continue;
    lane.taken = start.next;
    ours.push(start);
  }
  if (ours.length > 0) reader.reading.began(ours);
}

/** Hands a partition's records on until it is another's, or gone, or the reader closes. */
async function work(reader: Reader, lane: Lane): Promise<void> {
  const { lanes, tail, slots, reading, limits, closing } = reader;
  const { place, taken } = lane;
  const isOurs = (): boolean =>
    lanes.get(nameOf(place)) === lane && !reader.stopped && !closing.signal.aborted;
  if (taken === null || !isOurs()) return;
  const feed = tail.open(place, taken);
  lane.feed = feed;
  for (;;) {
    const portion = await feed.next(limits.portionRecordsMax, limits.portionBytesMax);
    if (portion.kind === 'ended') return;
    if (portion.kind === 'gap') {
      const at = { ...place, next: portion.wanted };
      return stop(reader, { kind: 'gap', at, oldest: portion.held.oldest });
    }
    const records = portion.messages.map((message) => topicMessage(place, message));
    await slots.within(() => (isOurs() ? reading.take(records) : Promise.resolve()));
  }
}

/** Says once why no more comes; what is on its way is still taken, and may be committed. */
function stop(reader: Reader, why: ReadStop): void {
  if (reader.stopped || reader.closing.signal.aborted) return;
  reader.stopped = true;
  for (const lane of reader.lanes.values()) lane.feed?.end();
  reader.reading.stopped(why);
}

/** B2. */
async function commit(
  { lanes, members }: Reader,
  taken: readonly SourceOffset[],
): ReturnType<TopicReader['taken']> {
  const ours = taken.filter((offset) => lanes.has(nameOf(offset)));
  if (ours.length === 0) return ok(undefined);
  try {
    await (members ?? NO_READER).commit(ours);
  } catch (error) {
    return err(unavailable(error));
  }
  for (const offset of ours) {
    const lane = lanes.get(nameOf(offset));
    if (lane !== undefined) lane.taken = offset.next;
  }
  return ok(undefined);
}

type Lag = { readonly topic: string; partition: number; records: bigint }[];

async function lagOf({ lanes, topics, offsets }: Reader): Promise<Lag> {
  const lag: Lag = [];
  const read = new Set([...lanes.values()].map(({ place }) => place.topic));
  for (const topic of topics.filter((name) => read.has(name))) {
    const bounds = await offsets.bounds(topic);
    for (const [partition, { end }] of bounds) {
      const taken = lanes.get(nameOf({ topic, partition }))?.taken ?? null;
      if (taken !== null) lag.push({ topic, partition, records: end > taken ? end - taken : 0n });
    }
  }
  return lag;
}

/** Asks until there is an answer; `null` = the reader closes. */
async function patiently<T>(
  { closing, limits, note, group }: Reader,
  ask: () => Promise<T>,
): Promise<T | null> {
  while (!closing.signal.aborted) {
    try {
      return await ask();
    } catch (error) {
      note('Kafka does not answer', { group, reason: faultText(error) });
      await pause(limits.retryPauseMs, closing.signal);
    }
  }
  return null;
}

const nameOf = ({ topic, partition }: Place): string => `${topic}/${partition}`;
