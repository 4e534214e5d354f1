/** Laurel's compiled program as processes of one installation on real servers, with the probe. */
import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Probed } from './cluster-probe.js';

export type Environment = Readonly<Record<string, string>>;

export interface LaurelProcess {
  readonly pid: number;
  readonly url: string;
  /** `Date.now()` when it was started. */
  readonly startedAt: number;
  probe(): Promise<Probed>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

const COMPILED = fileURLToPath(new URL('../../src', import.meta.url));
const PROBE = new URL('cluster-probe.js', import.meta.url).href;
/** As `npm start` runs it. */
const FLAGS = ['--max-semi-space-size=64'];
const OUTPUT_BYTES_MAX = 1_000_000;

/** A folder for what processes keep locally, gone when this program ends. */
const FOLDER = mkdtempSync(join(tmpdir(), 'laurel-bench-cluster-'));
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(FOLDER, { recursive: true, force: true });
});

/** A file that is gone when this program ends. */
export function temporaryFile(name: string, content: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}

/** Starts a process; resolves when it answers. `LAUREL_BENCH_FLAGS` are node's, e.g. a profiler. */
export async function startLaurel(env: Environment, name: string): Promise<LaurelProcess> {
  const startedAt = Date.now();
  const flags = (process.env['LAUREL_BENCH_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
  const child = fork(join(COMPILED, 'main.js'), [], {
    cwd: FOLDER,
    env: environment(env, name),
    execArgv: [...FLAGS, ...flags, '--import', PROBE],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const url = await urlOf(child);
  return {
    ...{ pid: child.pid ?? 0, url, startedAt },
    probe: async () => {
      const answer = once(child, 'message');
      child.send('probe');
      const [probed] = (await answer) as [Probed];
      return probed;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a command of the command line to its end. */
export async function runCommand(env: Environment, args: readonly string[]): Promise<void> {
  const options = {
    ...{ cwd: FOLDER, env: environment(env, 'command'), maxBuffer: OUTPUT_BYTES_MAX },
  };
  await promisify(execFile)(process.execPath, [join(COMPILED, 'cli.js'), ...args], options);
}

const environment = (env: Environment, name: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LAUREL_PORT: '0',
  LAUREL_DATA_DIR: join(FOLDER, name),
  ...env,
});

/** The address in the one line that a start prints. */
async function urlOf(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const text of child.stdout?.setEncoding('utf8') ?? []) {
    said += String(text);
    const url = /^Laurel at (\S+) .*\n/m.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`Laurel ended before it answered: ${said}`);
}
