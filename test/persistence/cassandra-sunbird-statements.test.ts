import { types } from 'cassandra-driver';
import { describe, expect, it } from 'vitest';
import type { RowStatements, Statement } from '../../src/persistence/cassandra/statement.js';
import { rowStatements } from '../../src/persistence/cassandra/sunbird-statements.js';
import { decimal } from '../../src/persistence/cassandra/sunbird-values.js';
import type { RowChanges } from '../../src/persistence/sunbird/rows.js';
import { attempt, content, enrolled, unenrolled } from '../domain/given.js';
import { ENROLMENT_KEY, NO_CHANGES, nothingKnown, projected } from './sunbird/given.js';

const CONTENT_ROW = { ...ENROLMENT_KEY, contentid: 'do_R1' };
const ACTIVITY_ROW = {
  activity_type: 'Course',
  activity_id: 'course001',
  user_id: 'user001',
  context_id: 'cb:Batch1',
};

describe('The statements of rows', () => {
  it('go by learner where the partition is the learner’s, and apart else', () => {
    const { apart, ofLearner } = statements(everything());

    expect(tablesOf(ofLearner.get('user001') ?? [])).toEqual([
      'user_enrolments',
      'user_content_consumption',
    ]);
    expect([...ofLearner.keys()]).toEqual(['user001']);
    expect([...new Set(tablesOf(apart.flat()))]).toEqual([
      'user_activity_agg',
      'assessment_aggregator',
    ]);
  });

  it('have one text a table, whatever columns their rows name', () => {
    const first = projected(enrolled({ contents: [content('do_R1', 1, 5)] }));
    const later = projected(enrolled({ contents: [content('do_R2', 2, 9)] }), {
      before: nothingKnown,
      columns: 'jobs',
    });
    const texts = allOf(statements(everything(), first, later)).map((s) => s.query);

    expect(new Set(texts).size).toBe(4);
  });

  it('are one a key, a later cell over an earlier one', () => {
    const [statement, ...more] = allOf(
      statements(
        rows({ user_content_consumption: [{ ...CONTENT_ROW, status: 1, viewcount: 3 }] }),
        rows({ user_content_consumption: [{ ...CONTENT_ROW, status: 2, progress: 100 }] }),
      ),
    );

    expect(more).toEqual([]);
    expect(cells(statement!)).toMatchObject({ status: 2, viewcount: 3, progress: 100 });
  });

  it('merge the maps of a key and replace its list', () => {
    const [statement, ...more] = allOf(
      statements(
        rows({
          user_activity_agg: [
            { ...ACTIVITY_ROW, aggregates: { a: 1, b: 1 }, agg_details: ['old', 'older'] },
          ],
        }),
        rows({
          user_activity_agg: [{ ...ACTIVITY_ROW, aggregates: { b: 2 }, agg_details: ['new'] }],
        }),
      ),
    );

    expect(more).toEqual([]);
    expect(cells(statement!)['aggregates']).toEqual(mapBytes(['a', double(1)], ['b', double(2)]));
    expect(cells(statement!)['agg_details']).toEqual(['new']);
    expect(statement!.query).toContain('aggregates = aggregates + ?');
  });

  it('leave alone what a row does not name', () => {
    const [statement] = allOf(
      statements(rows({ user_content_consumption: [{ ...CONTENT_ROW, status: 2 }] })),
    );

    const { status, userid, courseid, batchid, contentid, ...others } = cells(statement!);
    expect([status, userid, courseid, batchid, contentid]).toEqual([
      2,
      ...Object.values(CONTENT_ROW),
    ]);
    expect(new Set(Object.values(others))).toEqual(new Set([types.unset]));
  });

  it('write no enrolment of a learner who never enrolled', () => {
    const worked = projected(unenrolled({ contents: [content('do_R1', 2, 5)] }));

    expect(tablesOf(allOf(statements(worked)))).not.toContain('user_enrolments');
  });

  it('hold no time, no deletion and no insertion', () => {
    for (const { query } of allOf(statements(everything()))) {
      expect(query).toMatch(/^UPDATE ks\.\w+ SET /);
      expect(query).not.toMatch(/USING|DELETE|NULL/i);
    }
  });

  it('write a number that is too great for its column as the greatest', () => {
    const [statement] = allOf(
      statements(rows({ user_content_consumption: [{ ...CONTENT_ROW, viewcount: 2 ** 31 }] })),
    );

    expect(cells(statement!)['viewcount']).toBe(2 ** 31 - 1);
  });

  it('share requests where their rows are small, at most eight each', () => {
    const unit = (n: number) => ({ ...ACTIVITY_ROW, activity_id: `unit${n}` });
    const small = Array.from({ length: 10 }, (_, n) => ({
      ...unit(n),
      aggregates: { completedCount: n },
    }));
    const scored = { ...unit(10), aggregates: { completedCount: 1, 'score:a': 2, 'score:b': 3 } };
    const detailed = { ...unit(11), agg_details: ['{}'] };

    const { apart } = statements(rows({ user_activity_agg: [...small, scored, detailed] }));

    expect(apart.map((group) => group.length).sort()).toEqual([1, 1, 2, 8]);
  });

  it('are none of no rows', () => {
    expect(statements()).toEqual({ apart: [], ofLearner: new Map() });
  });
});

describe('A decimal', () => {
  it.each([0, 24, -3, 0.1, 1.33, 1e21, 1e-9, 1.5e300, 123456789012])(
    'holds %d exactly',
    (value) => {
      const read = types.BigDecimal.fromBuffer(decimal(value));

      expect(Number(read.toString())).toBe(value);
    },
  );

  it.each([NaN, Infinity])('holds 0 for %d', (value) => {
    expect(types.BigDecimal.fromBuffer(decimal(value)).toString()).toBe('0');
  });
});

const everything = (): RowChanges =>
  projected(enrolled({ contents: [content('do_R1', 2, 5)], attempts: [attempt()] }));

const rows = (changes: Partial<RowChanges>): RowChanges => ({ ...NO_CHANGES, ...changes });

const statements = (...changes: readonly RowChanges[]): RowStatements =>
  rowStatements(changes, 'ks');

const allOf = ({ apart, ofLearner }: RowStatements): Statement[] => [
  ...[...ofLearner.values()].flat(),
  ...apart.flat(),
];

const tablesOf = (all: readonly Statement[]): string[] =>
  all.map(({ query }) => /ks\.(\w+)/.exec(query)?.[1] ?? '');

/** The parameters by the columns that they stand for. */
function cells({ query, params }: Statement): Record<string, unknown> {
  const columns = [...query.matchAll(/(\w+) = (?:\w+ \+ )?\?/g)].map((match) => match[1] ?? '');
  return Object.fromEntries(columns.map((column, i) => [column, params[i]]));
}

const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};

/** Entries in the form of the native protocol. */
function mapBytes(...entries: readonly (readonly [string, Buffer])[]): Buffer {
  const int = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const parts = entries.flatMap(([key, value]) => [
    int(Buffer.byteLength(key)),
    Buffer.from(key),
    int(value.length),
    value,
  ]);
  return Buffer.concat([int(entries.length), ...parts]);
}
