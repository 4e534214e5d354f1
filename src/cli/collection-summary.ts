/**
 * `laurel run-job collection-summary`: counts per batch, state and district, from durable
 * snapshots; works beside a running server. Without batches it takes those that end yesterday or
 * later, as upstream's job.
 */
import type { Config } from '../config.js';
import { zoneOf } from '../gateway/zone.js';
import { reportDirOf } from '../compose.js';
import { refusalText } from '../gateway/refusal-text.js';
import {
  isCurrent,
  writeCollectionSummary,
  type SummarySubject,
} from '../reports/collection-summary.js';
import type { Reader } from '../reader.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export const SUMMARY_JOB = 'collection-summary';

const DAY_MS = 86_400_000;

export async function summariseCollections(
  reader: Reader,
  config: Config,
  ids: readonly string[],
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const startedAt = terminal.now();
  const yesterday = zoneOf(config.timeZone).dayOf(startedAt - DAY_MS);
  const subjects = subjectsOf(reader, ids, yesterday);
  const known = new Set(subjects.map(({ batch }) => String(batch.batch)));
  const errors = ids.filter((id) => !known.has(id)).map((id) => `batch ${id}: not known`);
  const written = await writeCollectionSummary({
    ...{ subjects, users: reader.store.users, reportDir: reportDirOf(config), now: startedAt },
    states: (batch) => reader.states(batch),
    onBatches: (done) => terminal.progress(`${String(done)} of ${String(subjects.length)} batches`),
  });
  if (!written.ok) errors.push(refusalText(written.error));
  for (const error of errors) terminal.note(`laurel: ${error}`);
  const { files = [], rows = 0, withoutProfile = 0 } = written.ok ? written.value : {};
  const status = errors.length === 0 ? 'SUCCESS' : 'FAILED';
  const seconds = (terminal.now() - startedAt) / 1000;
  if (json) {
    const summary = { status, files, rows, withoutProfile, seconds, errors };
    terminal.print(JSON.stringify(summary));
  } else for (const path of files) terminal.print(path);
  return errors.length === 0 ? EXIT.ok : EXIT.failed;
}

/** The batches asked for, as far as they and their courses are known; without ids, current ones. */
function subjectsOf(
  reader: Pick<Reader, 'batches' | 'course'>,
  ids: readonly string[],
  yesterday: string,
): SummarySubject[] {
  const wanted = new Set(ids);
  return reader.batches().flatMap((batch) => {
    const isWanted = wanted.size === 0 ? isCurrent(batch, yesterday) : wanted.has(batch.batch);
    const course = isWanted ? reader.course(batch.course) : null;
    return course === null ? [] : [{ course, batch }];
  });
}
