/**
 * `laurel doctor`: looks at everything a server needs and says what is wrong and what to do.
 * Changes nothing, and works beside a running server.
 */
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Store } from '../persistence/ports.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface Finding {
  readonly verdict: 'ok' | 'warn' | 'FAIL';
  readonly subject: string;
  readonly detail: string;
}

const finding = (verdict: Finding['verdict'], subject: string, detail: string): Finding => ({
  verdict,
  subject,
  detail,
});

/** Prints findings, one a line; fails when any of them is a failure. */
export function reportFindings(findings: readonly Finding[], terminal: Terminal): ExitCode {
  for (const { verdict, subject, detail } of findings) {
    terminal.print(`${verdict.padEnd(5)} ${subject}: ${detail}`);
  }
  return findings.some((f) => f.verdict === 'FAIL') ? EXIT.failed : EXIT.ok;
}

const NODE_MIN = [20, 19] as const;

/** `version` as in `process.versions.node`. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (enough) return finding('ok', 'node', version);
  return finding('FAIL', 'node', `${version} is older than ${NODE_MIN.join('.')}: update it`);
}

const FREE_BYTES_MIN = 1024 ** 3;

/** Whether the data folder, or the folder it will be made in, can be written and has room. */
export async function folderFinding(folder: string): Promise<Finding> {
  const place = await nearestThing(folder);
  try {
    if (!(await stat(place)).isDirectory()) {
      return finding('FAIL', 'data folder', `${place} is no folder: set LAUREL_DATA_DIR`);
    }
    await access(place, constants.W_OK);
  } catch {
    return finding('FAIL', 'data folder', `${place} cannot be written by this user`);
  }
  const { bavail, bsize } = await statfs(place);
  const free = `${((bavail * bsize) / FREE_BYTES_MIN).toFixed(1)} GiB free`;
  const state = place === folder ? free : `not there yet, made at the first start; ${free}`;
  const verdict = bavail * bsize < FREE_BYTES_MIN ? 'warn' : 'ok';
  return finding(verdict, 'data folder', `${folder}: ${state}`);
}

async function nearestThing(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch {
    return dirname(folder) === folder ? folder : nearestThing(dirname(folder));
  }
}

/** What a server at `url` says of itself; that none runs is no fault. */
export async function serverFinding(url: string, waitMs: number): Promise<Finding> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(waitMs) });
    const trouble = troubleIn(await answer.text());
    const because = trouble === '' ? '' : `: ${trouble}`;
    if (!answer.ok) {
      const state = `not ready at ${url}: HTTP ${String(answer.status)}`;
      return finding('warn', 'server', `${state}${because}`);
    }
    return finding(trouble === '' ? 'ok' : 'warn', 'server', `ready at ${url}${because}`);
  } catch {
    return finding('ok', 'server', `none answers at ${url}`);
  }
}

/** What `/health/ready` names as trouble; '' = nothing, or something else answers there. */
function troubleIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('trouble' in body)) return '';
    return typeof body.trouble === 'string' ? body.trouble : '';
  } catch {
    return '';
  }
}

/** What the store holds; dead letters and waiting effects are worth a look. */
export async function storeContents(
  store: Pick<Store, 'catalogue' | 'effects' | 'deadLetters'>,
): Promise<Finding> {
  const counts = {
    courses: await countOf(store.catalogue.courses()),
    batches: await countOf(store.catalogue.batches()),
    'waiting effects': await countOf(store.effects.pending()),
    'dead letters': await countOf(store.deadLetters.list()),
  };
  const detail = Object.entries(counts).map(([name, count]) => `${String(count)} ${name}`);
  return finding(counts['dead letters'] > 0 ? 'warn' : 'ok', 'store', detail.join(', '));
}

async function countOf(rows: AsyncIterable<unknown>): Promise<number> {
  const iterator = rows[Symbol.asyncIterator]();
  let count = 0;
  while ((await iterator.next()).done !== true) count += 1;
  return count;
}
