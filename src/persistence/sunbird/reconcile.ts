/**
 * Compares the rows that a state would be written as with those that are stored. Pure; which rows
 * to read is said before they are compared.
 *
 * - D1 A difference is a cell that reads otherwise, not one that is spelled otherwise
 *   (`compared-cells.ts`); times of writing are none.
 * - D2 Both sides count: what is stored and not ours is as much a difference as what is missing.
 *   Only what follows from a course that is not known is left alone.
 *
 * Source: design 5.5 and 8.
 */
import type { CourseTree } from '../../domain/course.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { NEVER, type EnrolmentKey } from '../../domain/ids.js';
import type { EnrolmentRows } from './adopt.js';
import { textIn } from './cell.js';
import {
  CERTIFICATE_CELL,
  COMPLETED_CELL,
  activityCells,
  assessmentCells,
  consumptionCells,
  enrolmentCells,
  type Cell,
  type Cells,
  type ComparedColumns,
} from './compared-cells.js';
import { project } from './project.js';
import { ACTIVITY_TYPE, contextOf, keyColumns } from './rows.js';
import type { RowChanges, RowZone, StoredRow } from './rows.js';

export interface CellDifference {
  readonly table: keyof RowChanges;
  readonly key: Readonly<Record<string, string>>;
  /** A column, or an entry of one: `column[entry]`. */
  readonly column: string;
  /** `null` = unset, or there is no such row. */
  readonly stored: Cell;
  /** `null` = would not be written. */
  readonly ours: Cell;
}

export interface ReconcileOptions {
  readonly columns: ComparedColumns;
  readonly withUnits: boolean;
  readonly zone: RowZone;
}

/** An enrolment that is to be compared. */
export interface Reconciliation {
  /** The units whose rows of `user_activity_agg` are compared too. */
  readonly units: readonly string[];
  /** The cells that differ; `units` has the stored rows of the units that have one. */
  differences(stored: EnrolmentRows, units: ReadonlyMap<string, StoredRow>): CellDifference[];
}

/** Projects a state as if nothing were known of its rows; `tree` as in `projection.ts`. */
export function reconciliation(
  state: EnrolmentState,
  tree: CourseTree | null,
  options: ReconcileOptions,
): Reconciliation {
  const rows = project({
    before: null,
    after: state,
    tree,
    attempts: [],
    renew: new Set(['progress', 'scores'] as const),
    ...options,
    now: NEVER,
  });
  const course: string = state.key.course;
  const units = rows.user_activity_agg.map((row) => row.activity_id).filter((id) => id !== course);
  const derivable = tree !== null && tree.leaves.length > 0;
  const comparison = { state, rows, options, derivable };
  return {
    units,
    differences: (stored, ofUnits) => [
      ...enrolmentDifferences(comparison, stored),
      ...contentDifferences(comparison, stored),
      ...activityDifferences(comparison, new Map(ofUnits).set(course, stored.activity ?? {})),
      ...attemptDifferences(comparison, stored),
    ],
  };
}

interface Comparison {
  readonly state: EnrolmentState;
  readonly rows: RowChanges;
  readonly options: ReconcileOptions;
  /** Whether the course is known, from which progress follows. */
  readonly derivable: boolean;
}

function enrolmentDifferences(c: Comparison, { enrolment }: EnrolmentRows): CellDifference[] {
  const read = (row: StoredRow): Cells => enrolmentCells(row, c.options.columns);
  const ours = cellsOf(c.rows.user_enrolments[0], read);
  const stored = cellsOf(enrolment, read);
  const place = { table: 'user_enrolments', key: keyColumns(c.state.key) } as const;
  return differing(place, stored, ours, (column) => !c.derivable && isDerived(column));
}

const isDerived = (column: string): boolean =>
  column === 'status' || column === 'progress' || column.startsWith('contentstatus[');

function contentDifferences(c: Comparison, { contents }: EnrolmentRows): CellDifference[] {
  const idOf = (row: StoredRow): string => textIn(row, 'contentid');
  return pairs(c.rows.user_content_consumption, contents, idOf).flatMap(
    ([contentid, ours, stored]) => {
      const read = (row: StoredRow): Cells => consumptionCells(row, c.options.columns);
      const key = { ...keyColumns(c.state.key), contentid };
      return differing(
        { table: 'user_content_consumption', key },
        cellsOf(stored, read),
        cellsOf(ours, read),
      );
    },
  );
}

