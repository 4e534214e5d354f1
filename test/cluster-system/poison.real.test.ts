/**
 * Records on Sunbird's topics that nobody can use: each is counted once and kept under its place,
 * upstream's failed topics hear of it, and the stream goes on.
 */
import { CompressionTypes } from 'kafkajs';
import { unpack } from 'msgpackr';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FAILED, INPUT_TOPICS, type InputTopic } from '../../src/gateway/topics/parse-topic.js';
import type { DeadLetter } from '../../src/persistence/ports.js';
import { realServers } from '../real/servers.js';
import { cleanUp } from '../system/program.js';
import { answeredBy, openClass, rowsFor, rowsOnce, type Class } from './agreement.js';
import { Fleet, health, type Process } from './fleet.js';

const servers = realServers();
const WAIT = { timeout: 60_000, interval: 200 };
/** What a broker takes at most by default, less the frame of a record. */
const RECORD_BYTES = 1_048_588 - 200;
const LONG = 'x'.repeat(RECORD_BYTES);

/** Texts that are poison on every topic, `null` being no value at all. */
const ANYWHERE: readonly (string | null)[] = [
  ...[null, '', 'not JSON', '{"edata":', 'null', '[1,2]', '"text"', '\u0000\u0001'],
  ...['['.repeat(200_000), LONG],
];

const COLLECTION = 'application/vnd.ekstep.content-collection';

/** More poison of single topics: wrong types, prototypes, ids that are none. */
const OF_TOPIC: Readonly<Record<InputTopic, readonly string[]>> = {
  'coursebatch.job.request': [
    progress({ userId: 7 }),
    progress({ userId: '\ud800' }),
    progress({ contents: 'l1' }),
    progress({ courseId: null }),
    '{"__proto__":{"edata":{"action":"batch-enrolment-update"}}}',
  ],
  'batch.enrolment.sync.request': [
    JSON.stringify({ edata: { action: 'user-enrolment-sync', userId: {}, courseId: 'c' } }),
    '{"edata":{"action":"user-enrolment-sync","__proto__":{"userId":"u","courseId":"c"}}}',
  ],
  'telemetry.assess': [
    JSON.stringify({ userId: [], courseId: 'c', batchId: 'b' }),
    JSON.stringify({ userId: 'u', courseId: 'c', batchId: 'b', events: 'x', assessmentTs: 1 }),
  ],
  'issue.certificate.request': [
    JSON.stringify({
      edata: { action: 'issue-certificate', courseId: 'c', batchId: 'b', userIds: 'u' },
    }),
  ],
  'generate.certificate.request': [
    JSON.stringify({ edata: {} }),
    JSON.stringify({ edata: { userId: 7, related: [] } }),
  ],
  'telemetry.audit': [
    JSON.stringify({ object: { type: 'User', id: { a: 1 } }, edata: { state: 'Create' } }),
  ],
  'content.postpublish.request': [
    JSON.stringify({
      edata: { action: 'post-publish-process', mimeType: COLLECTION, identifier: 7 },
    }),
  ],
};

const poisonOf = (topic: InputTopic): (string | null)[] => [...ANYWHERE, ...OF_TOPIC[topic]];

const COUNT = INPUT_TOPICS.reduce((sum, topic) => sum + poisonOf(topic).length, 0);
const LEARNERS = 20;
const LESSONS = 4;
/** Together more than an entry of the log may hold. */
const LONG_EVENTS = 2_000;

interface Tally {
  readonly events: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly ignored: number;
  readonly rejected: number;
  readonly dead: number;
}

