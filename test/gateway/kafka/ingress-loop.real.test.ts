/** The loop on the real Kafka: stopped in mid topic, and started again. */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ok } from '../../../src/domain/result.js';
import type { Tally } from '../../../src/engine.js';
import { INGRESS_LOOP_LIMITS, startIngressLoop } from '../../../src/gateway/kafka/ingress-loop.js';
import { newTopicReader } from '../../../src/persistence/kafka/topic-reader.js';
import { TOPIC_READER_LIMITS } from '../../../src/persistence/kafka/topic-reader-limits.js';
import { SENDER_LIMITS } from '../../../src/persistence/kafka/sender.js';
import { newTopicWriter } from '../../../src/persistence/kafka/topic-writer.js';
import { valueOf } from '../../contract/open-store.js';
import { ignoreNotes, kafkaAt, newTopic } from '../../persistence/kafka/opened.js';
import { realServers } from '../../real/servers.js';

const MANY = 20_000;
const servers = realServers();

describe.skipIf(servers === null)('The ingress loop on Kafka', () => {
  it('takes every record at least once though it is stopped in the middle', async () => {
    const kafka = kafkaAt(servers!.kafka);
    const topic = await newTopic(kafka, 4);
    const writer = newTopicWriter(kafka, 'tester', SENDER_LIMITS);
    onTestFinished(() => writer.close());
    const texts = Array.from({ length: MANY }, (_, n) => `record ${n}`);
    await valueOf(writer.send(texts.map((value) => ({ topic, key: value, value }))));

    const first = started(topic);
    await vi.waitFor(() => expect(first.texts.length).toBeGreaterThan(MANY / 4), WAIT);
    await first.loop.stop();
    const second = started(topic);
    await vi.waitFor(() => {
      expect(new Set([...first.texts, ...second.texts]).size).toBe(MANY);
    }, WAIT);
    await vi.waitFor(() => expect(second.loop.status().oldestUntakenMs).toBe(0), WAIT);

    const lag = await valueOf(second.loop.reader.lag());
    expect(lag.map(({ records }) => records)).toEqual([0n, 0n, 0n, 0n]);
    expect(second.loop.status().tallies.get(topic)?.events).toBe(second.texts.length);
    // What the first had said to be taken did not come again.
    expect(second.texts).toHaveLength(MANY - first.texts.length);
  });

  it('loses nothing while processes join and leave', async () => {
    const kafka = kafkaAt(servers!.kafka);
    const topic = await newTopic(kafka, 4);
    const writer = newTopicWriter(kafka, 'tester', SENDER_LIMITS);
    onTestFinished(() => writer.close());
    const sent: string[] = [];
    const all = [started(topic)];
    const seen = (): number => new Set(all.flatMap(({ texts }) => texts)).size;
    const send = async (): Promise<void> => {
      const texts = Array.from({ length: 500 }, (_, n) => `record ${sent.length + n}`);
      sent.push(...texts);
      await valueOf(writer.send(texts.map((value) => ({ topic, key: value, value }))));
    };

    for (let round = 0; round < 4; round++) {
      const joined = started(topic);
      all.push(joined);
      await send();
      // Until the one that joined has its share, records go on coming.
      await vi.waitFor(async () => {
        await send();
        expect(joined.texts.length).toBeGreaterThan(0);
      }, WAIT);
      await all.at(-2)!.loop.stop();
      await send();
    }

    await vi.waitFor(() => expect(seen()).toBe(sent.length), WAIT);
    const last = all.at(-1)!;
    await vi.waitFor(() => expect(last.loop.status().oldestUntakenMs).toBe(0), WAIT);
    const lag = await valueOf(last.loop.reader.lag());
    expect(lag.map(({ records }) => records)).toEqual([0n, 0n, 0n, 0n]);
  });

  /** A loop whose engine takes everything and remembers it. */
  function started(topic: string) {
    const tally: Tally = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
    const texts: string[] = [];
    const loop = startIngressLoop({
      topics: new Map([
        [
          topic,
          {
            input: 'coursebatch.job.request',
            source: {
              tally,
              ignore: () => undefined,
              bury: () => undefined,
              flushed: () => Promise.resolve(ok(undefined)),
            },
            ingress: {
              take: async ({ text }) => {
                // Lets the test stop the loop in the middle of a portion.
                if (texts.length % 500 === 0) await setTimeout(1);
                texts.push(text);
                tally.events++;
                return ok(undefined);
              },
            },
          },
        ],
      ]),
      limits: { ...INGRESS_LOOP_LIMITS, cutIntervalMs: 50 },
      open: (reading) =>
        newTopicReader(
          {
            kafka: kafkaAt(servers!.kafka),
            group: `${topic}.group`,
            topics: [topic],
            mode: { kind: 'shared' },
            startAt: { kind: 'earliest' },
            limits: LIMITS,
            note: ignoreNotes,
          },
          reading,
        ),
      isOwn: () => false,
      keep: () => Promise.resolve(ok(undefined)),
      stopped: (why) => {
        throw new Error(JSON.stringify(why));
      },
      note: ignoreNotes,
      now: () => Date.now(),
      pause: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
    });
    onTestFinished(() => loop.stop());
    return { loop, texts };
  }
});

/** Who hears of a joining at the next heartbeat shall hear soon. */
const LIMITS = {
  ...TOPIC_READER_LIMITS,
  fetch: { ...TOPIC_READER_LIMITS.fetch, heartbeatIntervalMs: 200 },
};

const WAIT = { timeout: 60_000, interval: 20 };
