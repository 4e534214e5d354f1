/**
 * Compiles the benchmarks with the sources they measure, then runs them: what is measured is what
 * `npm start` runs, not a transpiler's version of it.
 *
 *     node scripts/bench.mjs [SUITE] [--quick] [--json] [--help]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, setUp } from './setup.mjs';

const COMPILED = join(ROOT, '.cache', 'bench');

setUp({ build: false });
node(join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.bench.json');
linkWhatIsRead();
node(join(COMPILED, 'bench', 'main.js'), ...process.argv.slice(2));

/** The sources find their fonts and their version beside their own folder. */
function linkWhatIsRead() {
  for (const [name, kind] of Object.entries({ assets: 'junction', 'package.json': 'file' })) {
    const link = join(COMPILED, name);
    if (!existsSync(link)) symlinkSync(join(ROOT, name), link, kind);
  }
}

function node(...args) {
  const done = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