describe.skipIf(servers === null)(`${COUNT} poison records on 7 topics`, () => {
  let fleet: Fleet;
  let process: Process;
  let course: Class;
  let tallies: Readonly<Record<string, Tally>> = {};

  beforeAll(async () => {
    fleet = new Fleet(servers!);
    // What Laurel itself tells on a topic that it reads is ignored there, and counted.
    process = await fleet.start({ LAUREL_COURSE_COMPLETED_RECORD: 'no' });
    await fleet.shared(1);
    const size = { learners: LEARNERS, lessons: LESSONS };
    course = await openClass(fleet, process.client, 'poison', size);
    await produce();
    const wanted = Object.fromEntries(INPUT_TOPICS.map((t) => [fleet.topic(t), putOn(t).length]));
    await vi.waitUntil(async () => {
      tallies = await readTallies();
      const seen = Object.entries(wanted).every(([t, n]) => (tallies[t]?.events ?? 0) >= n);
      return seen && (await lag()) === 0n;
    }, WAIT);
  }, 120_000);
  afterAll(async () => {
    await fleet.remove();
    await cleanUp();
  });

  it('counts every record once: in = applied + ignored + dead', () => {
    for (const topic of INPUT_TOPICS) {
      const good = goodOn(topic).length;
      expect([topic, tallies[fleet.topic(topic)]]).toEqual([
        topic,
        {
          ...{ events: putOn(topic).length, applied: good, dead: poisonOf(topic).length },
          ...{ duplicates: 0, ignored: 0, rejected: 0 },
        },
      ]);
    }
    const all = Object.values(tallies);
    const sum = (of: (tally: Tally) => number): number => all.reduce((n, t) => n + of(t), 0);
    console.log(
      `poison: ${sum((t) => t.events)} in = ${sum((t) => t.applied)} applied + ${COUNT} dead`,
    );
  });

  it('keeps each under its topic, partition and offset', async () => {
    const rows = await fleet.rows('SELECT source, position, letter FROM ?.laurel_dead_letter');
    const kept = new Map<string, Set<string>>();
    for (const row of rows) {
      const letter = unpack(row['letter'] as Buffer) as DeadLetter;
      expect([letter.source, letter.position]).toEqual([row['source'], row['position']]);
      expect(letter.position).toMatch(/^\d+:\d+$/);
      const places = kept.get(letter.source) ?? new Set();
      kept.set(letter.source, places.add(letter.position));
    }
    const counts = [...kept].map(([source, places]) => [source, places.size]);
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(INPUT_TOPICS.map((t) => [fleet.topic(t), poisonOf(t).length])),
    );
  });

  it("sends a record for each to upstream's failed topic, where there is one", async () => {
    const sent: Record<string, number> = {};
    const wanted: Record<string, number> = {};
    for (const topic of INPUT_TOPICS) {
      const failed = FAILED[topic];
      if (failed === null) continue;
      sent[failed.topic] = await recordsOn(fleet.topic(failed.topic));
      wanted[failed.topic] = poisonOf(topic).length;
    }

    expect(sent).toEqual(wanted);
  });

  it('applies every good record between them, long ones and many at once', async () => {
    const expected = Object.fromEntries(course.learners.map((l) => [l, course.lessons]));

    expect(await answeredBy(process.client, course)).toEqual(expected);
    const rows = rowsFor(course, expected);
    expect(await rowsOnce(fleet, course, rows)).toEqual(rows);
  });

  it('comes to be healthy and names no trouble', async () => {
    const isWell = async (): Promise<boolean> => {
      const { text } = await health(process);
      return (JSON.parse(text) as { result: { healthy: boolean } }).result.healthy;
    };
    await vi.waitUntil(isWell, WAIT).catch(() => undefined);

    expect((await health(process)).text).toContain('"healthy":true,"checks"');
  });

  /** Good records: progress of each learner, and records that are long or many. */
  function goodOn(topic: InputTopic): string[] {
    if (topic !== 'coursebatch.job.request') return [];
    const { place, learners, lessons } = course;
    const of = (userId: string, contents: readonly unknown[]): string =>
      progress({ userId, ...place, contents });
    const done = learners.flatMap((learner) =>
      lessons.map((contentId) => of(learner, [{ contentId, status: 2 }])),
    );
    return [...done, longOne(), ...Array.from({ length: LONG_EVENTS }, (_, i) => strange(i))];
  }

  /** Contents that belong to no course count for nobody, but they are work all the same. */
  const strange = (i: number): string =>
    progress({ userId: `${fleet.name}-s${i}`, ...STRANGE, contents: contentsOf(12) });

  /** As long as a broker takes it. */
  const longOne = (): string =>
    progress({ userId: `${fleet.name}-long`, ...STRANGE, contents: contentsOf(7_000) });

  function putOn(topic: InputTopic): (string | null)[] {
    const [poison, good] = [poisonOf(topic), goodOn(topic)];
    return good.length === 0 ? poison : [...poison.slice(0, 5), ...good, ...poison.slice(5)];
  }

  async function produce(): Promise<void> {
    const producer = fleet.kafka.producer();
    await producer.connect();
    for (const topic of INPUT_TOPICS) {
      const values = putOn(topic).map((value, i) => ({ key: String(i), value }));
      const [long, short] = [values.filter(isLong), values.filter((one) => !isLong(one))];
      const sending = { topic: fleet.topic(topic), compression: CompressionTypes.None };
      for (const message of long) await producer.send({ ...sending, messages: [message] });
      for (let i = 0; i < short.length; i += AT_ONCE) {
        await producer.send({ ...sending, messages: short.slice(i, i + AT_ONCE) });
      }
    }
    await producer.disconnect();
  }

  async function readTallies(): Promise<Readonly<Record<string, Tally>>> {
    const { text } = await health(process);
    const { result } = JSON.parse(text) as {
      result: { checks: { name: string; topics?: Record<string, Tally> }[] };
    };
    return result.checks.find(({ name }) => name === 'topics')?.topics ?? {};
  }

  /** Records of the input topics that the group has not taken. */
  async function lag(): Promise<bigint> {
    const admin = await fleet.admin();
    const topics = INPUT_TOPICS.map((topic) => fleet.topic(topic));
    const groupId = `${fleet.name}.laurel.ingress`;
    const taken = await admin.fetchOffsets({ groupId, topics });
    let behind = 0n;
    for (const { topic, partitions } of taken) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        const at = BigInt(partitions.find((one) => one.partition === partition)?.offset ?? '0');
        behind += BigInt(high) - (at < 0n ? 0n : at);
      }
    }
    return behind;
  }

  async function recordsOn(topic: string): Promise<number> {
    const admin = await fleet.admin();
    const bounds = await admin.fetchTopicOffsets(topic);
    return bounds.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
  }
});

const STRANGE = { courseId: 'do_strange', batchId: 'strange' };
const AT_ONCE = 200;

const isLong = ({ value }: { readonly value: string | null }): boolean =>
  value !== null && value.length > 100_000;

const contentsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ contentId: `do_${i}_`.padEnd(100, 'x'), status: 2 }));

function progress(edata: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    ...{ eid: 'BE_JOB_REQUEST', ets: Date.now(), mid: 'LMS.1' },
    edata: {
      ...{ action: 'batch-enrolment-update', iteration: 1 },
      ...{ courseId: 'c', batchId: 'b', userId: 'u', contents: [{ contentId: 'c', status: 2 }] },
      ...edata,
    },
  });
}
