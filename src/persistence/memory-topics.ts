/**
 * Topics of others in memory, for tests and simulations: several readers of one group are several
 * processes. Has no timers, so that a run with the same schedule is the same run.
 */
import type { Instant } from '../domain/ids.js';
import { ok } from '../domain/result.js';
import type { OutgoingRecord } from './cluster-ports.js';
import type { SourceOffset } from './ports.js';
import type {
  ReaderRules,
  ReadStop,
  StartAt,
  TopicMessage,
  TopicReader,
  TopicReading,
  TopicWriter,
} from './topic-ports.js';

export interface MemoryTopics {
  /** Puts a record as others do; answers its offset. */
  put(topic: string, partition: number, value: Uint8Array | null): bigint;
  /** Forgets the records of a partition below an offset, as retention does. */
  trim(topic: string, partition: number, below: bigint): void;
  writer(): TopicWriter;
  reader(rules: ReaderRules, reading: TopicReading): TopicReader;
}

interface Partition {
  readonly topic: string;
  readonly partition: number;
  records: TopicMessage[];
  oldest: bigint;
  /** Readers that have read everything. */
  readonly waiting: Set<() => void>;
}

interface Group {
  readonly members: Member[];
  readonly committed: Map<Partition, bigint>;
}

/** A reader in its group. */
interface Member {
  readonly rules: ReaderRules;
  readonly reading: TopicReading;
  readonly lanes: Map<Partition, Lane>;
  /** The last work on each partition; the next one waits for it. */
  readonly works: Map<Partition, Promise<void>>;
  isOver: boolean;
}

interface Lane {
  next: bigint;
  taken: bigint;
}

/** Records that a reader gets at once. */
const PORTION_RECORDS_MAX = 100;

/** Topics of so many partitions each, made when they are first named. */
export function memoryTopics(partitions: number, now: () => Instant): MemoryTopics {
  const topics = new Map<string, Partition[]>();
  const groups = new Map<string, Group>();
  const topicOf = (topic: string): Partition[] => {
    const found = topics.get(topic) ?? newTopic(topic, partitions);
    topics.set(topic, found);
    return found;
  };
  const groupOf = (name: string): Group => {
    const found = groups.get(name) ?? { members: [], committed: new Map() };
    groups.set(name, found);
    return found;
  };
  const put = (topic: string, number: number, value: Uint8Array | null, own: boolean): bigint => {
    const partition = partitionOf(topicOf(topic), number);
    const offset = endOf(partition);
    partition.records.push({ topic, partition: number, offset, value, at: now(), own });
    wakeAll(partition);
    return offset;
  };
  return {
    put: (topic, partition, value) => put(topic, partition, value, false),
    trim: (topic, number, below) => {
      const partition = partitionOf(topicOf(topic), number);
      partition.oldest = below < endOf(partition) ? below : endOf(partition);
      partition.records = partition.records.filter(({ offset }) => offset >= partition.oldest);
    },
    writer: () => writer(partitions, put),
    reader: (rules, reading) => join({ rules, reading, topicOf, groupOf }),
  };
}

function writer(
  partitions: number,
  put: (topic: string, partition: number, value: Uint8Array, own: boolean) => void,
): TopicWriter {
  const send = ({ topic, key, value }: OutgoingRecord): void => {
    const bytes = Buffer.from(key ?? value);
    const partition = bytes.reduce((sum, byte) => sum + byte, 0) % partitions;
    put(topic, partition, Buffer.from(value), true);
  };
  return {
    send: (records) => {
      records.forEach(send);
      return Promise.resolve(ok(undefined));
    },
    close: () => Promise.resolve(),
  };
}

interface Joining {
  readonly rules: ReaderRules;
  readonly reading: TopicReading;
  topicOf(topic: string): Partition[];
  groupOf(name: string): Group;
}

function join({ rules, reading, topicOf, groupOf }: Joining): TopicReader {
  const group = groupOf(rules.group);
  const member: Member = { rules, reading, lanes: new Map(), works: new Map(), isOver: false };
  const shareOut = (): void => share(group, topicOf, groupOf);
  const others = group.members.length;
  if (rules.mode.kind === 'exclusive' && others > 0) {
    stop(member, { kind: 'shared-group', others });
  } else {
    group.members.push(member);
    shareOut();
  }
  return {
    taken: (offsets) => {
      for (const at of offsets) take(member, group, topicOf, at);
      return Promise.resolve(ok(undefined));
    },
    lag: () => Promise.resolve(ok(lagOf(member))),
    close: async () => {
      member.isOver = true;
      group.members.splice(0, Infinity, ...group.members.filter((other) => other !== member));
      for (const partition of member.lanes.keys()) wakeAll(partition);
      await Promise.all(member.works.values());
      member.lanes.clear();
      shareOut();
    },
  };
}

