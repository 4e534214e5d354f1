/**
 * Sunbird's rows and the state behind them: what rows carry survives being written and read, a
 * state writes nothing onto its own rows, and no cell keeps a learner from being read.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { completedCount, joinContent, viewCount } from '../src/domain/content.js';
import { joinEnrolment, type EnrolmentState } from '../src/domain/enrolment.js';
import { NEVER } from '../src/domain/ids.js';
import { completionTime } from '../src/domain/progress.js';
import { zoneOf } from '../src/gateway/zone.js';
import {
  EMPTY_TABLE,
  packEnrolment,
  unpackEnrolment,
} from '../src/persistence/packed-enrolment.js';
import { adopt, type EnrolmentRows } from '../src/persistence/sunbird/adopt.js';
import { project } from '../src/persistence/sunbird/project.js';
import type { Projection } from '../src/persistence/sunbird/projection.js';
import type { RowChanges, StoredRow } from '../src/persistence/sunbird/rows.js';
import { CONTENTS, KEY } from './arbitraries.js';
import { canonical } from './canonical.js';
import { holds } from './check.js';
import { tree } from './hierarchies.js';
import { carried, shownState } from './sunbird-states.js';

const NOW = 1_700_000_000_000;
const READ_AT = 1_690_000_000_000;
const ZONE = zoneOf('Asia/Kolkata');
const course = fc.option(tree.map((t) => ({ ...t, course: KEY.course })));

describe('Sunbird’s rows of an enrolment', () => {
  holds(
    'Rows that were read are written back as they were',
    fc.property(shownState, course, (s, t) => {
      const rows = projected({ after: s, tree: t });
      expect(projected({ after: readBack(rows), tree: t })).toEqual(rows);
    }),
  );

  holds(
    'A state that was written is read back in all that rows carry',
    fc.property(shownState, course, (s, t) => {
      const read = readBack(projected({ after: s, tree: t }));
      expect(canonical(carried(read))).toBe(canonical(carried(s)));
    }),
  );

  holds(
    'A state writes nothing onto its own rows',
    fc.property(shownState, course, (s, t) => {
      const copy: EnrolmentState = {
        ...s,
        contents: new Map(s.contents),
        attempts: new Map(s.attempts),
      };
      const rows = projected({ before: s, after: copy, tree: t });
      expect(Object.values(rows).flat()).toEqual([]);
    }),
  );

  holds(
    'Contents, attempts and scores written step by step are those written at once',
    fc.property(shownState, shownState, course, (a, b, t) => {
      const after = joinEnrolment(a, b);
      const steps = [projected({ after: a, tree: t }), projected({ before: a, after, tree: t })];
      const whole = projected({ after, tree: t });
      expect(overlaid(steps)).toEqual(overlaid([whole]));
    }),
  );

  holds(
    'No course makes an adopted completion earlier than its stored day',
    fc.property(shownState, tree, (s, t) => {
      const read = readBack(projected({ after: s, tree: t }));
      const again = completionTime(read, t);
      if (read.completedAt !== NEVER && again !== NEVER) {
        expect(again).toBeGreaterThanOrEqual(read.completedAt);
      }
    }),
  );

  holds(
    'A completion that is told again after being adopted counts nothing',
    fc.property(shownState, course, (s, t) => {
      const told = [...s.contents.values()].filter((c) => c.completionSeen);
      const { contents } = readBack(projected({ after: s, tree: t }));
      for (const seen of told) {
        const joined = joinContent(contents.get(seen.content)!, {
          ...seen,
          viewBase: 0,
          completionBase: 0,
        });
        expect([viewCount(joined), completedCount(joined)]).toEqual([
          viewCount(seen),
          completedCount(seen),
        ]);
      }
    }),
  );

  holds(
    'Whatever cells hold, the rows are read, and as a state that can be stored',
    fc.property(rowsOfAnything(), (rows) => {
      const read = adopt(KEY, rows, ZONE, READ_AT);
      const stored = unpackEnrolment(KEY, packEnrolment(read, EMPTY_TABLE), EMPTY_TABLE);
      expect(canonical(stored)).toBe(canonical(read));
      expect(() => projected({ after: read, tree: null })).not.toThrow();
    }),
  );
});

function projected(asked: Pick<Projection, 'after' | 'tree'> & Partial<Projection>): RowChanges {
  return project({
    before: null,
    attempts: [],
    renew: new Set(),
    columns: 'all',
    withUnits: true,
    now: NOW,
    zone: ZONE,
    ...asked,
  });
}

function readBack(rows: RowChanges): EnrolmentState {
  const stored: EnrolmentRows = {
    enrolment: record(rows.user_enrolments[0]),
    contents: rows.user_content_consumption.map((row) => ({ ...row })),
    activity: record(rows.user_activity_agg.find((row) => row.activity_id === KEY.course)),
    attempts: rows.assessment_aggregator.map((row) => ({ ...row })),
  };
  return adopt(KEY, stored, ZONE, READ_AT);
}

const record = (row: object | undefined): StoredRow | null =>
  row === undefined ? null : { ...row };

/** Columns that do not depend on when they were written, later rows over earlier ones; an absent
 * count is none. */
