/**
 * `laurel doctor`: looks at everything a server needs and says what is wrong and what to do.
 * Changes nothing, and works beside a running server. What is judged how is `doctor/`; this file
 * owns what is looked at, and in which order it is told.
 */
import { existsSync } from 'node:fs';
import { publicUrlOf, type Config } from '../config.js';
import { USERS_DB } from '../persistence/redis/users.js';
import { openReader } from '../reader.js';
import { reportDirOf } from '../report-writer.js';
import { redisAddress } from '../server-tls.js';
import { version } from '../version.js';
import { clockFindings, type ClockLook } from './doctor/clocks.js';
import { failure, reportFindings, well, type Finding } from './doctor/finding.js';
import {
  archiveFacts,
  archiveFinding,
  folderFacts,
  folderFinding,
  sharedFolderFindings,
} from './doctor/folders.js';
import { lookAt } from './doctor/http-look.js';
import { machineFacts } from './doctor/machine-facts.js';
import { machineFindings } from './doctor/machine.js';
import { redisFacts, redisFindings, type RedisFacts } from './doctor/redis.js';
import { serverFindings } from './doctor/server.js';
import type { ServerLook } from './doctor/servers.js';
import { serviceFindings, serviceLooks } from './doctor/services.js';
import { settingsFindings } from './doctor/settings.js';
import { signingFacts, signingFindings } from './doctor/signing.js';
import { storeFacts } from './doctor/store-facts.js';
import { storeFindings } from './doctor/store.js';
import { noteOn } from './note-on.js';
import { assessmentFinding, serverAssessment } from './server-assessment.js';
import { localUrlOf } from './server-run.js';
import type { ExitCode, Terminal } from './terminal.js';

/** Looks, and prints what was found. */
export async function examine(
  config: Config,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const url = localUrlOf(config);
  const [ready, health] = await Promise.all([
    lookAt('server', `${url}/health/ready`),
    lookAt('server', `${url}/health`),
  ]);
  const services = await serviceLooks(config);
  const redis = config.redisUrl === '' ? null : await redisFacts(redisAddress(config), USERS_DB);
  const servers = await serversIn(config, terminal);
  const clocks = clocksOf(redis, [...servers.clocks, ...services.map(({ look }) => look?.clock)]);
  const signing = signingFindings(await signingFacts(config, ready !== null), Date.now());
  const findings = [
    ...machineFindings(await machineFacts(), config),
    ...settingsFindings(config),
    ...(await folderFindings(config)),
    ...(await storeFound(config, terminal)),
    ...serverFindings({ url, ready, health }, version),
    ...assessmentFinding(await serverAssessment(config)),
    ...signing,
    ...serviceFindings(services),
    ...(redis === null ? [] : redisFindings(redis)),
    ...servers.findings,
    ...clockFindings(clocks, config),
  ];
  return reportFindings(findings, terminal, json);
}

const NO_SERVERS: ServerLook = { findings: [], clocks: [] };

async function serversIn(config: Config, terminal: Terminal): Promise<ServerLook> {
  if (config.profile === 'embedded' && config.kafkaBrokers === '') return NO_SERVERS;
  const { serversLook } = await import('./doctor/servers.js');
  return serversLook(config, noteOn(terminal));
}

const clocksOf = (
  redis: RedisFacts | null,
  others: readonly (ClockLook | null | undefined)[],
): ClockLook[] =>
  [...others, redis?.kind === 'there' ? redis.clock : null].filter(
    (clock): clock is ClockLook => clock !== null && clock !== undefined,
  );

async function folderFindings(config: Config): Promise<Finding[]> {
  const reports = await folderFacts(reportDirOf(config));
  const archive = config.attemptArchiveDir;
  return [
    folderFinding('data folder', 'LAUREL_DATA_DIR', await folderFacts(config.dataDir)),
    ...(config.reportDir === ''
      ? []
      : [folderFinding('report folder', 'LAUREL_REPORT_DIR', reports)]),
    ...sharedFolderFindings(config, reports),
    ...(archive === '' ? [] : [archiveFinding(archive, await archiveFacts(archive))]),
  ];
}

async function storeFound(config: Config, terminal: Terminal): Promise<Finding[]> {
  if (config.profile === 'embedded' && !existsSync(config.dataDir)) {
    return [well('store', 'no data yet')];
  }
  const opened = await openReader(config, noteOn(terminal));
  if (!opened.ok) {
    const remedy =
      config.profile === 'cluster'
        ? 'see what is said of cassandra, the learner log and redis below'
        : 'restore the folder from a backup, or see the log';
    return [failure('store', opened.error, remedy)];
  }
  const { store, close } = opened.value;
  try {
    const place = { publicUrl: publicUrlOf(config), timeZone: config.timeZone, now: Date.now() };
    return storeFindings(await storeFacts(store, place), place.now);
  } catch (error) {
    const remedy = 'see the log; `laurel doctor` again once the store answers';
    return [failure('store', `cannot be read: ${String(error)}`, remedy)];
  } finally {
    await close();
  }
}
