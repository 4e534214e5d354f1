/**
 * Writes `dist/`: compiles `src/` and copies what is no TypeScript (fonts, pages). Builds beside
 * the old folder and swaps at the end, so that a broken build leaves the old one in place.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT } from './setup.mjs';

const begun = new Date();
const dist = join(ROOT, 'dist');
const next = join(ROOT, '.cache', `build-${String(process.pid)}`);

rmSync(next, { recursive: true, force: true });
compile();
cpSync(join(ROOT, 'src'), next, { recursive: true, filter: isAsset });
markBuilt();
rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);

function compile() {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = join(ROOT, 'tsconfig.build.json');
  const done = spawnSync(process.execPath, [tsc, '-p', project, '--outDir', next], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status === 0) return;
  rmSync(next, { recursive: true, force: true });
  process.exit(1);
}

/** Stamped with the moment the build began: a source edited while it ran makes it stale. */
function markBuilt() {
  writeFileSync(join(next, '.built'), '');
  utimesSync(join(next, '.built'), begun, begun);
}

function isAsset(path) {
  return statSync(path).isDirectory() || !path.endsWith('.ts');
}
