import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { writeText, writeWhole } from '../../src/reports/report-file.js';

const PLAIN = { kind: 'plain' } as const;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-file-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a whole file', () => {
  it('holds what was appended, in order, in folders that are made for it', async () => {
    const path = join(folder, 'a', 'b', 'report.csv');

    const written = await writeWhole(path, PLAIN, async (append) => {
      await append('first,');
      await append('क');
      return ok(2);
    });

    expect(written).toEqual({ ok: true, value: 2 });
    expect(await readFile(path, 'utf8')).toBe('first,क');
  });

  it('does not appear before it is complete', async () => {
    let seen: string[] = [];

    await writeWhole(join(folder, 'report.csv'), PLAIN, async (append) => {
      await append('text');
      seen = await readdir(folder);
      return ok(undefined);
    });

    expect(seen).toEqual(['report.csv.part']);
    expect(await readdir(folder)).toEqual(['report.csv']);
  });

  it('is not written when the writer fails; the former one stays', async () => {
    const path = join(folder, 'report.csv');
    await writeText(path, 'former');

    const written = await writeWhole(path, PLAIN, async (append) => {
      await append('half');
      return err({ kind: 'unavailable', detail: 'down' });
    });

    expect(written).toEqual({ ok: false, error: { kind: 'unavailable', detail: 'down' } });
    expect(await readdir(folder)).toEqual(['report.csv']);
    expect(await readFile(path, 'utf8')).toBe('former');
  });

  it('is not written when the writer throws; what it throws is thrown', async () => {
    const written = writeWhole(join(folder, 'report.csv'), PLAIN, async (append) => {
      await append('half');
      throw new Error('damaged snapshot');
    });

    await expect(written).rejects.toThrow('damaged snapshot');
    expect(await readdir(folder)).toEqual([]);
  });

  it('overwrites a part that a crash left behind', async () => {
    const path = join(folder, 'report.csv');
    await writeFile(`${path}.part`, 'a long text of a former run');

    await writeText(path, 'new');

    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['report.csv']);
  });

  it('that cannot be made is unavailable, with the reason', async () => {
    await writeText(join(folder, 'file'), '');

    const written = await writeText(join(folder, 'file', 'report.csv'), 'text');

    expect(written).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(JSON.stringify(written)).toMatch(/ENOTDIR|EEXIST/);
  });
});
