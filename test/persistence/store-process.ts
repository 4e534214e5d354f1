/** Runs `store-child.ts` and listens to what it says. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CHILD = fileURLToPath(new URL('store-child.ts', import.meta.url));

export type Task = 'hold' | 'time' | 'write';

/** The command line of a task, to be run in `ROOT`. */
export const commandOf = (task: Task, folder: string): [string, ...string[]] => [
  process.execPath,
  '--import',
  'tsx',
  CHILD,
  task,
  folder,
];

export interface StoreProcess {
  /** Everything it said so far, line by line. */
  readonly said: readonly string[];
  /** Resolves once it has said so many lines; fails when it ends before. */
  heard(lines: number): Promise<void>;
  /** Ends it without a chance to tidy up, and waits until all it said was heard. */
  kill(): Promise<void>;
}

/** Starts a command; killed when the test ends, if it still runs. */
export function start([program, ...args]: [string, ...string[]]): StoreProcess {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  const ended = once(lines, 'close').then(() =>
    Promise.reject(new Error(`ended after: ${said.join()}`)),
  );
  ended.catch(() => undefined);
  onTestFinished(() => killed(child, closed));
  return {
    said,
    heard: async (count) => {
      while (said.length < count) await Promise.race([once(lines, 'line'), ended]);
    },
    kill: () => killed(child, closed),
  };
}

async function killed(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await closed;
}
