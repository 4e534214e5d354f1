import { describe, expect, it } from 'vitest';
import { compareSchema } from '../../src/persistence/cassandra/sunbird-schema-check.js';
import {
  QUESTION_TYPE,
  SUNBIRD_TABLES,
  type TableShape,
} from '../../src/persistence/cassandra/sunbird-tables.js';
import type { StoredRow } from '../../src/persistence/sunbird/rows.js';

const QUESTION = {
  type_name: 'question',
  field_names: Object.keys(QUESTION_TYPE.fields),
  field_types: Object.values<string>(QUESTION_TYPE.fields),
};

describe('A keyspace', () => {
  it('is as it should be when it has Sunbird’s tables', () => {
    expect(compareSchema(allColumns(), [QUESTION])).toEqual([]);
  });

  it('lacks everything when it is empty, the type first', () => {
    expect(compareSchema([], []).map((finding) => finding.kind)).toEqual([
      'missing-type',
      ...SUNBIRD_TABLES.map(() => 'missing-table'),
    ]);
  });

  it('lacks a column of a later migration, of the very type', () => {
    const columns = allColumns().filter((row) => row['column_name'] !== 'aggregates');

    expect(compareSchema(columns, [QUESTION])).toEqual([
      {
        kind: 'missing-column',
        table: 'user_activity_agg',
        column: 'aggregates',
        type: 'map<text, double>',
      },
    ]);
  });

  it('may lack what nobody writes, and may have more', () => {
    const columns = allColumns().filter((row) => row['column_name'] !== 'tandc');
    const more = { ...regular('course_batch', 'extra', 'text') };

    expect(compareSchema([...columns, more], [QUESTION])).toEqual([]);
  });

  it('lacks a field of an answered question', () => {
    const short = {
      ...QUESTION,
      field_names: QUESTION.field_names.slice(0, -1),
      field_types: QUESTION.field_types.slice(0, -1),
    };

    expect(compareSchema(allColumns(), [short])).toEqual([
      { kind: 'missing-field', field: 'duration', type: 'decimal' },
    ]);
  });

  it('may spell out that the lists of a question are frozen', () => {
    const field_types = QUESTION.field_types.map((type) =>
      type.startsWith('list') ? `frozen<${type}>` : type,
    );

    expect(compareSchema(allColumns(), [{ ...QUESTION, field_types }])).toEqual([]);
  });

  it('cannot be used when a column or a field is of another type', () => {
    const columns = allColumns().map((row) =>
      row['column_name'] === 'total_score' ? { ...row, type: 'int' } : row,
    );
    const field_types = QUESTION.field_types.map((type) => (type === 'decimal' ? 'int' : type));

    expect(reasonsOf(columns, [{ ...QUESTION, field_types }])).toEqual([
      'question.duration is of type int and not decimal',
      'assessment_aggregator.total_score is of type int and not double',
    ]);
  });

  it.each([
    ['user_activity_agg', ['activity_type', 'activity_id'], ['context_id', 'user_id']],
    ['assessment_aggregator', ['user_id', 'course_id'], ['batch_id', 'content_id', 'attempt_id']],
  ])('may have the other key of %s', (table, partition, clustering) => {
    expect(compareSchema(withKey(table, partition, clustering), [QUESTION])).toEqual([]);
  });

  it('cannot be used when its key does not serve the reads', () => {
    const columns = withKey('user_enrolments', ['batchid'], ['userid', 'courseid']);

    expect(reasonsOf(columns, [QUESTION])).toEqual([
      'user_enrolments has the primary key ((batchid), userid, courseid) and not ' +
        '((userid), courseid, batchid)',
    ]);
  });

  it.each([
    ['user_content_consumption', { courseid: 'collectionid', batchid: 'contextid' }],
    ['assessment_aggregator', { course_id: 'collection_id', batch_id: 'context_id' }],
  ])('cannot be used when %s is of the newest release, and the reason says so', (table, names) => {
    const renamed: Readonly<Record<string, string>> = names;
    const columns = allColumns().map((row) =>
      row['table_name'] === table
        ? { ...row, column_name: renamed[String(row['column_name'])] ?? row['column_name'] }
        : row,
    );

    expect(reasonsOf(columns, [QUESTION])).toEqual([
      expect.stringMatching(`^${table} is of Sunbird's newest schema \\(.*context_?id for batch`),
    ]);
  });
});

const reasonsOf = (columns: readonly StoredRow[], types: readonly StoredRow[]): string[] =>
  compareSchema(columns, types).map((finding) =>
    finding.kind === 'unusable' ? finding.reason : finding.kind,
  );

const allColumns = (): StoredRow[] => SUNBIRD_TABLES.flatMap(columnsOf);

/** A table's rows of `system_schema.columns`. */
function columnsOf({ name, columns, key }: TableShape): StoredRow[] {
  const [partition = '', clustering = ''] = key.slice(2, -1).split(')');
  const names = (part: string): string[] => part.split(', ').filter((column) => column !== '');
  const rows = Object.entries(columns).map(([column, type]) => regular(name, column, type));
  return keyed(rows, names(partition), names(clustering));
}

const regular = (table: string, column: string, type: string): StoredRow => ({
  table_name: table,
  column_name: column,
  kind: 'regular',
  position: -1,
  type,
});

const keyed = (
  rows: readonly StoredRow[],
  partition: readonly string[],
  clustering: readonly string[],
): StoredRow[] =>
  rows.map((row) => {
    const [first, second] = [partition, clustering].map((part) =>
      part.indexOf(String(row['column_name'])),
    ) as [number, number];
    if (first >= 0) return { ...row, kind: 'partition_key', position: first };
    return second >= 0
      ? { ...row, kind: 'clustering', position: second }
      : { ...row, kind: 'regular', position: -1 };
  });

const withKey = (
  table: string,
  partition: readonly string[],
  clustering: readonly string[],
): StoredRow[] =>
  SUNBIRD_TABLES.flatMap((shape) =>
    shape.name === table ? keyed(columnsOf(shape), partition, clustering) : columnsOf(shape),
  );
