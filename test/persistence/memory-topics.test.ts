import { describe } from 'vitest';
import { memoryTopics } from '../../src/persistence/memory-topics.js';
import { topicReaderContract } from '../contract/topic-reader.js';

const TOPIC = 'topic';

describe('In memory', () => {
  topicReaderContract(() => {
    const topics = memoryTopics(2, () => Date.now());
    const rules = (group: string) => ({ group, topics: [TOPIC] });
    return Promise.resolve({
      topic: TOPIC,
      writer: topics.writer(),
      foreign: (partition, value) => {
        topics.put(TOPIC, partition, value === null ? null : Buffer.from(value));
        return Promise.resolve();
      },
      trim: (partition, below) => Promise.resolve(topics.trim(TOPIC, partition, BigInt(below))),
      shared: (group, reading) =>
        topics.reader(
          { ...rules(group), mode: { kind: 'shared' }, startAt: { kind: 'earliest' } },
          reading,
        ),
      exclusive: (group, offsets, startAt, reading) =>
        topics.reader(
          {
            ...rules(group),
            mode: { kind: 'exclusive', offsets },
            startAt:
              typeof startAt === 'string' ? { kind: startAt } : { kind: 'group', ...startAt },
          },
          reading,
        ),
    });
  });
});
