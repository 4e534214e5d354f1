import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('release notes', () => {
  it('are the section of the version', () => {
    const run = notes('Unreleased');

    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/^### /);
    expect(run.stdout).not.toMatch(/^## /m);
  });

  it.each([[], ['99.0.0'], ['Unrel']])('are refused for %j, with what to do', (...args) => {
    const run = notes(...args);

    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('CHANGELOG.md says nothing of');
  });
});

const notes = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['scripts/release-notes.mjs', ...args], { encoding: 'utf8' });
