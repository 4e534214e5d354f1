/**
 * Rides in a process of Laurel (`node --import`) and counts what it asks of Cassandra, so that the
 * program itself holds no counter that only a benchmark reads. Answers its parent's messages.
 */
import cassandra, { type Client } from 'cassandra-driver';
import kafkajs, { type Consumer, type ConsumerConfig, type EachBatchHandler } from 'kafkajs';
import { memoryMb } from '../measure.js';

/** What a process of Laurel has used and asked for since it started. Times are `Date.now()`. */
export interface Probed {
  readonly cpuSeconds: number;
  readonly memoryMb: number;
  /** Round trips to Cassandra; a batch is one. */
  readonly requests: number;
  /** Statements, those within batches counted one by one. */
  readonly statements: number;
  readonly byTable: Readonly<Record<string, number>>;
  /** Sunbird's topics brought their first record; 0 = not yet. */
  readonly firstRecordAt: number;
  /** The last snapshot was answered for; 0 = none yet. */
  readonly lastSnapshotAt: number;
  /** What the process had used by these two moments. */
  readonly cpuSecondsFirst: number;
  readonly cpuSecondsLast: number;
  /** Snapshots of enrolments that were written. */
  readonly snapshots: number;
}

let [requests, statements, snapshots] = [0, 0, 0];
let isReading = false;
let [firstRecordAt, lastSnapshotAt, cpuSecondsFirst, cpuSecondsLast] = [0, 0, 0, 0];
const byTable: Record<string, number> = {};
const tables = new Map<string, string>();

type Execute = Client['execute'];
type Batch = Client['batch'];
type Method = (...args: never[]) => Promise<unknown>;

const driver = cassandra.Client.prototype as unknown as Record<'execute' | 'batch', Method>;
const execute = driver.execute as unknown as Execute;
/** Without a callback it answers with a promise, though its types name the other form last. */
const batch = driver.batch as unknown as (...args: Parameters<Batch>) => Promise<unknown>;

driver.execute = function (this: Client, ...args: Parameters<Execute>) {
  requests++;
  count(args[0]);
  return execute.apply(this, args);
} as unknown as Method;

driver.batch = async function (this: Client, ...args: Parameters<Batch>) {
  requests++;
  const queries = args[0].map((one) => (typeof one === 'string' ? one : one.query));
  for (const query of queries) count(query);
  const answered = await batch.apply(this, args);
  const written = queries.filter((query) => query.includes('laurel_snapshot')).length;
  if (written === 0) return answered;
  snapshots += written;
  lastSnapshotAt = Date.now();
  if (!isReading) setImmediate(readCpu);
  isReading = true;
  return answered;
};

/** Once for all answers of a moment: to read it costs as much as a request. */
function readCpu(): void {
  isReading = false;
  cpuSecondsLast = cpuSeconds();
}

const kafka = kafkajs.Kafka.prototype as unknown as { consumer(config: ConsumerConfig): Consumer };
const newConsumer = kafka.consumer;
kafka.consumer = function (this: kafkajs.Kafka, config: ConsumerConfig): Consumer {
  const consumer = newConsumer.call(this, config);
  const run = consumer.run.bind(consumer);
  if (!config.groupId.endsWith('.laurel.ingress')) return consumer;
  consumer.run = (options) => run({ ...options, eachBatch: began(options?.eachBatch) });
  return consumer;
};

function began(eachBatch: EachBatchHandler | undefined): EachBatchHandler {
  return async (payload) => {
    if (firstRecordAt === 0) [firstRecordAt, cpuSecondsFirst] = [Date.now(), cpuSeconds()];
    await eachBatch?.(payload);
  };
}

process.on('message', () => {
  process.send?.({
    ...{ cpuSeconds: cpuSeconds(), memoryMb: memoryMb(), requests, statements, byTable },
    ...{ firstRecordAt, lastSnapshotAt, cpuSecondsFirst, cpuSecondsLast, snapshots },
  } satisfies Probed);
});
// The parent decides when the process ends, by a signal as everywhere else.
process.channel?.unref();

function count(query: string): void {
  statements++;
  let table = tables.get(query);
  if (table === undefined) tables.set(query, (table = tableOf(query)));
  byTable[table] = (byTable[table] ?? 0) + 1;
}

const tableOf = (query: string): string =>
  /(?:INTO|UPDATE|FROM)\s+([\w.]+)/.exec(query)?.[1]?.split('.').at(-1) ?? 'other';

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
