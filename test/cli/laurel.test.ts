/**
 * The program as a user runs it: processes, files and exit codes. Commands are covered one by one
 * beside this file; here is what only their being together shows.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'laurel-cli-'));
const DATA = join(FOLDER, 'data');
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(FOLDER, { recursive: true, force: true });
});

describe('laurel, before there is any data', () => {
  it('prints the settings in force', async () => {
    const run = await laurel(['config']);

    expect(run.code).toBe(0);
    expect(run.out).toContain(`LAUREL_DATA_DIR=${DATA}\n`);
  });

  it('names every wrong setting at once and ends with 2', async () => {
    const run = await laurel(['doctor'], { LAUREL_PORT: 'x', LAUREL_AUTH: 'y' });

    expect(run.code).toBe(2);
    expect(run.err).toMatch(/LAUREL_PORT[^]*LAUREL_AUTH|LAUREL_AUTH[^]*LAUREL_PORT/);
  });

  it('lists no dead letters and makes no folder by looking', async () => {
    const run = await laurel(['dlq', 'ls']);

    expect(run).toMatchObject({ code: 0, out: '' });
    expect(existsSync(DATA)).toBe(false);
  });

  it('names a file that is not there', async () => {
    const run = await laurel(['replay', join(FOLDER, 'none.jsonl')]);

    expect(run.code).toBe(1);
    expect(run.err).toContain('none.jsonl');
  });
});
