/**
 * An environment of Sunbird's topics on the real Kafka, and what a test does there as others do it:
 * produce, trim, read. Its topics are gone when `remove` resolves.
 */
import { randomUUID } from 'node:crypto';
import type { Kafka, Message } from 'kafkajs';
import { vi } from 'vitest';
import { makeTopics } from '../../src/persistence/kafka/make-topics.js';
import { OUTPUT_TOPICS } from '../../src/gateway/events/record.js';
import { INPUT_TOPICS } from '../../src/gateway/topics/parse-topic.js';
import type { Servers } from '../real/servers.js';
import { kafkaAt, recordsOf, trimTopic } from '../persistence/kafka/opened.js';
import type { Server, Settings } from '../system/program.js';

const AT_ONCE = 1_000;

/** How long a server that was killed stays in its group, and reading starts after that. */
export const WAIT = { timeout: 60_000, interval: 25 };

/** What `/health` tells of one topic. */
export type Tally = Readonly<Record<string, number>>;

export interface TopicsCheck {
  readonly healthy: boolean;
  readonly oldestUntakenMs: number;
  readonly trouble: string;
  readonly topics: Readonly<Record<string, Tally>>;
}

export interface Environment {
  /** `LAUREL_ENV`. */
  readonly env: string;
  /** Settings of an embedded server that reads these topics. */
  readonly settings: Settings;
  readonly kafka: Kafka;
  /** Makes the topics, as whoever runs the brokers does. */
  make(topics: readonly string[]): Promise<void>;
  /** Names of this environment's topics that are there, in order, without its prefix. */
  there(): Promise<string[]>;
  /** Produces texts in order, keyed by the user that they name or by nothing. */
  produce(topic: string, texts: readonly string[]): Promise<void>;
  trim(topic: string, partition: number, below: number): Promise<void>;
  /** Everything that a topic holds now. */
  records(topic: string): ReturnType<typeof recordsOf>;
  remove(): Promise<void>;
}

export async function openEnvironment(servers: Servers): Promise<Environment> {
  const env = `emb${randomUUID().slice(0, 8)}`;
  const kafka = kafkaAt(servers.kafka);
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  const full = (topic: string): string => `${env}.${topic}`;
  const there = async (): Promise<string[]> => {
    const all = await admin.listTopics();
    const ours = all.filter((topic) => topic.startsWith(full('')));
    return ours.map((topic) => topic.slice(full('').length)).sort();
  };
  return {
    ...{ env, kafka, there },
    settings: { KAFKA_BROKERS: servers.kafka, LAUREL_ENV: env, LAUREL_FLUSH_INTERVAL_MS: '100' },
    make: async (topics) => {
      await makeTopics(
        admin,
        topics.map((topic) => ({ topic: full(topic), numPartitions: 2 })),
      );
    },
    produce: async (topic, texts) => {
      for (let from = 0; from < texts.length; from += AT_ONCE) {
        const messages = texts.slice(from, from + AT_ONCE).map(messageOf);
        await producer.send({ topic: full(topic), messages });
      }
    },
    trim: (topic, partition, below) => trimTopic(kafka, full(topic), partition, below),
    records: (topic) => recordsOf(kafka, full(topic)),
    remove: async () => {
      const topics = (await there()).map(full);
      if (topics.length > 0) await admin.deleteTopics({ topics });
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

/** Every topic that Laurel reads or writes, without a prefix. */
export const ALL_TOPICS: readonly string[] = [...new Set([...INPUT_TOPICS, ...OUTPUT_TOPICS])];

function messageOf(value: string): Message {
  const { edata } = JSON.parse(value) as { readonly edata?: { readonly userId?: string } };
  return { key: edata?.userId ?? null, value };
}

/** How a server's reading goes. */
export async function topicsOf({ url }: Pick<Server, 'url'>): Promise<TopicsCheck> {
  const response = await fetch(`${url}/health`);
  const { result } = (await response.json()) as { result: { checks: Named[] } };
  const check = result.checks.find(({ name }) => name === 'topics');
  if (check === undefined) throw new Error('the server reads no topics');
  return check;
}

type Named = TopicsCheck & { readonly name: string };

/** Resolves with a topic's tally once so many records of it are counted, and all are durable. */
export async function taken(
  env: string,
  server: Server,
  topic: string,
  count: number,
): Promise<Tally> {
  return vi.waitFor(async () => {
    const { topics, oldestUntakenMs } = await topicsOf(server);
    const tally = topics[`${env}.${topic}`] ?? {};
    if (tally['events'] !== count || oldestUntakenMs > 0) {
      throw new Error(`${topic}: ${JSON.stringify({ tally, oldestUntakenMs })}`);
    }
    return tally;
  }, WAIT);
}

/** Asks a server to end in order, and waits for it. */
export async function stopped({ child, ended }: Server): Promise<void> {
  child.kill('SIGTERM');
  const { code, err } = await ended;
  if (code !== 0) throw new Error(`the server ended with ${String(code)}: ${err}`);
}
