import { describe, expect, it, onTestFinished } from 'vitest';
import { SENDER_LIMITS } from '../../../src/persistence/kafka/sender.js';
import { newTopicReader } from '../../../src/persistence/kafka/topic-reader.js';
import { newTopicWriter } from '../../../src/persistence/kafka/topic-writer.js';
import { valueOf } from '../../contract/open-store.js';
import { hearing } from '../../contract/topic-hearing.js';
import { realServers } from '../../real/servers.js';
import { ignoreNotes, kafkaAt, newTopic, uniqueName } from './opened.js';
import { QUICK } from './opened-topics.js';

const servers = realServers();

describe.skipIf(servers === null)('A topic that does not exist yet', () => {
  it('keeps no other from being read, and is read when it is made', async () => {
    const kafka = kafkaAt(servers!.kafka);
    const present = await newTopic(kafka, 1);
    const missing = uniqueName();
    const heard = hearing();
    const writer = newTopicWriter(kafka, 'tester', SENDER_LIMITS);
    const reader = newTopicReader(
      {
        ...{ kafka, group: `${present}.group`, topics: [missing, present] },
        ...{ mode: { kind: 'shared' }, startAt: { kind: 'earliest' } },
        limits: { ...QUICK, missingCheckMs: 100 },
        note: ignoreNotes,
      },
      heard.reading,
    );
    onTestFinished(async () => {
      await writer.close();
      await reader.close();
    });
    await valueOf(writer.send([{ topic: present, key: null, value: 'a' }]));
    await heard.records(1);

    await newTopic(kafka, 1, missing);
    await valueOf(writer.send([{ topic: missing, key: null, value: 'b' }]));
    await valueOf(writer.send([{ topic: present, key: null, value: 'c' }]));
    await heard.records(3);

    // What was read before is not read again, though it was never said to be taken.
    expect(heard.texts().sort()).toEqual(['a', 'b', 'c']);
    expect(await valueOf(reader.lag())).toHaveLength(2);
  });
});
