/**
 * One process of a server: started with its output in a file of its folder, found again by its id,
 * ended in order or at once.
 *
 * - C1 A process is signalled only while its command line names the folder it was started on: its
 *   id may belong to somebody else by then.
 * - C2 What a program started for itself does not outlive it, however it ends: a shell that waits
 *   for the end of a pipe from the program kills the server then and removes its folder.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Whether a server goes on when the program that started it has ended. */
export type Life = 'left-running' | 'with-program';

const STOP_WAIT_MS = 30_000;
const POLL_MS = 50;
const LOG_TAIL_CHARS = 2_000;

export async function spawnServer(
  [program, ...args]: readonly [string, ...string[]],
  folder: string,
  life: Life,
): Promise<number> {
  const log = await open(logOf(folder), 'a');
  try {
    // A group of its own: Ctrl-C at the terminal is for the program, which stops it in order.
    const child = spawn(program, args, { stdio: ['ignore', log.fd, log.fd], detached: true });
    await once(child, 'spawn');
    child.unref();
    if (life === 'with-program') guard(child, folder);
    return child.pid!;
  } finally {
    await log.close();
  }
}

/** C2 */
function guard(child: ChildProcess, folder: string): void {
  const script = 'cat >/dev/null; kill -9 "$1"; rm -rf "$2"';
  const args = ['-c', script, 'guard', String(child.pid), folder];
  const shell = spawn('sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  child.once('exit', () => shell.kill('SIGKILL'));
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
  if (await isRunning(pid, folder)) process.kill(pid, name);
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
