import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeOldReports } from '../../src/reports/report-retention.js';

const LIMIT = 1_700_000_000_000;
const [OLD, NEW] = [LIMIT - 1000, LIMIT];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retention-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('old report files', () => {
  it('are removed, with their sidecars, parts and the folders that they leave empty', async () => {
    await put('progress-exhaust/R1/b_progress_20240101.zip', OLD);
    await put('progress-exhaust/R1/b_progress_20240101.zip.json', OLD);
    await put('userinfo-exhaust/R2/b_userinfo_20240101.zip.part', OLD);
    await put('response-exhaust/b_response_20240101.csv', OLD);

    const removed = await removeOldReports(folder, LIMIT);

    expect(removed).toEqual({ files: 4, troubles: [] });
    expect(await left()).toEqual(['progress-exhaust', 'response-exhaust', 'userinfo-exhaust']);
  });

  it('leave those that are not old', async () => {
    await put('progress-exhaust/R1/old.csv', OLD);
    await put('progress-exhaust/R1/new.csv', NEW);

    await removeOldReports(folder, LIMIT);

    expect(await left()).toContain('progress-exhaust/R1/new.csv');
    expect(await left()).not.toContain('progress-exhaust/R1/old.csv');
  });

  it('are only those that a report made', async () => {
    await put('data.mdb', OLD);
    await put('other/x.csv', OLD);
    await put('progress-exhaust/notes.txt', OLD);
    await put('progress-exhaust/R1/deep/x.csv', OLD);

    const removed = await removeOldReports(folder, LIMIT);

    expect(removed.files).toBe(0);
    expect((await left()).filter((name) => /\.\w+$/.test(name))).toEqual([
      'data.mdb',
      'other/x.csv',
      'progress-exhaust/R1/deep/x.csv',
      'progress-exhaust/notes.txt',
    ]);
  });

  it('are not looked for behind a link', async () => {
    await put('elsewhere/x.csv', OLD);
    await mkdir(join(folder, 'progress-exhaust'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'progress-exhaust', 'R1'));

    const removed = await removeOldReports(folder, LIMIT);

    expect(removed.files).toBe(0);
    expect(await left()).toContain('elsewhere/x.csv');
  });

  it('are none where nothing was ever written', async () => {
    expect(await removeOldReports(join(folder, 'none'), LIMIT)).toEqual({ files: 0, troubles: [] });
  });

  it('that cannot be read are told', async () => {
    await writeFile(join(folder, 'progress-exhaust'), '');
    await put('userinfo-exhaust/x.csv', OLD);

    const removed = await removeOldReports(folder, LIMIT);

    expect(removed).toEqual({ files: 1, troubles: ['ENOTDIR'] });
  });
});

async function put(name: string, writtenAt: number): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'text');
  await utimes(path, writtenAt / 1000, writtenAt / 1000);
}

const left = async (): Promise<string[]> => (await readdir(folder, { recursive: true })).sort();
