import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import { attemptArchive } from '../../src/persistence/archive/attempt-archive.js';
import type { ExhaustInput } from '../../src/reports/exhaust-input.js';
import { writeExhaust } from '../../src/reports/exhaust.js';
import { archivedCells, putArchive } from '../persistence/archive/archived-files.js';
import { batch, contents, course, enrolment, userCache } from './builders.js';
import { exhaustInput, reading } from './exhaust-inputs.js';
import { cellsByName, expectedReport, readJson } from './sunbird-fixtures.js';

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'response-archive-'));
  root = join(folder, 'archive');
  await mkdir(root);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a response report of an archived batch', () => {
  it("is Sunbird's case R01 when the stored attempt was archived", async () => {
    const ids = { course: 'do_1130928636168192001667' as CourseId, batch: 'batch-001' as BatchId };
    const [row] = (readJson('fixtures/assessment_aggregator.json') as Cells[]).filter(
      ({ user_id, batch_id }) => user_id === 'user-001' && batch_id === 'batch-001',
    );
    const question = JSON.stringify(row?.['question']);
    const texts = Object.entries(row ?? {}).map(([column, cell]) => [column, String(cell)]);
    const cells = { ...(Object.fromEntries(texts) as Record<string, string>), question };
    const name = `${ids.batch}_${ids.course}`;
    await putArchive(root, '2021-28-1626351011290.csv.gz', [{ ...cells, updated_on: '' }], name);
    const state = enrolment({ learner: 'user-001' });

    await write({
      ...reading([{ ...state, key: { ...state.key, ...ids } }]),
      course: course({ course: ids.course, name: 'SelfAssess for course' }),
      batch: batch({ batch: ids.batch, name: 'Basic Java' }),
    });

    const time = '2021-07-15 11:00:00';
    expect(await report()).toEqual(
      expectedReport('response_v2_batch-001_user-001.csv').map((expected) => ({
        ...expected,
        'Attempted On': time,
      })),
    );
  });

  it('shows archived attempts under the filters of all others, and counts their rows', async () => {
    const learners = ['asked', 'elsewhere', 'gone', 'stranger'];
    const rows = learners.map((user_id) => archivedCells({ user_id }));
    await putArchive(root, '2021-28-1.csv', rows);
    const states = ['asked', 'elsewhere', 'stranger'].map((learner) => enrolment({ learner }));

    const written = await write({
      ...reading([...states, enrolment({ learner: 'zz', attempts: [['do_y', 'y', 1, 1]] })]),
      users: userCache({
        asked: { rootorgid: 'org' },
        elsewhere: { rootorgid: 'other' },
        zz: { rootorgid: 'org' },
      }),
      requesterOrg: 'org',
    });

    expect(await cellsOf('User UUID', 'Attempt Id', 'Question Id')).toEqual([
      ['asked', 'x', 'q-x'],
      ['zz', 'y', ''],
    ]);
    const counts = { rows: 2, leftOut: 1, archivedRows: 1 };
    expect(written).toMatchObject({ ok: true, value: counts });
    const sidecar = JSON.parse(await readFile(join(folder, 'report.csv.json'), 'utf8')) as unknown;
    expect(sidecar).toMatchObject(counts);
  });

  it('leaves out learners who are not enrolled', async () => {
    await putArchive(root, '1-1-1.csv', [archivedCells()]);

    await write(reading([enrolment({ active: false })]));

    expect(await report()).toEqual([]);
  });

  it('names the contents of archived attempts', async () => {
    await putArchive(root, '1-1-1.csv', [archivedCells()]);
    const names = new Map([[contents('do_x')[0]!, 'Quiz']]);

    await write({
      ...reading([enrolment()]),
      titlesOf: () => Promise.resolve({ ok: true, value: names }),
    });

    expect(await cellsOf('QuestionSet Title', 'Question Title')).toEqual([
      ['Quiz', 'Which "one"?'],
    ]);
  });

  it('is not written where a file is damaged, and says where', async () => {
    await putArchive(root, '1-1-1.csv', [archivedCells(), archivedCells({ total_score: 'x' })]);

    const written = await write(reading([enrolment()]));

    expect(written).toEqual({
      ok: false,
      error: {
        kind: 'damaged',
        key: 'batch-1_do_course/1-1-1.csv line 3',
        detail: 'total_score is no number',
      },
    });
    expect(await readdir(folder)).toEqual(['archive']);
  });

  it.each(['progress-exhaust', 'userinfo-exhaust'] as const)(
    'is the only one that reads archives, %s does not',
    async (dataset) => {
      const written = await write({
        ...{ dataset, course: course({ userConsent: 'Yes' }) },
        archive: () => Promise.reject(new Error('not asked')),
      });

      expect(written).toMatchObject({ ok: true, value: { archivedRows: 0 } });
    },
  );
});

type Cells = Readonly<Record<string, unknown>>;

const write = (changes: Partial<ExhaustInput>) =>
  writeExhaust(
    exhaustInput({
      ...{ dataset: 'response-exhaust', path: join(folder, 'report.csv') },
      archive: attemptArchive({ root, sortFolder: folder, lineBytesMax: 100_000 }),
      ...changes,
    }),
  );

const report = async () => cellsByName(await readFile(join(folder, 'report.csv'), 'utf8'));

const cellsOf = async (...columns: readonly string[]) =>
  (await report()).map((row) => columns.map((column) => row[column]));
