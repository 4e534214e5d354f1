/**
 * One process of a server: started with its output in a file of its folder, found again by its id,
 * ended in order or at once.
 *
 * - C1 A process is signalled only while its command line names the folder it was started on: its
 *   id may belong to somebody else by then.
 * - C2 A process does not outlive the program that started it, however that ends, unless it is
 *   released: a shell that waits for the end of a pipe from the program kills it then and removes
 *   its folder.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface Child {
  readonly pid: number;
  /** Lets it go on when this program has ended. */
  readonly release: () => void;
}

const STOP_WAIT_MS = 30_000;
const POLL_MS = 50;
const LOG_TAIL_CHARS = 2_000;

export async function spawnServer(
  [program, ...args]: readonly [string, ...string[]],
  folder: string,
): Promise<Child> {
  const log = await open(logOf(folder), 'a');
  try {
    // A group of its own: Ctrl-C at the terminal is for the program, which stops it in order.
    const child = spawn(program, args, { stdio: ['ignore', log.fd, log.fd], detached: true });
    await once(child, 'spawn');
    child.unref();
    const guard = guardOf(child.pid!, folder);
    child.once('exit', guard.release);
    return { pid: child.pid!, release: guard.release };
  } finally {
    await log.close();
  }
}

/** C2 */
function guardOf(pid: number, folder: string): Pick<Child, 'release'> {
  const script = 'cat >/dev/null; kill -9 "$1"; rm -rf "$2"';
  const args = ['-c', script, 'guard', String(pid), folder];
  const shell = spawn('sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return { release: () => void shell.kill('SIGKILL') };
}

/** C1 */
export async function isRunning(pid: number, folder: string): Promise<boolean> {
  return (await commandLine(pid)).includes(folder);
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (existsSync('/proc/self/cmdline')) return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}

export async function signal(pid: number, folder: string, name: NodeJS.Signals): Promise<void> {
  if (!(await isRunning(pid, folder))) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended after it was looked at: the next who asks sees that it does not run.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Sends the signal and waits for the end; a process that outlasts the wait is killed. */
export async function end(pid: number, folder: string, name: NodeJS.Signals): Promise<void> {
  await signal(pid, folder, name);
  // A frozen process takes no other signal than SIGKILL.
  await signal(pid, folder, 'SIGCONT');
  const deadline = Date.now() + STOP_WAIT_MS;
  while (await isRunning(pid, folder)) {
    if (Date.now() > deadline) await signal(pid, folder, 'SIGKILL');
    await delay(POLL_MS);
  }
}

/** The end of what the server said, for an error message. */
export async function logTail(folder: string): Promise<string> {
  return (await readFile(logOf(folder), 'utf8')).slice(-LOG_TAIL_CHARS);
}

const logOf = (folder: string): string => join(folder, 'server.log');