function activityDifferences(
  c: Comparison,
  stored: ReadonlyMap<string, StoredRow>,
): CellDifference[] {
  const read = (row: StoredRow): Cells => activityCells(row, c.options.zone);
  const idOf = (row: StoredRow): string => textIn(row, 'activity_id');
  const named = [...stored].map(([activity_id, row]) => ({ ...row, activity_id }));
  return pairs(c.rows.user_activity_agg, named, idOf).flatMap(([activity, ours, held]) => {
    const cells = cellsOf(held, read);
    const listsCertificates = Object.keys(cells).some(isOfCertificate);
    return differing(
      { table: 'user_activity_agg', key: activityColumns(c.state.key, activity) },
      cells,
      cellsOf(ours, read),
      (column) => column === COMPLETED_CELL && !c.derivable,
    ).filter(({ column }) => listsCertificates || !isOfCertificate(column));
  });
}

const isOfCertificate = (column: string): boolean => column.startsWith(CERTIFICATE_CELL);

const activityColumns = (key: EnrolmentKey, activity: string): Record<string, string> => ({
  activity_type: ACTIVITY_TYPE,
  activity_id: activity,
  user_id: key.learner,
  context_id: contextOf(key.batch),
});

/** Answers are compared where a state knows them: those it adopted from a list have none. */
function attemptDifferences(c: Comparison, { attempts }: EnrolmentRows): CellDifference[] {
  const place = (content: string, attempt: string): string => JSON.stringify([content, attempt]);
  const idOf = (row: StoredRow): string =>
    place(textIn(row, 'content_id'), textIn(row, 'attempt_id'));
  const known = [...c.state.attempts.values()];
  const hashes = new Map(known.map((a) => [place(a.content, a.attempt), a.payloadHash]));
  return pairs(c.rows.assessment_aggregator, attempts, idOf).flatMap(([id, ours, stored]) => {
    const hash = hashes.get(id) ?? '';
    const { course, batch, learner } = c.state.key;
    const row = ours ?? stored ?? {};
    const key = {
      course_id: course,
      batch_id: batch,
      user_id: learner,
      content_id: textIn(row, 'content_id'),
      attempt_id: textIn(row, 'attempt_id'),
    };
    const cells = cellsOf(ours, assessmentCells);
    const told = hash === '' ? cells : { ...cells, question: hash };
    return differing(
      { table: 'assessment_aggregator', key },
      cellsOf(stored, assessmentCells),
      told,
      (column) => column === 'question' && hash === '',
    );
  });
}

const cellsOf = (row: object | null | undefined, read: (row: StoredRow) => Cells): Cells =>
  row === null || row === undefined ? {} : read({ ...row });

/** Rows of ours and stored ones by id; ours first. */
function pairs(
  ours: readonly object[],
  stored: readonly StoredRow[],
  idOf: (row: StoredRow) => string,
): (readonly [id: string, ours: StoredRow | null, stored: StoredRow | null])[] {
  const left = new Map(ours.map((row) => [idOf({ ...row }), { ...row }]));
  const right = new Map(stored.map((row) => [idOf(row), row]));
  const ids = new Set([...left.keys(), ...right.keys()]);
  return [...ids].map((id) => [id, left.get(id) ?? null, right.get(id) ?? null]);
}

/** `spared` columns are left alone where ours are not known. */
function differing(
  place: Pick<CellDifference, 'table' | 'key'>,
  stored: Cells,
  ours: Cells,
  spared: (column: string) => boolean = () => false,
): CellDifference[] {
  const columns = new Set([...Object.keys(ours), ...Object.keys(stored)]);
  return [...columns].flatMap((column) => {
    const [held, own] = [stored[column] ?? null, ours[column] ?? null];
    if (held === own || (own === null && spared(column))) return [];
    return [{ ...place, column, stored: held, ours: own }];
  });
}
