/**
 * DuckDB writing the same CSV from the same learners: the floor of this input, since it reads its
 * own columns and does nothing else. Fetched at first into the cache of the benchmarks and no
 * dependency, for it is larger than everything else together. Loading its tables is not measured.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { exhaustFiles } from '../exhaust-input.js';
import { CACHE } from '../input.js';
import { memoryMb, report, usedBy } from '../measure.js';

const PACKAGE = '@duckdb/node-api';
const VERSION = '1.5.6-r.1';
const SAMPLE_MS = 20;

const SCORED = ['do_313090000000000105', 'do_313090000000000115'];
const PERSON = [
  ...['userid', 'state', 'district', 'block', 'cluster', 'orgname', 'rootorgid'],
  ...['schooludisecode', 'schoolname', 'board', 'usertype', 'usersubtype'],
];

interface DuckDb {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> };
}

interface Connection {
  run(sql: string): Promise<unknown>;
}

const [count = '', csv = ''] = process.argv.slice(2);
const { DuckDBInstance } = fetched();
const database = join(CACHE, `ex-${count}.duckdb`);
const out = join(CACHE, `ex-${count}.duckdb.csv`);
const isNew = !existsSync(database);
const connection = await (await DuckDBInstance.create(database)).connect();
if (isNew) for (const sql of loading(exhaustFiles(Number(count)))) await connection.run(sql);
rmSync(out, { force: true });
const idleMb = memoryMb();
let mostMb = idleMb;
const sampling = setInterval(() => (mostMb = Math.max(mostMb, memoryMb())), SAMPLE_MS);
const measured = await usedBy(async () => {
  await connection.run(`COPY (${query()}) TO '${out}' (HEADER, DELIMITER ',')`);
});
clearInterval(sampling);
report({
  sameBytes: readFileSync(out).equals(readFileSync(csv)),
  rowsPerSecond: Math.round(Number(count) / measured.wallSeconds),
  rowsPerCpuSecond: Math.round(Number(count) / measured.cpuSeconds),
  cpuSecondsPerMillionRows: (measured.cpuSeconds / Number(count)) * 1e6,
  aboveIdleMb: mostMb - idleMb,
  ...{ cpuSeconds: measured.cpuSeconds, wallSeconds: measured.wallSeconds },
});

function fetched(): DuckDb {
  const folder = join(CACHE, 'duckdb');
  if (!existsSync(join(folder, 'node_modules', PACKAGE))) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder];
    execFileSync('npm', [...args, `${PACKAGE}@${VERSION}`], { stdio: ['ignore', 2, 2] });
  }
  return createRequire(join(folder, 'package.json'))(PACKAGE) as DuckDb;
}

function loading(files: ReturnType<typeof exhaustFiles>): string[] {
  const utc = (column: string): string => `strptime(${column}, '%Y-%m-%dT%H:%M:%S.%f+0000')`;
  return [
    `CREATE TABLE enrolment AS SELECT userid, courseid, batchid, active,
       ${utc('enrolled_date')} AS enrolled, ${utc('completedon')} AS completed,
       len(issued_certificates) > 0 AS certified, contentstatus
     FROM read_json('${files.enrolments}', format = 'newline_delimited', columns = {
       userid: 'VARCHAR', courseid: 'VARCHAR', batchid: 'VARCHAR', active: 'BOOLEAN',
       enrolled_date: 'VARCHAR', completedon: 'VARCHAR', issued_certificates: 'JSON[]',
       contentstatus: 'MAP(VARCHAR, INTEGER)' })`,
    `CREATE TABLE aggregate AS SELECT user_id, aggregates
     FROM read_json('${files.aggregates}', format = 'newline_delimited', columns = {
       user_id: 'VARCHAR', aggregates: 'MAP(VARCHAR, DOUBLE)' })`,
    `CREATE TABLE person AS SELECT *
     FROM read_json('${files.users}', format = 'newline_delimited', columns = {
       ${PERSON.map((name) => `${name}: 'VARCHAR'`).join(', ')} })`,
    'CHECKPOINT',
  ];
}

function query(): string {
  const date = (column: string): string => `strftime(${column} + INTERVAL 330 MINUTE, '%d/%m/%Y')`;
  const percent = (score: string, max: string): string =>
    `CAST(ceil((${score}) * 100 / nullif(${max}, 0)) AS INTEGER) || '%'`;
  const of = (kind: string, content: string): string => `aggregates['${kind}:${content}']`;
  const sum = (kind: string): string =>
    SCORED.map((content) => `coalesce(${of(kind, content)}, 0)`).join(' + ');
  const scores = SCORED.map((content) => {
    const cell = percent(of('score', content), of('max_score', content));
    return `${cell} AS "${content} - Score"`;
  });
  return `SELECT courseid AS "Collection Id", 'Course 1' AS "Collection Name",
    'BatchId_' || batchid AS "Batch Id", 'Batch 1' AS "Batch Name", e.userid AS "User UUID",
    state AS "State", district AS "District", orgname AS "Org Name",
    schooludisecode AS "School Id", schoolname AS "School Name", block AS "Block Name",
    "cluster" AS "Cluster Name", usertype AS "User Type",
    nullif(usersubtype, '') AS "User Sub Type",
    json_extract_string(board, '$[0]') AS "Declared Board",
    ${date('enrolled')} AS "Enrolment Date", ${date('completed')} AS "Completion Date",
    CASE WHEN certified THEN 'Issued' END AS "Certificate Status",
    CASE WHEN completed IS NOT NULL THEN 100 ELSE least(100, CAST(floor(
      len(list_filter(map_values(contentstatus), lambda s: s = 2)) * 100 / 20 + 0.5
    ) AS INTEGER)) END AS "Progress",
    ${percent(sum('score'), sum('max_score'))} AS "Total Score",
    ${scores.join(', ')}
  FROM enrolment e LEFT JOIN aggregate a ON a.user_id = e.userid
    LEFT JOIN person p ON p.userid = e.userid
  WHERE active AND enrolled IS NOT NULL ORDER BY e.userid`;
}
