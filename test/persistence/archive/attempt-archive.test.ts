import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchId, CourseId, LearnerId } from '../../../src/domain/ids.js';
import { attemptArchive } from '../../../src/persistence/archive/attempt-archive.js';
import { SORT_LIMITS, type SortLimits } from '../../../src/persistence/archive/record-sorter.js';
import { archivedCells, archiveText, putArchive } from './archived-files.js';

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attempt-archive-'));
  root = join(folder, 'archival-data');
  await mkdir(root);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('archived attempts', () => {
  it('are given out by learner, out of all files of the batch', async () => {
    await putArchive(root, '2021-28-1626351011290.csv.gz', [
      cells('c', 'y', '2'),
      cells('a', 'y', '3'),
    ]);
    await putArchive(root, '2021-22-1626351011290.csv', [cells('a', 'x', '1')]);

    expect(await scoresOf('a', 'b', 'c')).toEqual({ a: ['x 1', 'y 3'], b: [], c: ['y 2'] });
  });

  it('pass over learners that nobody asks for', async () => {
    await putArchive(
      root,
      '1-1-1.csv',
      ['a', 'b', 'c'].map((learner) => cells(learner, 'x', '1')),
    );

    expect(await scoresOf('c')).toEqual({ c: ['x 1'] });
  });

  it('are given out once where a week was written again, the later record', async () => {
    const later = { last_attempted_on: '1626327000001' };
    await putArchive(root, '1-1-1.csv', [{ ...cells('a', 'x', '5'), ...later }]);
    await putArchive(root, '1-1-2.csv', [cells('a', 'x', '9'), cells('a', 'x', '9')]);

    expect(await scoresOf('a')).toEqual({ a: ['x 5'] });
  });

  it('come in the same order when they do not fit into memory', async () => {
    const learners = Array.from({ length: 40 }, (_, i) => `l${String(i)}`).sort();
    await putArchive(
      root,
      '1-1-1.csv.gz',
      [...learners]
        .reverse()
        .flatMap((learner) => [cells(learner, 'y', '2'), cells(learner, 'x', '1')]),
    );

    const found = await scoresWithin({ heldBytesMax: 3_000, runsCountMax: 90 }, learners);

    expect(found).toEqual(Object.fromEntries(learners.map((learner) => [learner, ['x 1', 'y 2']])));
  });

  it('are none where the batch has no folder, or can have none', async () => {
    await mkdir(join(folder, 'x_do_course'));
    const outside = { ...cells('a', 'x', '1'), batch_id: '../x' };
    await writeFile(join(folder, 'x_do_course', '1-1-1.csv'), archiveText([outside]));

    const none = { ok: true, value: [] };
    expect(await opened()).toEqual(none);
    expect(await opened({ batch: '../x' })).toEqual(none);
    expect(await opened({ batch: 'b'.repeat(128), course: '\u0935'.repeat(128) })).toEqual(none);
  });

  it('pass over what Hadoop hides', async () => {
    await putArchive(root, '_SUCCESS', '');
    await putArchive(root, '.1-1-1.csv.crc', 'crc');

    expect(await opened()).toEqual({ ok: true, value: [] });
  });
});

