/**
 * Writes `dist/`: compiles `src/`, bundles the console's pages, and copies what is no TypeScript.
 * Builds beside the old folder and swaps at the end, so that a broken build leaves the old one in
 * place.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT } from './setup.mjs';

const begun = new Date();
const dist = join(ROOT, 'dist');
const PAGES = join(ROOT, 'src', 'gateway', 'console');
const next = join(ROOT, '.cache', `build-${String(process.pid)}`);

rmSync(next, { recursive: true, force: true });
await Promise.all([compile(), bundle()]);
cpSync(join(ROOT, 'src'), next, { recursive: true, filter: isAsset });
markBuilt();
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);

function compile() {
  const project = join(ROOT, 'tsconfig.build.json');
  return run('typescript/bin/tsc', ['-p', project, '--outDir', next]);
}

/** The pages of the console, for browsers. */
function bundle() {
  const config = join(PAGES, 'vite.config.ts');
  const target = join(next, 'gateway', 'console-pages');
  const quiet = ['--logLevel', 'warn'];
  return run('vite/bin/vite.js', ['build', '--config', config, '--outDir', target, ...quiet]);
}

async function run(tool, args) {
  const path = join(ROOT, 'node_modules', tool);
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code === 0) return;
  rmSync(next, { recursive: true, force: true });
  process.exit(1);
}

/** Stamped with the moment the build began: a source edited while it ran makes it stale. */
function markBuilt() {
  writeFileSync(join(next, '.built'), '');
  utimesSync(join(next, '.built'), begun, begun);
}

function isAsset(path) {
  if (path === PAGES) return false;
  return statSync(path).isDirectory() || !path.endsWith('.ts');
}
