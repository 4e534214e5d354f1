/**
 * Sunbird's topic to Cassandra: a topic that is full before anybody reads, real servers of the
 * bench's own, Laurel's processes, and the time until every row is there. The rows are compared
 * with what the generator expects: a run that loses or doubles anything fails. Where one process
 * does the work, the clients alone do it beside it on the same servers (`cluster-clients.ts`).
 *
 *     node cluster.js COUNT [PROCESSES] [FLUSH_MS] [certificates]
 *
 * With `certificates` every batch has a template, so that whoever completes it is issued one.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'cassandra-driver';
import { LOCAL_DC } from '../../scripts/services/cassandra.js';
import { removeSet, startSet, type ServerSet } from '../../scripts/services/server-set.js';
import { sunbirdRows } from '../../test/cluster-system/sunbird-rows.js';
import { eventFiles, type EventFiles } from '../input.js';
import { report } from '../measure.js';
import type { Probed } from './cluster-probe.js';
import {
  runCommand,
  startLaurel,
  temporaryFile,
  type Environment,
  type LaurelProcess,
} from './cluster-process.js';
import { fillTopic, kafkaAt, lagOf, makeTopic } from './cluster-topic.js';
import { cpuSecondsOf } from './cluster-usage.js';

const count = Number(process.argv[2]);
const processes = Number(process.argv[3] ?? 1);
const flushMs = Number(process.argv[4] ?? 5000);
const withCertificates = process.argv[5] === 'certificates';

const SHARDS = 4;
const KEYSPACE = 'laurel_bench';
const PREFIX = 'bench';
const TOPIC = `${PREFIX}.coursebatch.job.request`;
const GROUP = `${PREFIX}.laurel.ingress`;
const SAMPLE_MS = 100;
/** Nothing was written for so long, and the topic is taken: everything is there. */
const QUIET_MS = 2 * flushMs;
const RUN_MS_MAX = 600_000;
const QUIET_POLL_MS = 1_000;
const SIGNATURE =
  'data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">' +
  '<path d="M5 20 L85 12" stroke="black"/></svg>';
const SERVERS = ['cassandra', 'kafka', 'redis'] as const;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const servers = await startSet({ durable: false, say });
try {
  report(await run(servers, eventFiles(count)));
} finally {
  await removeSet(servers);
}

type Figures = Readonly<Record<string, number>>;

async function run(set: ServerSet, files: EventFiles): Promise<Figures> {
  const env = environmentOf(set);
  const kafka = kafkaAt(set.kafka.address);
  await makeTopic(kafka, TOPIC, SHARDS);
  await install(env, files);
  await fillTopic(kafka, TOPIC, files.events);
  const usage = sampler(set);
  const names = Array.from({ length: processes }, (_, i) => `process-${String(i)}`);
  const laurels = await Promise.all(names.map((name) => startLaurel(env, name)));
  await untilQuiet(laurels, () => lagOf(kafka, TOPIC, GROUP));
  await untilRight(set, files);
  usage.stop();
  const probed = await Promise.all(laurels.map((one) => one.probe()));
  await Promise.all(laurels.map((one) => one.stop()));
  const measured = figures(laurels, probed, usage);
  return processes === 1 ? { ...measured, ...clientsAlone(set, measured) } : measured;
}

