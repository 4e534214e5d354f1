/** How a thread of this program is started, from what is built or from the sources. */
import { existsSync } from 'node:fs';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the thread whose compiled file is `compiled`. In the sources there is none, but a `.ts` in
 * its place, which tsx compiles on the way. A crash that nobody waits for does not end the process:
 * the next order finds the thread gone.
 */
export function startThread(compiled: URL, options: WorkerOptions): Worker {
  const thread = existsSync(compiled)
    ? new Worker(compiled, { ...options, execArgv: [] })
    : new Worker(fromSource(compiled), { ...options, execArgv: [], eval: true });
  return thread.on('error', () => undefined);
}

function fromSource(compiled: URL): string {
  const tsx = import.meta.resolve('tsx/esm/api');
  const source = compiled.href.replace(/\.js$/, '.ts');
  return `import('${tsx}').then(({ register }) => (register(), import('${source}')))`;
}