describe('archived attempts are not read', () => {
  const DAMAGED = 'batch-1_do_course/1-1-1.csv';
  const whole = archiveText([cells('a', 'x', '1')]);

  it.each<[string, string, string | Uint8Array, string, string]>([
    ['an empty file', '1-1-1.csv', '', DAMAGED, 'is empty: it lacks its header'],
    ['no header', '1-1-1.csv', 'a,b\n', `${DAMAGED} line 1`, 'the header lacks course_id'],
    ['a cut line', '1-1-1.csv', whole.slice(0, -20), `${DAMAGED} line 2`, 'a quote is not closed'],
    [
      'a strange cell',
      '1-1-1.csv',
      whole.replace(',1,', ',one,'),
      `${DAMAGED} line 2`,
      'total_score',
    ],
    [
      'a long line',
      '1-1-1.csv',
      `${whole}${'x'.repeat(9000)}\n`,
      `${DAMAGED} line 3`,
      'has 9000 bytes',
    ],
    ['a cut archive', '1-1-1.csv.gz', gzipSync(whole).subarray(0, -9), `${DAMAGED}.gz`, 'gzip'],
    ['no archive', '1-1-1.csv.gz', Buffer.from(whole), `${DAMAGED}.gz`, 'gzip'],
    ['another form', '1-1-1.parquet', 'x', 'batch-1_do_course/1-1-1.parquet', 'is neither .csv'],
  ])('with %s, by name', async (_what, name, content, key, detail) => {
    await putArchive(root, name, content);

    expect(await opened()).toEqual({
      ok: false,
      error: { kind: 'damaged', key, detail: expect.stringContaining(detail) as string },
    });
  });

  it('through links, of a file or of the folder', async () => {
    await putArchive(folder, 'outside.csv', [cells('a', 'x', '1')], 'elsewhere');
    await mkdir(join(root, 'batch-1_do_course'));
    await symlink(
      join(folder, 'elsewhere', 'outside.csv'),
      join(root, 'batch-1_do_course', '1-1-1.csv'),
    );
    await symlink(join(folder, 'elsewhere'), join(root, 'batch-2_do_course'));

    const links = 'links are not followed';
    expect(await opened()).toMatchObject({
      error: { kind: 'damaged', key: DAMAGED, detail: expect.stringContaining(links) as string },
    });
    expect(await opened({ batch: 'batch-2' })).toMatchObject({
      error: { kind: 'damaged', key: 'batch-2_do_course' },
    });
  });

  it('where the archive itself is not there', async () => {
    await rm(root, { recursive: true });

    expect(await opened()).toMatchObject({
      error: { kind: 'unavailable', detail: expect.stringContaining('ENOENT') as string },
    });
  });

  it('where they are more than may be sorted', async () => {
    await putArchive(root, '1-1-1.csv', [cells('a', 'x', '1'), cells('b', 'x', '1')]);

    expect(await opened({ limits: { heldBytesMax: 1, runsCountMax: 1 } })).toEqual({
      ok: false,
      error: {
        kind: 'unavailable',
        detail: 'archived attempts: those of the batch are more than 1 bytes',
      },
    });
  });
});

const cells = (learner: string, attempt: string, score: string) =>
  archivedCells({ user_id: learner, attempt_id: attempt, total_score: score });

interface Asked {
  readonly batch?: string;
  readonly course?: string;
  readonly limits?: SortLimits;
}

/** What the learner `a` has, or what was wrong. */
async function opened({ batch = 'batch-1', course = 'do_course', limits }: Asked = {}) {
  const found = await open({ batch, course, ...(limits === undefined ? {} : { limits }) });
  if (!found.ok) return found;
  const attempts = await found.value.of('a' as LearnerId);
  await found.value.close();
  return attempts;
}

const open = ({ batch = 'batch-1', course = 'do_course', limits }: Asked) =>
  attemptArchive({
    ...{ root, sortFolder: join(folder, 'reports'), lineBytesMax: 8_000 },
    ...(limits === undefined ? {} : { limits }),
  })(course as CourseId, batch as BatchId);

const scoresOf = (...learners: readonly string[]) => scoresWithin(SORT_LIMITS, learners);

/** Attempt and score of each learner's attempts. */
async function scoresWithin(limits: SortLimits, learners: readonly string[]) {
  const archive = await open({ limits });
  if (!archive.ok) throw new Error(JSON.stringify(archive.error));
  const scores: Record<string, string[]> = {};
  for (const learner of learners) {
    const found = await archive.value.of(learner as LearnerId);
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    scores[learner] = found.value.map(({ state }) => `${state.attempt} ${String(state.score)}`);
  }
  await archive.value.close();
  return scores;
}
