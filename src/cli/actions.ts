/**
 * What each command of the program does: opens what it needs, runs it, closes it again. Writers
 * take the data folder's lock; readers work beside a running server.
 */
import { existsSync } from 'node:fs';
import { openReader, type Laurel, type Reader } from '../compose.js';
import { faultText, parseConfig, publicUrlOf, type Config, type Environment } from '../config.js';
import { NEVER, type BatchId } from '../domain/ids.js';
import type { Engine, Source } from '../engine.js';
import { serviceAt } from '../follow.js';
import { BATCH_ID_RANDOM_MAX, batchIdOf } from '../gateway/batch-id.js';
import { parseStreamEvent, type StreamContext, type StreamEvent } from '../gateway/stream-event.js';
import type { InputTopic } from '../gateway/topics/parse-topic.js';
import { zoneOf } from '../gateway/zone.js';
import { ingressOf } from '../ingress.js';
import { USERS_DB } from '../persistence/redis/users.js';
import { frameworkService } from '../services/framework-service.js';
import { listLetters, showLetter } from './dlq.js';
import {
  folderFinding,
  nodeFinding,
  reportFindings,
  serverFinding,
  storeContents,
  type Finding,
} from './doctor.js';
import { importFile } from './import.js';
import { openInput, type Input } from './input.js';
import { openErrorText } from './open-error.js';
import { openWriter } from './open-writer.js';
import type { Actions } from './program.js';
import { replay, type TakeRecord } from './replay.js';
import { runBatches } from './run-job.js';
import { runWaiting } from './run-waiting.js';
import { showConfig } from './show-config.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';
import { userCacheFinding } from './user-cache-finding.js';
import type { Categories } from './user-cache-indexer-entries.js';
import { ANONYMOUS_DB, runUserCacheIndexer, type IndexServers } from './user-cache-indexer-run.js';

export interface ActionParts {
  readonly env: Environment;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly serve: () => Promise<ExitCode>;
}

/** The commands on this machine: its environment, files and terminal. */
export function actionsOf(parts: ActionParts): Actions {
  const { terminal, serve } = parts;
  return {
    serve,
    config: (json) =>
      configured(parts, (config) => Promise.resolve(showConfig(config, terminal, json))),
    doctor: () => configured(parts, (config) => examine(config, parts)),
    import: (kind, file, json) =>
      writing(parts, file, ({ engine }, input, config) =>
        importFile(kind, input, { engine, config, terminal, newBatchId: newBatchIds() }, json),
      ),
    replay: (file, topic, json) =>
      writing(parts, file, (laurel, input, config) => {
        const { engine } = laurel;
        const context = streamContext(engine, config);
        const parse = (text: string): StreamEvent => parseStreamEvent(text, context);
        const takeFrom = topic === HOT_TOPIC ? null : recordsOf(topic, laurel, input, config);
        return replay(input, { engine, config, terminal, parse, takeFrom }, json);
      }),
    listLetters: (json) =>
      reading(parts, ({ store }) => listLetters(store.deadLetters, terminal, json)),
    showLetter: (source, position) =>
      reading(parts, ({ store }) => showLetter(store.deadLetters, source, position, terminal)),
    runJob: (dataset, batches, json) =>
      batches.length > 0
        ? reading(parts, (reader) => runBatches(dataset, batches, reader, terminal, json))
        : configured(parts, (config) => runWaiting(dataset, config, terminal, json)),
    indexUsers: (request, json) =>
      configured(parts, (config) => {
        const zone = zoneOf(config.timeZone);
        const tools = { zone, categories: categoriesOf(config), terminal };
        return runUserCacheIndexer(request, indexServers(parts.env), tools, json);
      }),
  };
}

/** Sunbird's own servers, under its names for databases and keyspace. */
function indexServers(env: Environment): IndexServers {
  const points = (env['CASSANDRA_CONTACT_POINTS'] ?? '').split(',').map((point) => point.trim());
  const username = env['CASSANDRA_USERNAME'] ?? '';
  const password = env['CASSANDRA_PASSWORD'] ?? '';
  return {
    contactPoints: points.filter((point) => point !== ''),
    localDataCenter: env['CASSANDRA_LOCAL_DC'] ?? 'datacenter1',
    credentials: username === '' ? null : { username, password },
    keyspace: 'sunbird',
    redisUrl: env['REDIS_URL'] ?? '',
    usersDb: USERS_DB,
    anonymousDb: ANONYMOUS_DB,
  };
}

