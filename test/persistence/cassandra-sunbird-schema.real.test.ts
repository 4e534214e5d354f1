/** Sunbird's tables are made on a real server, completed where they are older, or refused. */
import { afterEach, describe, expect, it } from 'vitest';
import { inspectTables } from '../../src/persistence/cassandra/sunbird-schema-check.js';
import { completeTables, createKeyspace } from '../../src/persistence/cassandra/sunbird-schema.js';
import { realServers } from '../real/servers.js';
import { openKeyspace, valueOf, type Keyspace } from './cassandra-sunbird.js';

describe.skipIf(realServers() === null)('Sunbird’s schema on a real server', () => {
  let keyspace: Keyspace;
  const open = async (tables: 'tables' | 'empty'): Promise<Keyspace> =>
    (keyspace = await openKeyspace(tables));
  afterEach(() => keyspace.drop());

  it('has the columns, types and keys of Sunbird’s own migrations', async () => {
    await open('tables');

    expect(await described(keyspace)).toEqual(MIGRATED);
  });

  it('has the type of an answered question', async () => {
    await open('tables');

    const [type] = await keyspace.execute(
      'SELECT field_names, field_types FROM system_schema.types WHERE keyspace_name = ?',
      [keyspace.name],
    );
    const names = type?.['field_names'] as string[];
    const types = type?.['field_types'] as string[];
    expect(Object.fromEntries(names.map((name, i) => [name, types[i]]))).toEqual({
      id: 'text',
      assess_ts: 'timestamp',
      max_score: 'double',
      score: 'double',
      type: 'text',
      title: 'text',
      resvalues: 'list<frozen<map<text, text>>>',
      params: 'list<frozen<map<text, text>>>',
      description: 'text',
      duration: 'decimal',
    });
  });

  it('is made again without changing anything', async () => {
    const { client, name } = await open('tables');
    valueOf(await createKeyspace(client, name, 1));

    expect(valueOf(await completeTables(client, name))).toEqual({ kind: 'ready', executed: [] });
    expect(await described(keyspace)).toEqual(MIGRATED);
  });

  it('gains the columns of later migrations, and keeps its rows', async () => {
    const { client, name, execute } = await open('empty');
    await execute(
      `CREATE TABLE ${name}.user_activity_agg (activity_type text, activity_id text, user_id text,
       context_id text, agg map<text, int>, agg_last_updated map<text, timestamp>,
       PRIMARY KEY ((activity_type, activity_id, user_id), context_id))`,
    );
    await execute(
      `INSERT INTO ${name}.user_activity_agg (activity_type, activity_id, user_id, context_id, agg)
       VALUES ('Course', 'do_1', 'u1', 'cb:1', {'completedCount': 3})`,
    );
    const outcome = valueOf(await completeTables(client, name));

    expect(outcome).toMatchObject({ kind: 'ready' });
    expect(outcome.kind === 'ready' && outcome.executed).toContain(
      `ALTER TABLE ${name}.user_activity_agg ADD aggregates map<text, double>`,
    );
    expect(await described(keyspace)).toEqual(MIGRATED);
    expect(await execute(`SELECT * FROM ${name}.user_activity_agg`)).toMatchObject([
      { agg: { completedCount: 3 }, aggregates: null, agg_details: null },
    ]);
  });

  it('of the newest release is refused with the reason, and left as it is', async () => {
    const { client, name, execute } = await open('empty');
    await execute(
      `CREATE TABLE ${name}.user_content_consumption (userid text, collectionid text,
       contextid text, contentid text, status int,
       PRIMARY KEY (userid, collectionid, contextid, contentid))`,
    );
    const before = await described(keyspace);

    expect(valueOf(await completeTables(client, name))).toEqual({
      kind: 'refused',
      reasons: [
        expect.stringContaining(
          "user_content_consumption is of Sunbird's newest schema (collectionid for courseid, " +
            'contextid for batchid)',
        ),
      ],
    });
    expect(await described(keyspace)).toEqual(before);
  });

  it('that is not there lacks everything', async () => {
    const { client } = await open('empty');

    const found = valueOf(await inspectTables(client, 'no_such_keyspace'));
    expect(found.map((finding) => finding.kind)).toContain('missing-table');
  });
});

/** Tables by name: columns with their types, and the key. */
async function described({ execute, name }: Keyspace): Promise<Record<string, string>> {
  const rows = await execute(
    `SELECT table_name, column_name, kind, position, clustering_order, type
     FROM system_schema.columns WHERE keyspace_name = ?`,
    [name],
  );
  const tables = new Map<string, string[]>();
  for (const row of rows) {
    const { table_name, column_name, kind, position, clustering_order, type } = row;
    const place = kind === 'regular' ? '' : ` ${kind as string} ${position as number}`;
    const order = clustering_order === 'desc' ? ' desc' : '';
    const columns = tables.get(table_name as string) ?? [];
    columns.push(`${column_name as string} ${type as string}${place}${order}`);
    tables.set(table_name as string, columns);
  }
  return Object.fromEntries([...tables].map(([table, columns]) => [table, columns.sort().join()]));
}

const sorted = (columns: string): string =>
  columns
    .split(';')
    .map((column) => column.trim().replace(/\s+/g, ' '))
    .sort()
    .join();

/** Written down from `reference/lms.md` 5.1, apart from what makes the tables. */
const MIGRATED: Readonly<Record<string, string>> = {
  user_content_consumption: sorted(`userid text partition_key 0; courseid text clustering 0;
    batchid text clustering 1; contentid text clustering 2; completedcount int;
    datetime timestamp; lastaccesstime text; lastcompletedtime text; lastupdatedtime text;
    progress int; status int; viewcount int; last_access_time timestamp;
    last_completed_time timestamp; last_updated_time timestamp; completionpercentage float;
    progressdetails text`),
  user_enrolments: sorted(`userid text partition_key 0; courseid text clustering 0;
    batchid text clustering 1; active boolean; addedby text;
    certificates list<frozen<map<text, text>>>; completedon timestamp; completionpercentage int;
    contentstatus map<text, int>; datetime timestamp; enrolleddate text; lastreadcontentid text;
    lastreadcontentstatus int; progress int; status int;
    issued_certificates list<frozen<map<text, text>>>; certstatus int; enrolled_date timestamp;
    lastcontentaccesstime timestamp`),
  user_activity_agg: sorted(`activity_type text partition_key 0; activity_id text partition_key 1;
    user_id text partition_key 2; context_id text clustering 0; agg map<text, int>;
    agg_last_updated map<text, timestamp>; aggregates map<text, double>; agg_details list<text>`),
  course_batch: sorted(`courseid text partition_key 0; batchid text clustering 0; createdby text;
    createddate text; createdfor list<text>; description text; enddate text;
    enrollmentenddate text; enrollmenttype text; mentors list<text>; name text; startdate text;
    status int; updateddate text; cert_templates map<text, frozen<map<text, text>>>;
    tandc boolean; created_date timestamp; start_date timestamp; end_date timestamp;
    enrollment_enddate timestamp; updated_date timestamp`),
  assessment_aggregator: sorted(`course_id text partition_key 0; batch_id text clustering 0;
    user_id text clustering 1; content_id text clustering 2; attempt_id text clustering 3;
    created_on timestamp; last_attempted_on timestamp; total_max_score double; grand_total text;
    question list<frozen<question>>; total_score double; updated_on timestamp`),
};
