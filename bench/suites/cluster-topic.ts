/** Fills Sunbird's topic before anybody reads it, and says how much of it is taken. */
import { readFileSync } from 'node:fs';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

/** Below a broker's limit of a megabyte a batch. */
const PORTION = 1_000;

export const kafkaAt = (brokers: string): Kafka =>
  new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });

/** Makes a topic before Laurel would, with as many partitions as shall be. */
export async function makeTopic(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  const topics = [{ topic, numPartitions: partitions }];
  await admin.createTopics({ topics, waitForLeaders: true });
  await admin.disconnect();
}

/** Puts every line of the file into a topic, keyed by user id. */
export async function fillTopic(kafka: Kafka, topic: string, file: string): Promise<void> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  for (let from = 0; from < lines.length; from += PORTION) {
    const messages = lines
      .slice(from, from + PORTION)
      .map((value) => ({ key: /"userId":"([^"]+)"/.exec(value)?.[1] ?? null, value }));
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
}

/** Records of the topic that the group has not committed. */
export async function lagOf(kafka: Kafka, topic: string, group: string): Promise<number> {
  const admin = kafka.admin();
  try {
    const ends = await admin.fetchTopicOffsets(topic);
    const [held] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const taken = new Map(held?.partitions.map(({ partition, offset }) => [partition, offset]));
    return ends.reduce(
      (sum, { partition, high }) =>
        sum + Number(high) - Math.max(0, Number(taken.get(partition) ?? 0)),
      0,
    );
  } finally {
    await admin.disconnect();
  }
}