function overlaid(steps: readonly RowChanges[]): unknown {
  const contents = new Map<string, object>();
  const attempts = new Map<string, object>();
  let scores: object = { completedCount: 0 };
  let details: readonly string[] = [];
  for (const step of steps) {
    for (const row of step.user_content_consumption) {
      contents.set(row.contentid, { ...contents.get(row.contentid), ...row });
    }
    for (const row of step.assessment_aggregator) {
      const id = `${row.content_id}/${row.attempt_id}`;
      attempts.set(id, { ...attempts.get(id), ...row });
    }
    for (const row of step.user_activity_agg) {
      if (row.activity_id !== KEY.course) continue;
      scores = { ...scores, ...row.aggregates };
      details = row.agg_details ?? details;
    }
  }
  return { contents, attempts, scores, details };
}

function rowsOfAnything(): fc.Arbitrary<EnrolmentRows> {
  const cell = fc.oneof(
    fc.constantFrom(null, true, '', 'text', '2', '{"a":1}', '2020-11-23 12:58:35:179+0530', 1e300),
    fc.integer(),
    fc.date(),
    fc.jsonValue(),
  );
  const row = (...columns: readonly string[]): fc.Arbitrary<StoredRow> =>
    fc.record(Object.fromEntries(columns.map((column) => [column, cell])), { requiredKeys: [] });
  const certificate = row('identifier', 'name', 'token', 'lastIssuedOn');
  const withList = (base: fc.Arbitrary<StoredRow>, column: string, entry: fc.Arbitrary<unknown>) =>
    fc
      .tuple(base, fc.array(fc.oneof(entry, cell), { maxLength: 3 }))
      .map(([held, list]) => ({ ...held, [column]: list }));
  const named = (base: fc.Arbitrary<StoredRow>, columns: Readonly<Record<string, string>>) =>
    base.map((held) => ({ ...held, ...columns }));
  const content = row(
    'status',
    'progress',
    'viewcount',
    'completedcount',
    'last_access_time',
    'last_completed_time',
    'lastaccesstime',
    'datetime',
    'progressdetails',
  );
  const attempt = row('attempt_id', 'last_attempted_on', 'total_score', 'total_max_score');
  const detail = row('attempt_id', 'content_id', 'score', 'max_score', 'last_attempted_on', 'type');
  return fc.record({
    enrolment: fc.option(
      withList(
        row('active', 'addedby', 'enrolled_date', 'enrolleddate', 'status', 'completedon'),
        'issued_certificates',
        certificate,
      ),
    ),
    contents: fc.array(named(content, { contentid: CONTENTS[0]! }), { maxLength: 2 }),
    activity: fc.option(
      withList(
        row('agg', 'aggregates', 'agg_last_updated'),
        'agg_details',
        fc.oneof(
          detail,
          detail.map((d) => JSON.stringify(d)),
        ),
      ),
    ),
    attempts: fc.array(
      withList(
        named(attempt, { content_id: CONTENTS[0]! }),
        'question',
        row('id', 'score', 'params'),
      ),
      { maxLength: 2 },
    ),
  });
}
