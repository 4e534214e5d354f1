/**
 * The collection summary: for each batch, state and district how many learners are enrolled, have
 * completed and hold a certificate; as JSON lines and as CSV, under the day's name and `latest`.
 *
 * - S1 Every enrolled learner is counted once: one without a profile under an empty state, where
 *   upstream drops the learner.
 * - S2 It holds counts and no learner.
 * - S3 One batch is held at a time, and its groups are bounded; rows are in order of batch, state
 *   and district, so that equal data give equal files.
 *
 * Source: `reference/exhausts.md` 9.1.
 */
import { join } from 'node:path';
import type { Batch, Day } from '../domain/batch.js';
import type { UserEntry } from '../domain/certificate.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { hasRendered } from '../domain/generation.js';
import { compareText, NEVER, type Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { CourseInfo, StoreError, UserStore } from '../persistence/ports.js';
import { encodeRow } from './csv.js';
import { fileDate } from './file-name.js';
import { enrolledChunks, withUsers } from './learner-chunks.js';
import { writeWhole, type Append } from './report-file.js';

/** Folder of the files, below the report folder; Sunbird's. */
export const SUMMARY_FOLDER = 'collection-summary-reports-v2';

const SUMMARY_NAME = 'collection-summary-report';

/** States and districts of one batch: an order of magnitude above all of India's districts. */
const GROUPS_PER_BATCH_MAX = 20_000;

export interface SummarySubject {
  readonly course: Pick<CourseInfo, 'course' | 'name' | 'channel' | 'status'>;
  readonly batch: Batch;
}

export interface CollectionSummaryInput {
  readonly subjects: readonly SummarySubject[];
  /** The learners of a batch; what the scan throws is thrown. */
  readonly states: (batch: Batch) => AsyncIterable<EnrolmentState>;
  readonly users: Pick<UserStore, 'users'>;
  /** Absolute path of the report folder. */
  readonly reportDir: string;
  readonly now: Instant;
  /** Told the number of batches done so far. */
  readonly onBatches: (done: number) => void;
}

export interface CollectionSummary {
  /** Absolute paths: JSON and CSV of the day, then `latest` of both. */
  readonly files: readonly string[];
  readonly rows: number;
  readonly enrolled: number;
  /** Learners whom the user cache does not know; they are counted under an empty state. */
  readonly withoutProfile: number;
}

/** Batches that upstream summarises unless told otherwise: those that end yesterday or later. */
export const isCurrent = ({ endDate }: Pick<Batch, 'endDate'>, yesterday: Day): boolean =>
  endDate === null || endDate >= yesterday;

/** JSON and CSV of the day, then `latest` of both. */
export const summaryFiles = (reportDir: string, now: Instant): readonly string[] =>
  [fileDate(now), 'latest'].flatMap((day) =>
    ['json', 'csv'].map((ending) =>
      join(reportDir, SUMMARY_FOLDER, `${SUMMARY_NAME}-${day}.${ending}`),
    ),
  );

/** Writes the four files, each whole or not at all. */
export async function writeCollectionSummary(
  input: CollectionSummaryInput,
): Promise<Result<CollectionSummary, StoreError>> {
  const files = summaryFiles(input.reportDir, input.now);
  return writeTogether(files, async (appends) => {
    const append = async (ending: string, text: string): Promise<void> => {
      for (const [i, add] of appends.entries()) if (files[i]?.endsWith(ending)) await add(text);
    };
    await append('csv', encodeRow(SUMMARY_KEYS));
    const counts = await appendBatches(input, append);
    return counts.ok ? ok({ files, ...counts.value }) : counts;
  });
}

type AppendTo = (ending: 'json' | 'csv', text: string) => Promise<void>;

async function appendBatches(
  input: CollectionSummaryInput,
  append: AppendTo,
): Promise<Result<Omit<CollectionSummary, 'files'>, StoreError>> {
  const counts = { rows: 0, enrolled: 0, withoutProfile: 0 };
  const inOrder = [...input.subjects].sort((a, b) => compareText(a.batch.batch, b.batch.batch));
  for (const [i, subject] of inOrder.entries()) {
    const counted = await groupsOf(subject.batch, input);
    if (!counted.ok) return counted;
    const rows = counted.value.groups.map((group) => summaryRow(subject, group, input.now));
    await append('json', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    await append(
      'csv',
      rows.map((row) => encodeRow(SUMMARY_KEYS.map((k) => cell(row[k])))).join(''),
    );
    counts.rows += rows.length;
    counts.enrolled += counted.value.groups.reduce((sum, group) => sum + group.enrolled, 0);
    counts.withoutProfile += counted.value.withoutProfile;
    input.onBatches(i + 1);
  }
  return ok(counts);
}

/** Learners of one batch in one state and district. */
interface Group {
  readonly state: string;
  readonly district: string;
  enrolled: number;
  completed: number;
  certified: number;
}

interface Groups {
  readonly groups: readonly Group[];
  readonly withoutProfile: number;
}

/** S1, S3. */
async function groupsOf(
  batch: Batch,
  { states, users }: Pick<CollectionSummaryInput, 'states' | 'users'>,
): Promise<Result<Groups, StoreError>> {
  const groups = new Map<string, Group>();
  let withoutProfile = 0;
  for await (const chunk of enrolledChunks(states(batch))) {
    const learners = await withUsers(chunk, users, null);
    if (!learners.ok) return learners;
    for (const { state, user } of learners.value.shown) {
      if (user === null) withoutProfile++;
      count(groupIn(groups, user), state);
    }
    if (groups.size > GROUPS_PER_BATCH_MAX) {
      const limit = `more than ${String(GROUPS_PER_BATCH_MAX)} states and districts`;
      return err({ kind: 'unavailable', detail: `batch ${batch.batch} has ${limit}` });
    }
  }
  const byPlace = (a: Group, b: Group): number =>
    compareText(a.state, b.state) || compareText(a.district, b.district);
  return ok({ groups: [...groups.values()].sort(byPlace), withoutProfile });
}

function groupIn(groups: Map<string, Group>, user: UserEntry | null): Group {
  const { state = '', district = '' } = user ?? {};
  const place = JSON.stringify([state, district]);
  const held = groups.get(place);
  if (held !== undefined) return held;
  const group = { state, district, enrolled: 0, completed: 0, certified: 0 };
  groups.set(place, group);
  return group;
}

function count(group: Group, state: EnrolmentState): void {
  group.enrolled++;
  if (state.completedAt !== NEVER) group.completed++;
  if (hasRendered(state.generations)) group.certified++;
}

/** One row, under upstream's names of what is known here. */
type SummaryRow = Readonly<
  Record<(typeof SUMMARY_KEYS)[number], string | number | readonly string[]>
>;

const SUMMARY_KEYS = [
  ...['channel', 'courseid', 'collectionname', 'contentstatus', 'batchid', 'batchname'],
  ...['startdate', 'enddate', 'hascertified', 'createdfor', 'state', 'district'],
  ...['enrolleduserscount', 'completionuserscount', 'certificateissuedcount', 'timestamp'],
] as const satisfies readonly string[];

const summaryRow = ({ course, batch }: SummarySubject, group: Group, now: Instant): SummaryRow => ({
  channel: course.channel,
  courseid: course.course,
  collectionname: course.name,
  contentstatus: course.status,
  batchid: `batch-${batch.batch}`,
  batchname: batch.name,
  startdate: batch.startDate,
  enddate: batch.endDate ?? '',
  hascertified: Object.keys(batch.templates).length > 0 ? 'Y' : 'N',
  createdfor: batch.createdFor,
  state: group.state,
  district: group.district,
  enrolleduserscount: group.enrolled,
  completionuserscount: group.completed,
  certificateissuedcount: group.certified,
  timestamp: now,
});

const cell = (value: string | number | readonly string[] | undefined): string =>
  typeof value === 'object' ? value.join(',') : String(value ?? '');

/** Writes several files at once, each of them whole. */
function writeTogether<T>(
  paths: readonly string[],
  write: (appends: readonly Append[]) => Promise<Result<T, StoreError>>,
  appends: readonly Append[] = [],
): Promise<Result<T, StoreError>> {
  const [path, ...rest] = paths;
  if (path === undefined) return write(appends);
  return writeWhole(path, { kind: 'plain' }, (append) =>
    writeTogether(rest, write, [...appends, append]),
  );
}
