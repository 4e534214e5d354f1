/**
 * `laurel run-job collection-summary`: counts per batch, state and district, from durable
 * snapshots; works beside a running server. Without batches it takes those that end yesterday or
 * later, as upstream's job.
 */
import type { Config } from '../config.js';
import type { Batch } from '../domain/batch.js';
import type { CourseId } from '../domain/ids.js';
import type { CourseInfo } from '../persistence/ports.js';
import { zoneOf } from '../gateway/zone.js';
import { reportDirOf } from '../report-writer.js';
import { refusalText } from '../gateway/refusal-text.js';
import {
  isCurrent,
  writeCollectionSummary,
  type CollectionSummaryInput,
  type SummarySubject,
} from '../reports/collection-summary.js';
import type { Reader } from '../reader.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export const SUMMARY_JOB = 'collection-summary';

const DAY_MS = 86_400_000;

/** What a summary is written from, without a terminal. */
export interface SummarySources extends Pick<CollectionSummaryInput, 'users' | 'states' | 'now'> {
  readonly onBatches: CollectionSummaryInput['onBatches'];
  readonly batches: readonly Batch[];
  course(course: CourseId): CourseInfo | null;
}

/** Writes the summary of the batches that end yesterday or later, or of those named. */
export function summaryOf(
  config: Config,
  sources: SummarySources,
  ids: readonly string[] = [],
): ReturnType<typeof writeCollectionSummary> {
  return writeCollectionSummary({
    ...sources,
    subjects: subjectsOf(config, sources, ids),
    reportDir: reportDirOf(config),
  });
}

export async function summariseCollections(
  reader: Reader,
  config: Config,
  ids: readonly string[],
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const startedAt = terminal.now();
  const sources: SummarySources = {
    ...{ users: reader.store.users, now: startedAt, batches: reader.batches() },
    course: (course) => reader.course(course),
    states: (batch) => reader.states(batch),
    onBatches: (done) => terminal.progress(`${String(done)} of ${String(count)} batches`),
  };
  const subjects = subjectsOf(config, sources, ids);
  const count = subjects.length;
  const known = new Set(subjects.map(({ batch }) => String(batch.batch)));
  const errors = ids.filter((id) => !known.has(id)).map((id) => `batch ${id}: not known`);
  const written = await summaryOf(config, sources, ids);
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
  config: Config,
  { batches, course, now }: SummarySources,
  ids: readonly string[],
): SummarySubject[] {
  const yesterday = zoneOf(config.timeZone).dayOf(now - DAY_MS);
  const wanted = new Set(ids);
  return batches.flatMap((batch) => {
    const isWanted = wanted.size === 0 ? isCurrent(batch, yesterday) : wanted.has(batch.batch);
    const info = isWanted ? course(batch.course) : null;
    return info === null ? [] : [{ course: info, batch }];
  });
}
