/**
 * The rows of a progress report of Sunbird's columns, written from glances: the quick way, and the
 * one that reports of any size take. `progress-exhaust.ts` puts the file together.
 *
 * - N1 Rows and counts are those that the states would give; the bytes are equal (`props/`).
 */
import type { ContentId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { StoreError } from '../persistence/ports.js';
import type { LearnerGlance, ScanGlances } from '../persistence/report-ports.js';
import { showingTo, type Showing } from './audience.js';
import { CsvBytes } from './csv-bytes.js';
import {
  organisationOf,
  progressBytes,
  progressLens,
  type ProgressBytesSubject,
} from './progress-bytes.js';
import type { ExhaustInput } from './exhaust-input.js';
import type { Append } from './report-file.js';
import { NOTHING_COUNTED, type ReportCounts } from './sheet.js';

/** Bytes of one write. */
const WRITE_BYTES = 1_048_576;

/** Scored contents that a learner whom the report shows has attempted. */
export async function attemptedContents(
  glances: ScanGlances,
  tree: { readonly scored: readonly ContentId[] },
  onlyOrg: string | null,
): Promise<Result<readonly ContentId[], StoreError>> {
  const found = new Set<number>();
  const { scored } = tree;
  const lens = { ...progressLens({ optional: [] }, scored), ...(onlyOrg === null && NO_FIELDS) };
  const show = (glance: LearnerGlance): void => {
    const { isEnrolled, best } = glance.enrolment;
    if (!isEnrolled || best.count === 0 || showingOf(glance, onlyOrg) !== 'row') return;
    for (let i = 0; i < scored.length; i++) if (best.attempted[i] === 1) found.add(i);
  };
  const scanned = await glances(lens, show, () => Promise.resolve(found.size < scored.length));
  return scanned.ok ? ok(scored.filter((_, i) => found.has(i))) : scanned;
}

/** Where rows go. */
export interface RowsInto extends Pick<ExhaustInput, 'onRows' | 'protection'> {
  readonly onlyOrg: string | null;
  readonly append: Append;
}

/** Appends one row a learner. */
export async function appendGlances(
  glances: ScanGlances,
  subject: ProgressBytesSubject,
  { onlyOrg, append, onRows, protection }: RowsInto,
): Promise<Result<ReportCounts, StoreError>> {
  const csv = new CsvBytes();
  const row = progressBytes(subject, csv);
  const counts = { ...NOTHING_COUNTED };
  const show = (glance: LearnerGlance): void => {
    if (!glance.enrolment.isEnrolled) return;
    const showing = showingOf(glance, onlyOrg);
    if (showing === 'left-out') counts.leftOut++;
    if (showing !== 'row') return;
    row(glance);
    counts.rows++;
    if (!glance.profile.known) counts.withoutProfile++;
  };
  const write = async (): Promise<void> => {
    const taken = csv.take();
    // What protects them may hold on to them after it has taken them.
    await append(protection.kind === 'plain' ? taken : Uint8Array.from(taken));
    onRows(counts.rows);
  };
  const lens = progressLens(subject.tree, subject.scores, subject.counting);
  const scanned = await glances(lens, show, async () => {
    if (csv.length >= WRITE_BYTES) await write();
    return true;
  });
  if (!scanned.ok) return scanned;
  await write();
  return ok(counts);
}

const NO_FIELDS = { fields: [] };

const showingOf = (glance: LearnerGlance, onlyOrg: string | null): Showing =>
  onlyOrg === null ? 'row' : showingTo(onlyOrg, { rootorgid: organisationOf(glance) });
