import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTopics } from '../../src/persistence/kafka/make-topics.js';
import { startServer, type Server } from './private-servers.js';
import { realServers } from './servers.js';

const servers = realServers();

describe.skipIf(servers === null)('the Kafka of the run', () => {
  it('gives back in order what was produced', async () => {
    const topic = `laurel-smoke-${String(process.pid)}`;
    const kafka = clientOf(servers!.kafka);
    await produce(kafka, topic, ['a', 'b', 'c']);

    expect(await consume(kafka, topic, 3)).toEqual(['a', 'b', 'c']);
    await withAdmin(kafka, (admin) => admin.deleteTopics({ topics: [topic] }));
  });
});

describe.skipIf(servers === null)('a Kafka of a test', () => {
  let server: Server;
  let kafka: Kafka;
  beforeAll(async () => {
    server = await startServer('kafka');
    kafka = clientOf(server.address);
  });
  afterAll(() => server.remove());

  it.each(['stop', 'kill'] as const)('has its records after %s and restart', async (end) => {
    await produce(kafka, end, ['before', end]);

    await server[end]();
    expect(await server.answers()).toBe(false);
    await server.restart();

    expect(await consume(kafka, end, 2)).toEqual(['before', end]);
  });

  it('answers nothing while it is frozen', async () => {
    await server.freeze();
    expect(await server.answers()).toBe(false);
    await server.thaw();

    // Its controller has declared it dead meanwhile, and takes it back at its next heartbeat.
    await expect.poll(() => server.answers(), { timeout: 30_000 }).toBe(true);
  });
});

function clientOf(brokers: string): Kafka {
  return new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
}

type Admin = ReturnType<Kafka['admin']>;

async function withAdmin(kafka: Kafka, work: (admin: Admin) => Promise<unknown>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await work(admin);
  await admin.disconnect();
}

async function produce(kafka: Kafka, topic: string, values: readonly string[]): Promise<void> {
  await withAdmin(kafka, (admin) => makeTopics(admin, [{ topic }]));
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ value })) });
  await producer.disconnect();
}

/** The first records of the topic. Resolves when they have come; the test's time limit ends it. */
async function consume(kafka: Kafka, topic: string, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: `${topic}-readers` });
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
      values.push(String(message.value));
      if (values.length === count) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return values;
}
