/** What `npm pack` makes, as whoever installs it gets it: unpacked, without the sources. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, pathOf } from './program.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const place = pathOf('installed');
const unpacked = join(place, 'package');

describe('the package', () => {
  beforeAll(() => {
    mkdirSync(place);
    const flags = ['--ignore-scripts', '--pack-destination', place];
    const [file = ''] = said('npm', ['pack', ...flags], ROOT)
      .trim()
      .split('\n')
      .slice(-1);
    said('tar', ['-xzf', join(place, file)], place);
    symlinkSync(join(ROOT, 'node_modules'), join(unpacked, 'node_modules'));
  }, 60_000);

  afterAll(cleanUp);

  it('holds the program and what it reads, and neither sources nor tests', () => {
    expect(readdirSync(unpacked).sort()).toEqual([
      ...['ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'assets', 'dist', 'docs'],
      ...['node_modules', 'package.json'],
    ]);
  });

  it('runs from where it was unpacked', () => {
    const settings = { ...process.env, LAUREL_DATA_DIR: pathOf('packed-data'), LAUREL_PORT: '0' };
    const ran = (args: string[]): string =>
      said(process.execPath, [join(unpacked, 'dist', 'cli.js'), ...args], place, settings);

    expect(ran(['--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(ran(['doctor'])).toMatch(/^ok +node: /m);
  });
});

function said(command: string, args: string[], cwd: string, env = process.env): string {
  const done = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}
