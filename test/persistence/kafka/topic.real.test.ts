import { describe, expect, it, onTestFinished } from 'vitest';
import { openSharedLog, sharedLogLimits } from '../../../src/persistence/kafka/shared-log.js';
import { fittingTopic, type TopicNeeds } from '../../../src/persistence/kafka/topic.js';
import { valueOf } from '../../contract/open-store.js';
import { realServers } from '../../real/servers.js';
import {
  dropTopic,
  ignoreNotes,
  kafkaAt,
  needsOf,
  newTopic,
  openLog,
  recordsOf,
  uniqueName,
} from './opened.js';

const servers = realServers();

describe.skipIf(servers === null)('The topic of the log', () => {
  const kafka = kafkaAt(servers?.kafka ?? '');

  it('is made when it is missing and that is allowed, also by two at once', async () => {
    const topic = uniqueName();
    onTestFinished(() => dropTopic(kafka, topic));
    const needs = needsOf(topic, 3);

    const made = await Promise.all([1, 2].map(() => fittingTopic(kafka, needs, true)));

    expect(made.map(({ ok }) => ok)).toEqual([true, true]);
    expect((await fittingTopic(kafka, needs, false)).ok).toBe(true);
  });

  it('is missed by name when it may not be made', async () => {
    const topic = uniqueName();

    expect(await fittingTopic(kafka, needsOf(topic, 3), false)).toEqual({
      ok: false,
      error: { kind: 'missing-topic', topic },
    });
  });

  it.each<[string, Partial<TopicNeeds>, string, string]>([
    ['partitions', { partitions: 4 }, '3', '4'],
    ['retention.ms', { retentionMs: 7_200_000 }, '3600000', '7200000'],
    ['retention.ms', { retentionMs: -1 }, '3600000', '-1'],
    ['max.message.bytes', { messageBytesMax: 2_000_000 }, '1048588', '2000000'],
  ])('is refused for another %s, and left as it is', async (setting, wants, found, wanted) => {
    const topic = uniqueName();
    onTestFinished(() => dropTopic(kafka, topic));
    const needs = needsOf(topic, 3);
    expect((await fittingTopic(kafka, needs, true)).ok).toBe(true);

    const opened = await openSharedLog({
      ...{ kafka, mayCreate: true, process: uniqueName(), role: 'tester', note: ignoreNotes },
      needs: { ...needs, ...wants },
      limits: sharedLogLimits(1_000_000),
    });

    const error = { kind: 'unfit-topic', topic, setting, found, wanted };
    expect(opened).toEqual({ ok: false, error });
    expect((await fittingTopic(kafka, needs, false)).ok).toBe(true);
  });

  it('is unavailable when nobody answers', async () => {
    const opened = await fittingTopic(kafkaAt('127.0.0.1:1'), needsOf('topic', 1), true);

    expect(opened).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
  });
});

describe.skipIf(servers === null)('What Laurel sends', () => {
  it('bears its role, in the log and in the topics of others', async () => {
    const kafka = kafkaAt(servers!.kafka);
    const name = uniqueName();
    onTestFinished(() => dropTopic(kafka, name));
    const topic = await newTopic(kafka, 1);
    const log = await openLog(kafka, name, 1);
    const entry = { shard: 0, id: 'an id', blob: Buffer.from('entry') };

    await valueOf(log.append([entry], [{ topic, key: 'k', value: 'record' }]));

    expect(await recordsOf(kafka, name)).toEqual([
      { key: null, value: 'entry', headers: { laurel: 'tester', id: 'an id' } },
    ]);
    expect(await recordsOf(kafka, topic)).toEqual([
      { key: 'k', value: 'record', headers: { laurel: 'tester' } },
    ]);
  });

  it('fits into requests that brokers take, however small and many the entries are', async () => {
    const kafka = kafkaAt(servers!.kafka);
    const name = uniqueName();
    onTestFinished(() => dropTopic(kafka, name));
    const log = await openLog(kafka, name, 1);
    const entries = Array.from({ length: 25_000 }, (_, n) => ({
      shard: 0,
      id: `process-0123456789abcdef-${n}`,
      blob: Buffer.alloc(85, n),
    }));

    await valueOf(log.append(entries, []));

    expect(await valueOf(log.end(0))).toBe(25_000);
  });

  it('does not fail for others beside a record whose topic does not exist', async () => {
    const kafka = kafkaAt(servers!.kafka);
    const name = uniqueName();
    onTestFinished(() => dropTopic(kafka, name));
    const log = await openLog(kafka, name, 1);
    const entry = (id: string) => ({ shard: 0, id, blob: Buffer.from(id) });

    const [good, bad] = await Promise.all([
      log.append([entry('good')], []),
      log.append([entry('bad')], [{ topic: uniqueName(), key: null, value: 'lost' }]),
    ]);

    expect(good.ok).toBe(true);
    expect(bad).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  });
});