function categoriesOf(config: Config): Categories | null {
  const contents = serviceAt(config, config.contentServiceUrl);
  if (contents === null) return null;
  const frameworks = frameworkService(contents, () => Date.now());
  return (framework) => frameworks.categories(framework);
}

async function configured(
  { env, cwd, terminal }: ActionParts,
  work: (config: Config) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = parseConfig(env, cwd);
  if (config.ok) return work(config.value);
  terminal.note(faultText(config.error));
  return EXIT.usage;
}

/** Runs `work` as the data folder's writer, on an input that is opened first. */
function writing(
  parts: ActionParts,
  file: string,
  work: (laurel: Laurel, input: Input, config: Config) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { terminal } = parts;
  return configured(parts, async (config) => {
    const input = await openInput(file);
    if (!input.ok) return failed(terminal, input.error);
    const opened = await openWriter(config, terminal);
    if (!opened.ok) return failed(terminal, openErrorText(opened.error, config.dataDir));
    try {
      return await work(opened.value, input.value, config);
    } finally {
      await opened.value.stop();
    }
  });
}

/** Runs `work` beside whatever writes the data folder. */
function reading(
  parts: ActionParts,
  work: (reader: Reader) => Promise<ExitCode>,
): Promise<ExitCode> {
  return configured(parts, async (config) => {
    const { dataDir } = config;
    if (!existsSync(dataDir)) return failed(parts.terminal, `there is no data in ${dataDir} yet`);
    const opened = await openReader(config);
    if (!opened.ok) return failed(parts.terminal, openErrorText(opened.error, dataDir));
    try {
      return await work(opened.value);
    } finally {
      await opened.value.close();
    }
  });
}

async function examine(config: Config, { env, terminal }: ActionParts): Promise<ExitCode> {
  const { redisUrl } = indexServers(env);
  const findings = [
    nodeFinding(process.versions.node),
    await folderFinding(config.dataDir),
    await storeFinding(config),
    ...(redisUrl === '' ? [] : [await userCacheFinding(redisUrl, USERS_DB)]),
    await serverFinding(publicUrlOf(config), SERVER_WAIT_MS),
  ];
  return reportFindings(findings, terminal);
}

/** How long `doctor` waits for a server's answer. */
const SERVER_WAIT_MS = 2000;

async function storeFinding(config: Config): Promise<Finding> {
  const subject = 'store';
  if (!existsSync(config.dataDir)) return { verdict: 'ok', subject, detail: 'no data yet' };
  const opened = await openReader(config);
  if (!opened.ok) {
    return { verdict: 'FAIL', subject, detail: openErrorText(opened.error, config.dataDir) };
  }
  const found = await storeContents(opened.value.store);
  await opened.value.close();
  return found;
}

function failed(terminal: Terminal, reason: string): ExitCode {
  terminal.note(`laurel: ${reason}`);
  return EXIT.failed;
}

/** Its records have a parser of their own, which is faster than the way of all others. */
const HOT_TOPIC = 'coursebatch.job.request';

const recordsOf =
  (topic: InputTopic, laurel: Laurel, input: Input, config: Config) =>
  (source: Source): TakeRecord => {
    const ingress = ingressOf({ config, laurel, source, now: () => Date.now() });
    const common = { topic, source: input.name, receivedAt: null };
    return (text, position) => ingress.take({ ...common, text, position });
  };

/** Batches that are imported without an id get upstream's kind of id. */
function newBatchIds(): () => BatchId {
  let count = 0;
  return () => batchIdOf(0, Date.now(), Math.floor(Math.random() * BATCH_ID_RANDOM_MAX), count++);
}

/** A file's events carry their own time; course and batch are looked up once for each event. */
function streamContext({ catalogue }: Engine, { timeZone }: Config): StreamContext {
  const zone = zoneOf(timeZone);
  return {
    courseVersion: (course) => catalogue.course(course)?.version ?? 0,
    batchStart: (batch) => {
      const known = catalogue.batch(batch);
      return known === null ? NEVER : zone.startOf(known.startDate);
    },
    receivedAt: null,
  };
}