/** What the clients take for the same, and how Laurel stands to it. */
function clientsAlone(
  { cassandra, kafka }: ServerSet,
  { cpuPerThousandLaurel }: { readonly cpuPerThousandLaurel: number },
): Figures {
  const file = fileURLToPath(new URL('cluster-clients.js', import.meta.url));
  const args = ['--max-semi-space-size=64', file, String(count), TOPIC];
  const env = { BROKERS: kafka.address, CASSANDRA: cassandra.address, KEYSPACE };
  const out = execFileSync(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const alone = JSON.parse(String(out)) as { readonly cpuPerThousandClients: number };
  return { ...alone, laurelToClients: cpuPerThousandLaurel / alone.cpuPerThousandClients };
}

function environmentOf({ cassandra, kafka, redis }: ServerSet): Environment {
  return {
    ...{ LAUREL_PROFILE: 'cluster', LAUREL_AUTH: 'off', LAUREL_CLUSTER_SECRET: 'bench' },
    ...{ LAUREL_CREATE_SCHEMA: 'yes', LAUREL_ENV: PREFIX, LAUREL_LOG_LEVEL: 'error' },
    ...{ LAUREL_CASSANDRA_KEYSPACE: KEYSPACE, LAUREL_SHARDS: String(SHARDS) },
    LAUREL_CLUSTER_FLUSH_INTERVAL_MS: String(flushMs),
    ...{ CASSANDRA_CONTACT_POINTS: cassandra.address, CASSANDRA_LOCAL_DC: LOCAL_DC },
    ...{ KAFKA_BROKERS: kafka.address, REDIS_URL: `redis://${redis.address}` },
  };
}

/** Course, batches and learners are known before: the commands ask a server that then ends. */
async function install(env: Environment, { course, enrolments }: EventFiles): Promise<void> {
  const laurel = await startLaurel(env, 'installing');
  const rows = readFileSync(enrolments, 'utf8').trimEnd().split('\n');
  const batches = new Set(rows.map((row) => row.split(',')[2] ?? ''));
  const { courseId } = JSON.parse(readFileSync(course, 'utf8')) as { courseId: string };
  const lines = [...batches].map((batchId) =>
    JSON.stringify({
      ...{ courseId, batchId, name: `Batch ${batchId}` },
      ...{ enrollmentType: 'open', startDate: '2019-07-01' },
    }),
  );
  await runCommand(env, ['import', 'course', course]);
  await runCommand(env, ['import', 'batch', temporaryFile('batches', `${lines.join('\n')}\n`)]);
  if (withCertificates) {
    for (const batch of batches) await addTemplate(laurel.url, courseId, batch);
    const named = new Set(rows.map((row) => `${row.split(',')[0] ?? ''},Asha,Rao`));
    const users = ['userid,firstname,lastname', ...named].join('\n');
    await runCommand(env, ['import', 'users', temporaryFile('users', `${users}\n`)]);
  }
  await runCommand(env, ['import', 'enrolments', enrolments]);
  await laurel.stop();
}

async function addTemplate(url: string, courseId: string, batchId: string): Promise<void> {
  const template = {
    ...{ identifier: 'merit', name: 'Course Completion Certificate' },
    criteria: { enrollment: { status: 2 } },
    issuer: { name: 'State Council', url: 'https://example.org' },
    signatoryList: [{ name: 'A. Rao', id: 'ceo', designation: 'Director', image: SIGNATURE }],
  };
  const answer = await fetch(`${url}/v1/course/batch/cert/template/add`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ request: { batch: { courseId, batchId, template } } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

interface Sample {
  readonly at: number;
  readonly seconds: Readonly<Record<Server, number>>;
}

type Server = keyof ServerSet;
interface Usage {
  /** CPU seconds of a server between two moments, to a sample. */
  between(server: Server, from: number, to: number): number;
  stop(): void;
}

function sampler(set: ServerSet): Usage {
  const take = (): Sample => {
    const seconds = SERVERS.map((name) => [name, cpuSecondsOf(set[name].record().pid)]);
    return { at: Date.now(), seconds: Object.fromEntries(seconds) as Sample['seconds'] };
  };
  const samples = [take()];
  const timer = setInterval(() => samples.push(take()), SAMPLE_MS);
  const at = (moment: number): Sample | undefined =>
    samples.find((sample) => sample.at >= moment) ?? samples.at(-1);
  return {
    between: (server, from, to) =>
      (at(to)?.seconds[server] ?? 0) - (at(from)?.seconds[server] ?? 0),
    stop: () => clearInterval(timer),
  };
}

/** The topic is taken, and no snapshot has been written for more than a flush. */
async function untilQuiet(
  laurels: readonly LaurelProcess[],
  lag: () => Promise<number>,
): Promise<void> {
  const deadline = Date.now() + RUN_MS_MAX;
  while (Date.now() < deadline) {
    await wait(QUIET_POLL_MS);
    const all = await Promise.all(laurels.map((one) => one.probe()));
    const last = Math.max(...all.map((one) => one.lastSnapshotAt));
    if (last > 0 && Date.now() - last > QUIET_MS && (await lag()) === 0) return;
  }
  throw new Error('the topic is not taken, or rows are still being written');
}

/** Quiet proves nothing by itself: the rows are complete when they are, while processes run. */
async function untilRight(set: ServerSet, files: EventFiles): Promise<void> {
  const client = new Client({ contactPoints: [set.cassandra.address], localDataCenter: LOCAL_DC });
  const deadline = Date.now() + RUN_MS_MAX;
  for (;;) {
    const fault = await faultIn(client, files);
    if (fault === null) break;
    if (Date.now() > deadline) throw new Error(fault);
    await wait(QUIET_MS);
  }
  await client.shutdown();
}

/** What is not as the generator expects, as a sentence; `null` = nothing. */
async function faultIn(client: Client, files: EventFiles): Promise<string | null> {
  const { courseId, leafnodes } = JSON.parse(readFileSync(files.course, 'utf8')) as {
    courseId: string;
    leafnodes: Record<string, unknown>;
  };
  const units = Object.keys(leafnodes).filter((id) => id !== courseId);
  const found = await sunbirdRows(client, KEYSPACE, [courseId, ...units]);
  const expected = readFileSync(files.expected, 'utf8').trimEnd().split('\n');
  const wrong = expected.filter((line) => {
    const [learner = '', batch, progress, status, ...counts] = line.split(',');
    const row = found.get(learner);
    const text = row && [row.batch, row.progress, row.status, row.contents, ...row.counts].join();
    return text !== [batch, progress, status, progress, progress, ...counts].join();
  });
  if (wrong.length === 0) return null;
  const [first = ''] = wrong;
  const row = JSON.stringify(found.get(first.split(',')[0] ?? ''));
  return `${String(wrong.length)} learners are wrong; expected ${first}, found ${row}`;
}

/** The work is from the first record to the last snapshot; the start of a process is apart. */
function figures(
  laurels: readonly LaurelProcess[],
  probed: readonly Probed[],
  usage: Usage,
): Figures & { readonly cpuPerThousandLaurel: number } {
  const startedAt = Math.min(...laurels.map((one) => one.startedAt));
  const beganAt = Math.min(...probed.map((one) => one.firstRecordAt).filter((at) => at > 0));
  const endedAt = Math.max(...probed.map((one) => one.lastSnapshotAt));
  const sum = (field: (one: Probed) => number): number =>
    probed.reduce((total, one) => total + field(one), 0);
  const perThousand = (seconds: number): number => (seconds * 1000) / count;
  const cpu = (server: Server): number => perThousand(usage.between(server, beganAt, endedAt));
  const cpuLaurel = perThousand(sum(workOf));
  const cpuCassandra = cpu('cassandra');
  const eventsPerSecond = (count * 1000) / (endedAt - beganAt);
  return {
    ...{ events: count, processes, flushMs, shards: SHARDS },
    eventsPerSecond: Math.round(eventsPerSecond),
    eventsPerSecondFromStart: Math.round((count * 1000) / (endedAt - startedAt)),
    ...{ cpuPerThousandLaurel: cpuLaurel, cpuPerThousandCassandra: cpuCassandra },
    cpuPerThousandBusiest: perThousand(Math.max(...probed.map(workOf))),
    ...{ cpuPerThousandKafka: cpu('kafka'), cpuPerThousandRedis: cpu('redis') },
    cpuSecondsOfStart: sum((one) => one.cpuSecondsFirst),
    statementsPerEvent: sum((one) => one.statements) / count,
    requestsPerEvent: sum((one) => one.requests) / count,
    eventsPerFlushedEnrolment: count / sum((one) => one.snapshots),
    memoryMb: Math.max(...probed.map((one) => one.memoryMb)),
  };
}

function workOf({ cpuSecondsFirst, cpuSecondsLast }: Probed): number {
  return cpuSecondsLast - cpuSecondsFirst;
}
