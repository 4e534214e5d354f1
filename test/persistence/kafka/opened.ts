/** Topics, logs and clients on the real Kafka, each gone when its test ends. */
import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { onTestFinished } from 'vitest';
import { makeTopics } from '../../../src/persistence/kafka/make-topics.js';
import type { SharedLog } from '../../../src/persistence/cluster-ports.js';
import {
  KAFKA_TIMEOUTS,
  newKafka,
  type KafkaSettings,
} from '../../../src/persistence/kafka/client.js';
import {
  openSharedLog,
  sharedLogLimits,
  type SharedLogLimits,
} from '../../../src/persistence/kafka/shared-log.js';
import type { TopicNeeds } from '../../../src/persistence/kafka/topic.js';
import type { OpenedLog } from '../../contract/shared-log.js';

export const ignoreNotes = (): void => undefined;

/** `timeouts` for a broker that goes away: how soon that is noticed. */
export const kafkaAt = (
  address: string,
  timeouts: Pick<KafkaSettings, 'connectTimeoutMs' | 'requestTimeoutMs'> = KAFKA_TIMEOUTS,
): Kafka =>
  newKafka({
    brokers: [address],
    clientId: 'laurel-test',
    tls: null,
    sasl: null,
    ...timeouts,
    note: ignoreNotes,
  });

export const uniqueName = (): string => `test-${randomUUID().slice(0, 8)}`;

/** A topic of its own. */
export async function newTopic(
  kafka: Kafka,
  partitions: number,
  topic = uniqueName(),
): Promise<string> {
  const admin = kafka.admin();
  await admin.connect();
  await makeTopics(admin, [{ topic, numPartitions: partitions, replicationFactor: 1 }]);
  await admin.disconnect();
  onTestFinished(() => dropTopic(kafka, topic));
  return topic;
}

export async function dropTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
}

export async function trimTopic(
  kafka: Kafka,
  topic: string,
  partition: number,
  below: number,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  // Without it kafkajs does not know who leads the partitions.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(below) }] });
  await admin.disconnect();
}

/** Everything that a topic holds now. */
export async function recordsOf(
  kafka: Kafka,
  topic: string,
): Promise<{ key: string | null; value: string; headers: Record<string, string> }[]> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const wanted = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const records: { key: string | null; value: string; headers: Record<string, string> }[] = [];
  if (wanted === 0) return records;
  const consumer = kafka.consumer({ groupId: uniqueName(), maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: ({ message: { key, value, headers } }) => {
          const named = Object.entries(headers ?? {}).map(([name, of]) => [name, String(of)]);
          records.push({
            key: key === null ? null : String(key),
            value: String(value),
            headers: Object.fromEntries(named) as Record<string, string>,
          });
          if (records.length === wanted) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return records;
}

export const needsOf = (topic: string, partitions: number): TopicNeeds => ({
  topic,
  partitions,
  replication: 1,
  inSyncMin: 1,
  retentionMs: 3_600_000,
  messageBytesMax: 1_048_588,
});

/** A handle of a log whose topic is made if it is missing. */
export async function openLog(
  kafka: Kafka,
  topic: string,
  partitions: number,
  limits: SharedLogLimits = sharedLogLimits(1_000_000),
): Promise<SharedLog> {
  const opened = await openSharedLog({
    kafka,
    needs: needsOf(topic, partitions),
    mayCreate: true,
    process: uniqueName(),
    role: 'tester',
    limits,
    note: ignoreNotes,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  onTestFinished(() => opened.value.close());
  return opened.value;
}

/** Two handles on a new log. */
export async function openLogs(address: string): Promise<OpenedLog> {
  const kafka = kafkaAt(address);
  const name = uniqueName();
  onTestFinished(() => dropTopic(kafka, name));
  const topic = await newTopic(kafka, 1);
  return {
    log: await openLog(kafka, name, 2),
    other: await openLog(kafka, name, 2),
    topic,
    sent: async () => (await recordsOf(kafka, topic)).map(({ key, value }) => ({ key, value })),
    trim: (shard, below) => trimTopic(kafka, name, shard, below),
  };
}
