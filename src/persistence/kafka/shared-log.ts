/**
 * The shared log on Kafka: one topic, a shard a partition, an entry a message, its number the
 * offset.
 *
 * - H1 Kafka's groups do not say who owns what: each process is the only member of a group of its
 *   own and fetches only what it follows. A consumer that is built again takes a new group, as the
 *   old one waits a session for the member that is gone.
 * - H2 The number of partitions is the number of shards, and never changes in place.
 */
import type { Kafka, KafkaMessage } from 'kafkajs';
import { assert, err, ok, type Result } from '../../domain/result.js';
import type { Followed, LogEntry, SharedLog } from '../cluster-ports.js';
import type { Stored } from '../ports.js';
import { unavailable } from './fault.js';
import { FETCH_LIMITS, newGroupReader, type FetchLimits } from './group-reader.js';
import { newOffsets, type Bounds, type Offsets } from './offsets.js';
import { FRAME_BYTES, recordParcels, signed } from './record.js';
import { newSender, SENDER_LIMITS, wireOf, type Parcel, type SenderLimits } from './sender.js';
import { newTail, TAIL_LIMITS, type Tail, type TailLimits } from './tail.js';
import { fittingTopic, type TopicFault, type TopicNeeds } from './topic.js';
import { sparingNote, type Note } from './sparing-note.js';

export interface SharedLogOptions {
  readonly kafka: Kafka;
  /** Its `partitions` are the shards. */
  readonly needs: TopicNeeds;
  readonly mayCreate: boolean;
  /** Unique for the life of this process; names its groups (H1). */
  readonly process: string;
  /** What this process does, for the header of what it sends. */
  readonly role: string;
  readonly limits: SharedLogLimits;
  readonly note: Note;
}

export interface SharedLogLimits {
  readonly entryBytesMax: number;
  readonly sender: SenderLimits;
  readonly fetch: FetchLimits;
  readonly tail: TailLimits;
  /** Entries that a follower gets at once. */
  readonly portionEntriesMax: number;
  readonly portionBytesMax: number;
}

/** Room for the id and the role of an entry, and for the frame of a request around it. */
const ROOM_BYTES = 1_024;

/** The `messageBytesMax` that a topic needs for entries of at most so many bytes. */
export const messageBytesFor = (entryBytesMax: number): number => entryBytesMax + 2 * ROOM_BYTES;

/** For entries of at most so many bytes. */
export function sharedLogLimits(entryBytesMax: number): SharedLogLimits {
  const messageBytesMax = messageBytesFor(entryBytesMax);
  const partitionBytesMax = Math.max(messageBytesMax, FETCH_LIMITS.partitionBytesMax);
  return {
    entryBytesMax,
    sender: { ...SENDER_LIMITS, parcelBytesMax: entryBytesMax + ROOM_BYTES },
    fetch: { ...FETCH_LIMITS, partitionBytesMax },
    tail: TAIL_LIMITS,
    portionEntriesMax: 2_000,
    portionBytesMax: 1_000_000,
  };
}

/** Where an entry's id travels. */
const ID_HEADER = 'id';

/** Opens the log, or says what is wrong with its topic. */
export async function openSharedLog(
  options: SharedLogOptions,
): Promise<Result<SharedLog, TopicFault>> {
  const { kafka, needs, role, limits } = options;
  assert(limits.sender.parcelBytesMax < needs.messageBytesMax, 'the topic takes every entry');
  const fits = await fittingTopic(kafka, needs, options.mayCreate);
  if (!fits.ok) return fits;
  const offsets = newOffsets(kafka);
  const sender = newSender(wireOf(kafka), limits.sender);
  const { tail, close } = followers(options, offsets);
  const bound = boundsOf(needs.topic, offsets);
  return ok({
    shards: needs.partitions,
    entryBytesMax: limits.entryBytesMax,
    append: (entries, records) =>
      sender.send([
        ...entries.map((entry) => entryParcel(needs.topic, entry, role)),
        ...recordParcels(records, role),
      ]),
    follow: (shard, from, signal) => followed(tail, { ...options, shard, from }, signal),
    end: (shard) => bound(shard, ({ end }) => end),
    begin: (shard) => bound(shard, ({ oldest }) => oldest),
    close: async () => {
      await Promise.all([sender.close(), close()]);
      await offsets.close();
    },
  });
}

interface Followers {
  readonly tail: Tail;
  close(): Promise<void>;
}

function followers(options: SharedLogOptions, offsets: Offsets): Followers {
  const { kafka, needs, limits } = options;
  const note = sparingNote(options.note);
  const tail = newTail({
    ...{ offsets, note, limits: limits.tail, allowsHoles: false },
    reader: () => reader,
  });
  const reader = newGroupReader({
    ...{ kafka, note, limits: limits.fetch },
    topics: () => Promise.resolve([needs.topic]),
    groupOf: (count) => `${needs.topic}.${options.process}.${count}`,
    joined: (assigned) => tail.joined(assigned),
    fetched: (fetched) => tail.fetched(fetched),
  });
  const close = async (): Promise<void> => {
    await tail.close();
    await reader.close();
  };
  return { tail, close };
}

interface Following extends SharedLogOptions {
  readonly shard: number;
  readonly from: number;
}

async function* followed(
  tail: Tail,
  { needs, limits, shard, from }: Following,
  signal: AbortSignal,
): AsyncIterable<Followed> {
  if (signal.aborted) return;
  const feed = tail.open({ topic: needs.topic, partition: shard }, BigInt(from));
  const end = (): void => feed.end();
  signal.addEventListener('abort', end);
  try {
    for (;;) {
      const portion = await feed.next(limits.portionEntriesMax, limits.portionBytesMax);
      if (portion.kind === 'ended') return;
      if (portion.kind === 'gap') {
        const { wanted, found } = portion;
        yield { kind: 'gap', expected: Number(wanted), found: Number(found) };
        return;
      }
      yield { kind: 'entries', entries: portion.messages.map(entryOf) };
    }
  } finally {
    signal.removeEventListener('abort', end);
    feed.end();
  }
}

type Bound = (shard: number, which: (bounds: Bounds) => bigint) => Stored<number>;

const boundsOf =
  (topic: string, offsets: Offsets): Bound =>
  async (shard, which) => {
    try {
      const bounds = (await offsets.bounds(topic)).get(shard);
      if (bounds === undefined) return err(unavailable(`shard ${shard} has no partition now`));
      return ok(Number(which(bounds)));
    } catch (error) {
      return err(unavailable(error));
    }
  };

interface Entry {
  readonly shard: number;
  readonly id: string;
  readonly blob: Uint8Array;
}

/** The blob is copied: its memory may be used again while the message waits. */
function entryParcel(topic: string, { shard, id, blob }: Entry, role: string): Parcel {
  const headers = signed(role, id === '' ? {} : { [ID_HEADER]: id });
  const message = { partition: shard, key: null, value: Buffer.from(blob), headers };
  return { topic, message, bytes: FRAME_BYTES + role.length + id.length + blob.length };
}

function entryOf({ offset, value, headers }: KafkaMessage): LogEntry {
  const id = headers?.[ID_HEADER];
  return {
    seq: Number(offset),
    id: id === undefined ? '' : String(id),
    blob: value ?? new Uint8Array(0),
  };
}
