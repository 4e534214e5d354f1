/** Topics on the real Kafka for the contract of their readers and writers. */
import { onTestFinished } from 'vitest';
import { SENDER_LIMITS } from '../../../src/persistence/kafka/sender.js';
import { newTopicReader } from '../../../src/persistence/kafka/topic-reader.js';
import {
  TOPIC_READER_LIMITS,
  type TopicReaderLimits,
} from '../../../src/persistence/kafka/topic-reader-limits.js';
import { newTopicWriter } from '../../../src/persistence/kafka/topic-writer.js';
import type {
  ReaderMode,
  StartAt,
  TopicReader,
  TopicReading,
} from '../../../src/persistence/topic-ports.js';
import type { OpenedTopics } from '../../contract/topic-reader.js';
import { ignoreNotes, kafkaAt, newTopic, trimTopic } from './opened.js';

/** Patience that a test can await. */
export const QUICK: TopicReaderLimits = {
  ...TOPIC_READER_LIMITS,
  retryPauseMs: 100,
  groupChecksMax: 10,
};

export async function openTopics(
  address: string,
  kafka = kafkaAt(address),
  limits = QUICK,
): Promise<OpenedTopics> {
  const topic = await newTopic(kafka, 2);
  const writer = newTopicWriter(kafka, 'tester', SENDER_LIMITS);
  const producer = kafka.producer();
  await producer.connect();
  onTestFinished(async () => {
    await writer.close();
    await producer.disconnect();
  });
  const nameOf = (group: string): string => `${topic}.${group}`;
  const open = (
    group: string,
    mode: ReaderMode,
    startAt: StartAt,
    reading: TopicReading,
  ): TopicReader =>
    newTopicReader(
      {
        ...{ kafka, mode, startAt, group: nameOf(group), topics: [topic] },
        ...{ limits, note: ignoreNotes },
      },
      reading,
    );
  return {
    topic,
    writer,
    foreign: async (partition, value) => {
      await producer.send({ topic, messages: [{ partition, value }] });
    },
    trim: (partition, below) => trimTopic(kafka, topic, partition, below),
    shared: (group, reading) => open(group, { kind: 'shared' }, { kind: 'earliest' }, reading),
    exclusive: (group, offsets, startAt, reading) => {
      const start: StartAt =
        typeof startAt === 'string'
          ? { kind: startAt }
          : { kind: 'group', group: nameOf(startAt.group) };
      return open(group, { kind: 'exclusive', offsets }, start, reading);
    },
  };
}
