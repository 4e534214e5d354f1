import { describe, expect, it } from 'vitest';
import { rowsFor, type WrittenFor } from '../../../src/persistence/sunbird/role-rows.js';
import type { EnrolmentRow, RowChanges } from '../../../src/persistence/sunbird/rows.js';
import { attempt, content, enrolled, generation } from '../../domain/given.js';
import { ENROLMENT_KEY, NO_CHANGES, NOW, nothingKnown, projected } from './given.js';

const PARTS = ['api', 'aggregator', 'assessment', 'certificates'] as const;
type Part = (typeof PARTS)[number];

/** A learner who joins, completes a lesson, is scored and certified, all in one fold. */
const EVERYTHING = projected(
  enrolled({
    enrolledAt: 300,
    contents: [content('do_R1', 2, 500, { progress: 100, details: '{"p":1}', detailsAt: 500 })],
    attempts: [attempt()],
    generations: [generation('c1')],
  }),
  {
    before: nothingKnown,
    attempts: [
      {
        key: { learner: 'user001', course: 'course001', batch: 'Batch1' },
        ...{ content: 'content_001', attempt: 'a1', payloadHash: 'h1', attemptedAt: 1000 },
        questions: [],
      },
    ] as never,
  },
);

describe('Rows by role', () => {
  it('are all of them for who does everything', () => {
    expect(rowsFor(EVERYTHING, only(...PARTS))).toBe(EVERYTHING);
  });

  it.each(['api', 'aggregator', 'assessment', 'certificates'] as const)(
    'have what is said here in the tables of: %s',
    (part) => {
      const columns = columnsOf(rowsFor(EVERYTHING, only(part)));

      expect(columns).toEqual(EXPECTED[part]);
    },
  );

  it('are none for who only reports or keeps users', () => {
    expect(rowsFor(EVERYTHING, only())).toEqual(NO_CHANGES);
  });

  it('never count views and completions where another aggregates, who would add to them', () => {
    for (const roles of sets().filter(({ aggregator }) => !aggregator)) {
      const columns = columnsOf(rowsFor(EVERYTHING, roles)).user_content_consumption ?? [];
      expect(columns).not.toContain('viewcount');
      expect(columns).not.toContain('completedcount');
    }
  });

  it('leave it to another aggregator to say that a new enrolment is completed', () => {
    const done: EnrolmentRow = {
      ...{ ...ENROLMENT_KEY, active: true, enrolled_date: 300, datetime: NOW },
      ...{ status: 2, progress: 4, completedon: 700 },
    };
    const [row] = rowsFor({ ...NO_CHANGES, user_enrolments: [done] }, only('api')).user_enrolments;

    expect(row).toEqual({
      ...{ ...ENROLMENT_KEY, active: true, enrolled_date: 300, datetime: NOW },
      ...{ status: 1, progress: 4 },
    });
  });

  it('have nothing of the progress of an enrolment that another made before', () => {
    const progress = { ...ENROLMENT_KEY, status: 1, progress: 2, contentstatus: {}, datetime: NOW };
    const changes = { ...NO_CHANGES, user_enrolments: [progress] };

    expect(rowsFor(changes, only('api', 'assessment', 'certificates'))).toEqual(NO_CHANGES);
    expect(rowsFor(changes, only('aggregator'))).toEqual(changes);
  });

  it('say in two parts that complete each other what they say in one', () => {
    for (const roles of sets()) {
      const others = only(...PARTS.filter((part) => !roles[part]));
      const [aggregating, beside] = roles.aggregator ? [roles, others] : [others, roles];

      const cells = new Map([
        ...cellsOf(rowsFor(EVERYTHING, beside)),
        ...cellsOf(rowsFor(EVERYTHING, aggregating)),
      ]);

      expect(cells).toEqual(cellsOf(EVERYTHING));
    }
  });
});

const KEYS = ['userid', 'courseid', 'batchid', 'contentid'];
const AGG_KEYS = ['activity_type', 'activity_id', 'user_id', 'context_id'];

const EXPECTED: Record<Part, Partial<Record<keyof RowChanges, readonly string[]>>> = {
  api: {
    user_content_consumption: sorted(
      ...['last_access_time', 'last_completed_time', 'last_updated_time'],
      ...['progress', 'progressdetails', 'status'],
    ),
    user_enrolments: sorted(
      ...['active', 'datetime', 'enrolled_date', 'progress', 'status'],
      ...['lastcontentaccesstime', 'lastreadcontentid', 'lastreadcontentstatus'],
    ),
  },
  aggregator: {
    user_content_consumption: ['completedcount', 'status', 'viewcount'],
    user_enrolments: ['contentstatus', 'datetime', 'progress', 'status'],
    user_activity_agg: ['agg_last_updated[completedCount]', 'aggregates[completedCount]'],
  },
  assessment: {
    user_activity_agg: sorted(
      'agg_details',
      ...['attempts_count', 'max_score', 'score'].flatMap((name) => [
        `agg_last_updated[${name}:content_001]`,
        `aggregates[${name}:content_001]`,
      ]),
    ),
    assessment_aggregator: sorted(
      ...['attempt_id', 'batch_id', 'content_id', 'course_id', 'user_id'],
      ...['grand_total', 'last_attempted_on', 'question', 'total_max_score', 'total_score'],
      ...['created_on', 'updated_on'],
    ),
  },
  certificates: {
    user_enrolments: ['issued_certificates'],
    user_activity_agg: ['agg_details'],
  },
};

function sorted(...names: readonly string[]): string[] {
  return [...names].sort();
}

const only = (...parts: readonly Part[]): WrittenFor =>
  Object.fromEntries(PARTS.map((part) => [part, parts.includes(part)])) as unknown as WrittenFor;

/** Every set of parts. */
const sets = (): WrittenFor[] =>
  Array.from({ length: 2 ** PARTS.length }, (_, bits) =>
    only(...PARTS.filter((_part, i) => (bits & (1 << i)) !== 0)),
  );

/** Names of the written cells of each table, without keys. */
function columnsOf(changes: RowChanges): Partial<Record<string, string[]>> {
  const named: Partial<Record<string, string[]>> = {};
  for (const cell of cellsOf(changes).keys()) {
    const [table, , column] = JSON.parse(cell) as [string, string, string];
    named[table] = [...new Set([...(named[table] ?? []), column])].sort();
  }
  return named;
}

/** Every written cell by table, row and column; entries of the maps that are merged are cells. */
function cellsOf(changes: RowChanges): Map<string, unknown> {
  const cells = new Map<string, unknown>();
  for (const [table, rows] of Object.entries(changes) as [string, readonly object[]][]) {
    for (const row of rows) {
      const columns = Object.entries(row) as [string, unknown][];
      const id = JSON.stringify(columns.filter(([name]) => isKey(table, name)));
      for (const [name, value] of columns) {
        if (isKey(table, name)) continue;
        const entries = MERGED.includes(name) ? Object.entries(value as object) : null;
        for (const [entry, of] of entries ?? [[null, value]]) {
          const column = entry === null ? name : `${name}[${entry}]`;
          cells.set(JSON.stringify([table, id, column]), of);
        }
      }
    }
  }
  return cells;
}

const MERGED = ['aggregates', 'agg_last_updated'];

const isKey = (table: string, column: string): boolean =>
  table === 'user_activity_agg' ? AGG_KEYS.includes(column) : KEYS.includes(column);
