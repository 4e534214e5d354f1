/**
 * The floor of the cluster's work: kafkajs and Cassandra's driver alone. They read the same topic,
 * append as many bytes to a log and read it again, send two AUDIT records an event, and write each
 * learner's rows once. Every value is made before the first record comes; nothing is parsed, folded
 * or checked, and nothing would survive a crash.
 *
 *     node cluster-clients.js COUNT TOPIC
 */
import { readFileSync } from 'node:fs';
import { Client } from 'cassandra-driver';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { LOCAL_DC } from '../../scripts/services/cassandra.js';
import { eachOf } from '../../src/persistence/cassandra/in-flight.js';
import { KAFKA_TIMEOUTS, newKafka } from '../../src/persistence/kafka/client.js';
import { SENDER_LIMITS } from '../../src/persistence/kafka/sender.js';
import { newTopicWriter } from '../../src/persistence/kafka/topic-writer.js';
import { eventFiles } from '../input.js';
import { report } from '../measure.js';
import { makeTopic } from './cluster-topic.js';

const [count, topic = ''] = [Number(process.argv[2]), process.argv[3]];
const { BROKERS = '', CASSANDRA = '', KEYSPACE = '' } = process.env;

/** What Laurel makes of one event: in its log, as a snapshot, as an AUDIT record. */
const [LOGGED_BYTES, SNAPSHOT_BYTES, AUDIT_BYTES] = [160, 700, 640];
const [PARTITIONS, AT_ONCE] = [4, 64];
const LOG_TOPIC = 'clients.log';
const AUDIT = { topic: 'clients.audit', key: null, value: 'x'.repeat(AUDIT_BYTES) };

const NOW = new Date();
const STATE = Buffer.alloc(SNAPSHOT_BYTES, 'x');

type Batch = { readonly query: string; readonly params: readonly unknown[] }[];

const kafka = newKafka({
  ...{ brokers: [BROKERS], clientId: 'clients', tls: null, sasl: null },
  ...{
    ...KAFKA_TIMEOUTS,
    note: (message, detail) => void process.stderr.write(`${message} ${JSON.stringify(detail)}\n`),
  },
});
const client = new Client({ contactPoints: [CASSANDRA], localDataCenter: LOCAL_DC });
const writer = newTopicWriter(kafka, 'clients', SENDER_LIMITS);
await client.connect();
for (const name of [LOG_TOPIC, AUDIT.topic]) await makeTopic(kafka, name, PARTITIONS);
const batches = batchesOf(eventFiles(count));

const begun: NodeJS.CpuUsage[] = [];
const logged = reading(kafka, LOG_TOPIC, ({ batch }) =>
  batch.messages.reduce((sum, { value }) => sum + (value?.length ?? 0) / LOGGED_BYTES, 0),
);
const read = reading(kafka, topic, async ({ batch }) => {
  if (begun.length === 0) begun.push(process.cpuUsage());
  const { length } = batch.messages;
  const value = 'x'.repeat(LOGGED_BYTES * length);
  await sent([{ topic: LOG_TOPIC, key: null, value }]);
  await sent(Array.from({ length: 2 * length }, () => AUDIT));
  return length;
});
await Promise.all([read, logged]);
await eachOf(batches, AT_ONCE, (batch) => client.batch(batch, { prepare: true, logged: false }));
const { user, system } = process.cpuUsage(begun[0]);
report({ cpuPerThousandClients: (user + system) / 1e3 / count });
process.exit(0);

async function sent(records: Parameters<typeof writer.send>[0]): Promise<void> {
  const done = await writer.send(records);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}

/** Resolves when as many events are taken as there are. */
async function reading(
  from: Kafka,
  name: string,
  take: (payload: EachBatchPayload) => number | Promise<number>,
): Promise<void> {
  const consumer = from.consumer({ groupId: `${name}.clients` });
  await consumer.connect();
  await consumer.subscribe({ topic: name, fromBeginning: true });
  let taken = 0;
  await new Promise<void>((resolve) => {
    void consumer.run({
      partitionsConsumedConcurrently: PARTITIONS,
      eachBatchAutoResolve: true,
      eachBatch: async (payload) => {
        const more = await take(payload);
        taken += more;
        if (taken >= count) resolve();
      },
    });
  });
}

/** The rows of every learner in the end, as two requests: its own partition, and its aggregates. */
function batchesOf(files: ReturnType<typeof eventFiles>): Batch[] {
  const { courseId, leafnodes } = JSON.parse(readFileSync(files.course, 'utf8')) as {
    courseId: string;
    leafnodes: Record<string, string[]>;
  };
  const rows = readFileSync(files.expected, 'utf8').trimEnd().split('\n');
  return rows.flatMap((row) => {
    const [learner = '', batch = '', done = '', status = '', ...units] = row.split(',');
    const contents = (leafnodes[courseId] ?? []).slice(0, Number(done));
    const key = [learner, courseId, batch];
    const activities = Object.keys(leafnodes).filter(
      (id, i) => id === courseId || units[i - 1] !== '0',
    );
    return [
      [
        ...contents.map((content) => consumption(key, content)),
        enrolment(key, status, contents),
        snapshot(key),
      ],
      activities.map((activity) => aggregate(activity, learner, batch, contents.length)),
    ];
  });
}

function consumption(key: readonly string[], content: string): Batch[number] {
  return {
    query: `UPDATE ${KEYSPACE}.user_content_consumption SET status = ?, progress = ?, viewcount = ?,
    completedcount = ?, last_access_time = ?, last_completed_time = ?, last_updated_time = ?
    WHERE userid = ? AND courseid = ? AND batchid = ? AND contentid = ?`,
    params: [2, 100, 1, 1, NOW, NOW, NOW, ...key, content],
  };
}

function enrolment(
  key: readonly string[],
  status: string,
  contents: readonly string[],
): Batch[number] {
  return {
    query: `UPDATE ${KEYSPACE}.user_enrolments SET status = ?, progress = ?, lastreadcontentid = ?,
    lastreadcontentstatus = ?, datetime = ?, contentstatus = contentstatus + ?
    WHERE userid = ? AND courseid = ? AND batchid = ?`,
    params: [
      ...[Number(status), contents.length, contents[0], 2, NOW],
      ...[Object.fromEntries(contents.map((id) => [id, 2])), ...key],
    ],
  };
}

function snapshot(key: readonly string[]): Batch[number] {
  return {
    query: `INSERT INTO ${KEYSPACE}.laurel_snapshot (userid, courseid, batchid, state)
    VALUES (?, ?, ?, ?)`,
    params: [...key, STATE],
  };
}

function aggregate(
  activity: string,
  learner: string,
  batch: string,
  completed: number,
): Batch[number] {
  return {
    query: `UPDATE ${KEYSPACE}.user_activity_agg SET aggregates = aggregates + ?,
    agg_last_updated = agg_last_updated + ?
    WHERE activity_type = ? AND activity_id = ? AND user_id = ? AND context_id = ?`,
    params: [
      ...[{ completedCount: completed }, { completedCount: NOW }],
      ...['Course', activity, learner, `cb:${batch}`],
    ],
  };
}
