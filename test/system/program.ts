/**
 * The built program as processes: commands that run to their end, and servers that run until they
 * are stopped. Every data folder is temporary, every process ends with `cleanUp`.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Settings = Readonly<Record<string, string>>;

/** How a process ended, and everything it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Ends it as a power cut would, and waits for its end. */
  kill(): Promise<Ended>;
}

export interface Server extends Program {
  readonly url: string;
}

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'laurel-system-'));
const running = new Set<Program>();

/** A path in this run's temporary folder. */
export const pathOf = (name: string): string => join(FOLDER, name);

/** Writes a file into the temporary folder and returns its path. */
export function file(name: string, content: string | Buffer): string {
  writeFileSync(pathOf(name), content);
  return pathOf(name);
}

/** Kills what still runs and removes the temporary folder. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...running].map((program) => program.kill()));
  rmSync(FOLDER, { recursive: true, force: true });
}

/** Starts a command of the program on a data folder of that name. */
export function start(data: string, args: readonly string[], settings: Settings = {}): Program {
  return run('cli.js', data, args, settings);
}

/** Runs a command to its end, with nothing on its standard input. */
export function laurel(
  data: string,
  args: readonly string[],
  settings: Settings = {},
): Promise<Ended> {
  const program = start(data, args, settings);
  program.child.stdin.end();
  return program.ended;
}

/** Runs a command that ends with one line of JSON, and reads that line. */
export async function laurelJson<T>(
  data: string,
  args: readonly string[],
  settings: Settings = {},
): Promise<T> {
  const { code, out, err } = await laurel(data, [...args, '--json'], settings);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${err}`);
  return JSON.parse(out.trim().split('\n').at(-1) ?? '') as T;
}

/** Starts a server on any free port; resolves once it answers. */
export async function serve(data: string, settings: Settings = {}): Promise<Server> {
  const program = run('main.js', data, [], { LAUREL_PORT: '0', ...settings });
  return { ...program, url: await urlOf(program) };
}

function run(entry: string, data: string, args: readonly string[], settings: Settings): Program {
  const child = spawn(process.execPath, [join(DIST, entry), ...args], {
    cwd: FOLDER,
    env: { PATH: process.env['PATH'], LAUREL_DATA_DIR: pathOf(data), ...settings },
  });
  // A process that is killed does not read what is still on its way to it.
  child.stdin.on('error', () => undefined);
  const ended = endOf(child);
  const kill = (): Promise<Ended> => {
    child.kill('SIGKILL');
    return ended;
  };
  const program = { child, ended, kill };
  running.add(program);
  void ended.then(() => running.delete(program));
  return program;
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, out, err };
}

/** The address in the one line that a server prints once it listens. */
function urlOf({ child, ended }: Program): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text: string) => {
      said += text;
      const url = /^Laurel at (\S+) .*\n/m.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    void ended.then(({ code, err }) => {
      reject(new Error(`the server ended with ${String(code)}: ${err}`));
    });
  });
}
