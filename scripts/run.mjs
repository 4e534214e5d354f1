/**
 * Sets the clone up, then runs one of its built programs in this same process, so that a signal
 * reaches the program and its exit code is the command's.
 *
 *     node scripts/run.mjs dist/cli.js config
 */
import { join } from 'node:path';
import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';
import { pathToFileURL } from 'node:url';
import { ROOT, setUp } from './setup.mjs';

const ORPHAN_CHECK_MS = 500;

setUp({ build: true });
stopWithParent();
const [node, , program, ...args] = process.argv;
const path = join(ROOT, program);
process.argv = [node, path, ...args];
await import(pathToFileURL(path).href);

/**
 * A signal to npm reaches the shell between npm and this process, which dies without passing it on.
 * An orphan therefore sends itself the signal that was meant for it.
 */
function stopWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, ORPHAN_CHECK_MS);
  timer.unref();
}
