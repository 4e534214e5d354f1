/** Runs once before the system tests: builds `dist/` when a source is newer than it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export function setup(): void {
  const script = join(ROOT, 'scripts', 'setup.mjs');
  const built = spawnSync(process.execPath, [script, '--build'], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('dist/ cannot be built');
}
