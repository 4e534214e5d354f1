/** `laurel doctor`: what it looks at on this machine, and in which order it tells of it. */
import { existsSync } from 'node:fs';
import { publicUrlOf, type Config } from '../config.js';
import { USERS_DB } from '../persistence/redis/users.js';
import { openReader } from '../reader.js';
import { redisAddress } from '../server-tls.js';
import {
  folderFinding,
  nodeFinding,
  reportFindings,
  serverFinding,
  storeContents,
  type Finding,
} from './doctor.js';
import { noteOn } from './note-on.js';
import { assessmentFinding, serverAssessment } from './server-assessment.js';
import type { ExitCode, Terminal } from './terminal.js';
import { userCacheFinding } from './user-cache-finding.js';

/** Looks, and prints what was found. */
export async function examine(config: Config, terminal: Terminal): Promise<ExitCode> {
  const findings = [
    nodeFinding(process.versions.node),
    await folderFinding(config.dataDir),
    await storeFinding(config, terminal),
    await serverFinding(publicUrlOf(config), SERVER_WAIT_MS),
    ...assessmentFinding(await serverAssessment(config)),
    ...(config.redisUrl === '' ? [] : [await userCacheFinding(redisAddress(config), USERS_DB)]),
  ];
  return reportFindings(findings, terminal);
}

/** How long `doctor` waits for a server's answer. */
const SERVER_WAIT_MS = 2000;

async function storeFinding(config: Config, terminal: Terminal): Promise<Finding> {
  const subject = 'store';
  if (config.profile === 'embedded' && !existsSync(config.dataDir)) {
    return { verdict: 'ok', subject, detail: 'no data yet' };
  }
  const opened = await openReader(config, noteOn(terminal));
  if (!opened.ok) return { verdict: 'FAIL', subject, detail: opened.error };
  const found = await storeContents(opened.value.store);
  await opened.value.close();
  return found;
}
