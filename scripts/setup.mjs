/**
 * Brings a clone to the point where it can run: installs packages and builds `dist/`, each only
 * when it is missing or stale. Uses nothing but Node, since it runs before anything is installed.
 *
 *     node scripts/setup.mjs            packages only
 *     node scripts/setup.mjs --build    packages and dist/
 *
 * Its one line of progress for each step goes to stderr, so that stdout stays the command's own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What `npm install` leaves behind when it has finished. */
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');
const BUILT = join(ROOT, 'dist', '.built');

/** Installs and, when asked, builds whatever is missing or stale. Ends the process on failure. */
export function setUp({ build }) {
  if (modified(INSTALLED) < modified(join(ROOT, 'package-lock.json'))) install();
  if (build && modified(BUILT) < newestSource()) {
    step('building', process.execPath, [join(ROOT, 'scripts', 'build.mjs')]);
  }
}

/**
 * `npm install`, not `npm ci`: `ci` refuses a lock that lacks optional packages of other
 * platforms, which some registries do not carry. `--no-save` leaves the lock as it is committed.
 */
function install() {
  const flags = ['--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  step('installing packages', 'npm', ['install', ...flags]);
  const now = new Date();
  utimesSync(INSTALLED, now, now);
}

function step(what, command, args) {
  process.stderr.write(`laurel: ${what} ...\n`);
  const shell = process.platform === 'win32' && command === 'npm';
  const done = spawnSync(command, args, { cwd: ROOT, shell, stdio: ['ignore', 'pipe', 'inherit'] });
  if (done.status === 0) return;
  process.stderr.write(`${done.error?.message ?? String(done.stdout)}\n`);
  process.stderr.write(`laurel: ${what} failed: ${command} ${args.join(' ')}\n`);
  process.exit(1);
}

function newestSource() {
  const files = ['tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'];
  const times = files.map((file) => modified(join(ROOT, file)));
  return Math.max(...times, newestBelow(join(ROOT, 'src')));
}

/** Folders count too: a removed file changes only its folder. */
function newestBelow(folder) {
  let newest = modified(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestBelow(path) : modified(path));
  }
  return newest;
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  setUp({ build: process.argv.includes('--build') });
}