/** Shares the partitions among the members, in the order in which they joined. */
function share({ members }: Group, topicOf: Joining['topicOf'], groupOf: Joining['groupOf']): void {
  for (const [i, member] of members.entries()) {
    if (member.rules.mode.kind === 'exclusive' && members.length > 1) {
      stop(member, { kind: 'shared-group', others: members.length - 1 });
    }
    const all = member.rules.topics.flatMap(topicOf);
    const mine = all.filter((_, number) => number % members.length === i);
    for (const partition of member.lanes.keys()) {
      if (!mine.includes(partition)) member.lanes.delete(partition);
    }
    begin(
      member,
      mine.filter((partition) => !member.lanes.has(partition)),
      groupOf,
    );
  }
}

function begin(member: Member, fresh: readonly Partition[], groupOf: Joining['groupOf']): void {
  if (member.isOver || fresh.length === 0) return;
  const starts = fresh.map((partition) => {
    const next = startPlace(partition, member.rules, groupOf);
    member.lanes.set(partition, { next, taken: next });
    return { topic: partition.topic, partition: partition.partition, next };
  });
  const begun = Promise.resolve().then(() => member.reading.began(starts));
  for (const partition of fresh) {
    const before = member.works.get(partition) ?? begun;
    const lane = member.lanes.get(partition);
    if (lane === undefined) continue;
    member.works.set(
      partition,
      Promise.all([begun, before]).then(() => work(member, partition, lane)),
    );
  }
}

async function work(member: Member, partition: Partition, lane: Lane): Promise<void> {
  const isOurs = (): boolean => member.lanes.get(partition) === lane && !member.isOver;
  while (isOurs()) {
    if (lane.next < partition.oldest || lane.next > endOf(partition)) {
      const at = { topic: partition.topic, partition: partition.partition, next: lane.next };
      return stop(member, { kind: 'gap', at, oldest: partition.oldest });
    }
    const start = Number(lane.next - partition.oldest);
    const records = partition.records.slice(start, start + PORTION_RECORDS_MAX);
    lane.next += BigInt(records.length);
    if (records.length > 0) await member.reading.take(records);
    else await new Promise<void>((resolve) => partition.waiting.add(resolve));
  }
}

function stop(member: Member, why: ReadStop): void {
  if (member.isOver) return;
  member.isOver = true;
  for (const partition of member.lanes.keys()) wakeAll(partition);
  member.reading.stopped(why);
}

function take(
  { lanes }: Member,
  { committed }: Group,
  topicOf: Joining['topicOf'],
  { topic, partition: number, next }: SourceOffset,
): void {
  const partition = partitionOf(topicOf(topic), number);
  const lane = lanes.get(partition);
  if (lane === undefined) return;
  lane.taken = next;
  committed.set(partition, next);
}

function startPlace(partition: Partition, rules: ReaderRules, groupOf: Joining['groupOf']): bigint {
  const { mode, group, startAt } = rules;
  if (mode.kind === 'shared') {
    return groupOf(group).committed.get(partition) ?? firstPlace(partition, startAt, groupOf);
  }
  const given = mode.offsets.find(
    (at) => at.topic === partition.topic && at.partition === partition.partition,
  );
  return given?.next ?? firstPlace(partition, startAt, groupOf);
}

function firstPlace(partition: Partition, startAt: StartAt, groupOf: Joining['groupOf']): bigint {
  if (startAt.kind === 'latest') return endOf(partition);
  if (startAt.kind === 'earliest') return partition.oldest;
  return groupOf(startAt.group).committed.get(partition) ?? partition.oldest;
}

function lagOf({ lanes }: Member): { topic: string; partition: number; records: bigint }[] {
  return [...lanes].map(([partition, { taken }]) => ({
    topic: partition.topic,
    partition: partition.partition,
    records: endOf(partition) - taken,
  }));
}

function newTopic(topic: string, count: number): Partition[] {
  return Array.from({ length: count }, (_, partition) => ({
    ...{ topic, partition, records: [], oldest: 0n },
    waiting: new Set(),
  }));
}

function wakeAll({ waiting }: Partition): void {
  for (const wake of waiting) wake();
  waiting.clear();
}

const endOf = ({ oldest, records }: Partition): bigint => oldest + BigInt(records.length);

function partitionOf(topic: readonly Partition[], number: number): Partition {
  const partition = topic[number];
  if (partition === undefined) throw new Error(`there is no partition ${number}`);
  return partition;
}
