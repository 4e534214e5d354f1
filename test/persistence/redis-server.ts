/** A Redis server of a test's own, which the test may stop, freeze and start again. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface RedisServer {
  readonly url: string;
  /** Starts it again at the same address; it has forgotten everything. */
  start(): Promise<void>;
  /** Kills it. */
  stop(): Promise<void>;
  /** It takes connections and commands, and answers nothing until it is thawed. */
  freeze(): void;
  thaw(): void;
  /** Kills it and removes its folder. */
  remove(): Promise<void>;
}

/** Whether the program is there: where it is not, tests that stop a server are skipped. */
export const hasRedisServer = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

export async function startRedisServer(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'laurel-redis-'));
  const port = await freePort();
  let process: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
    process = spawn('redis-server', [...words, '--save', '', '--appendonly', 'no'], {
      stdio: 'ignore',
    });
    await until(() => answers(port), 'Redis does not answer');
  };
  const stop = async (): Promise<void> => {
    if (process === null || process.exitCode !== null || process.signalCode !== null) return;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    start,
    stop,
    freeze: () => void process?.kill('SIGSTOP'),
    thaw: () => void process?.kill('SIGCONT'),
    remove: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a condition holds, for a bounded time. */
export async function until(holds: () => Promise<boolean>, complaint: string): Promise<void> {
  const end = Date.now() + UNTIL_MS_MAX;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(complaint);
    await setTimeout(20);
  }
}

const UNTIL_MS_MAX = 15_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.write('PING\r\n'));
  });
}
