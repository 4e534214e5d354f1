/**
 * Reports read back by programs that share no code with the writer: two readers of CSV, and unzip.
 * What they give is what went in, cell by cell.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserEntry } from '../../src/domain/certificate.js';
import { ok } from '../../src/domain/result.js';
import { writeExhaust } from '../../src/reports/exhaust.js';
import { fileNameOf, type Protection } from '../../src/reports/protection.js';
import { batch, course, enrolment, userCache } from './builders.js';
import { exhaustInput, reading } from './exhaust-inputs.js';

const run = promisify(execFile);
const has = (tool: string): boolean => spawnSync(tool, ['--help']).error === undefined;
const hasTools = has('python3') && has('unzip');

const PASSWORD = 'abc123';
const NAME = 'batch-1_progress_20240102.csv';
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** Names as people and schools have them, and as nobody should. */
const NAMES = [
  'DPS, MATHURA',
  'the "Model" School',
  'two\nlines',
  'carriage\r\nreturn',
  ' blanks around ',
  '',
  'कर चले हम फ़िदा',
  "'quoted'",
  'back\\slash \\n',
  ';semicolon|pipe\ttab inside',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🎓',
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laurel-read-back-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!hasTools)('A report', () => {
  it('is the same cells for two readers of CSV', async () => {
    const file = await written({ kind: 'plain' });

    const [one, other] = [await byCsvParse(file), await byPython(file)];

    expect(one).toEqual(other);
    expect(schoolsIn(one)).toEqual(NAMES);
  });

  it.each<[string, Protection, readonly string[]]>([
    ['a zip', { kind: 'zip' }, []],
    [
      'a zip under a password',
      { kind: 'password-zip', password: PASSWORD, cipher: 'zipcrypto' },
      ['-P', PASSWORD],
    ],
  ])('is the same bytes out of %s', async (_what, protection, words) => {
    const plain = await readFile(await written({ kind: 'plain' }));

    const { stdout } = await run('unzip', [...words, '-p', await written(protection)], {
      encoding: 'buffer',
      maxBuffer: OUTPUT_BYTES_MAX,
    });

    expect(stdout).toEqual(plain);
  });

  it('names itself inside a zip', async () => {
    const { stdout } = await run('unzip', ['-Z1', await written({ kind: 'zip' })]);

    expect(stdout).toBe(`${NAME}\n`);
  });
});

/** One learner a name. */
async function written(protection: Protection): Promise<string> {
  const learners = NAMES.map((_name, i) => `user-${String(i).padStart(3, '0')}`);
  const entries: Record<string, UserEntry> = Object.fromEntries(
    learners.map((learner, i) => [learner, { schoolname: NAMES[i] ?? '', state: 'Karnataka' }]),
  );
  const path = join(folder, protection.kind, fileNameOf(NAME, protection));
  const done = await writeExhaust(
    exhaustInput({
      ...{ path, protection, course: course(), batch: batch(), users: userCache(entries) },
      ...reading(learners.map((learner) => enrolment({ learner }))),
    }),
  );
  expect(done).toMatchObject(ok({ rows: NAMES.length, withoutProfile: 0 }));
  return path;
}

const byCsvParse = async (file: string): Promise<string[][]> =>
  parse(await readFile(file, 'utf8'), { columns: false });

/** Python's reader is strict about quotes here, and leaves line breaks as they are. */
const READER =
  'import csv, json, sys; ' +
  "rows = csv.reader(open(sys.argv[1], encoding='utf-8', newline=''), strict=True); " +
  'print(json.dumps(list(rows)))';

async function byPython(file: string): Promise<string[][]> {
  const options = { maxBuffer: OUTPUT_BYTES_MAX };
  const { stdout } = await run('python3', ['-c', READER, file], options);
  return JSON.parse(stdout) as string[][];
}

function schoolsIn([header = [], ...rows]: readonly (readonly string[])[]): string[] {
  const place = header.indexOf('School Name');
  return rows.map((row) => row[place] ?? 'no such cell');
}
