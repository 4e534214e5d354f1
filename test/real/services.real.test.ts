import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRunning } from '../../scripts/services/child.js';
import { services, type Desk } from '../../scripts/services/main.js';
import { answersAt, type ServerRecord } from '../../scripts/services/server.js';
import { removeSet, startSet } from './private-servers.js';
import { realServers } from './servers.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe.skipIf(realServers() === null)('npm run services', () => {
  it('prints settings at which servers answer, the same ones again, and stops them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'laurel-services-'));
    const { desk, printed } = deskIn(folder);

    expect(await services(['up'], desk)).toBe(0);
    expect(await services(['up'], desk)).toBe(0);
    const [first, second] = printed;
    const settings = settingsIn(first!);
    const answeredBefore = await Promise.all(questions(settings));
    expect(await services(['down'], desk)).toBe(0);
    const answeredAfter = await Promise.all(questions(settings));
    expect(await services(['down'], desk)).toBe(0);
    await rm(folder, { recursive: true });

    expect(second).toBe(first);
    expect([...settings.keys()]).toEqual([
      ...['CASSANDRA_CONTACT_POINTS', 'CASSANDRA_LOCAL_DC', 'KAFKA_BROKERS', 'REDIS_URL'],
    ]);
    expect(settings.get('CASSANDRA_LOCAL_DC')).toBe('datacenter1');
    expect(answeredBefore).toEqual([true, true, true]);
    expect(answeredAfter).toEqual([false, false, false]);
  });

  it.each([[[]], [['sideways']], [['up', 'down']]])('refuses %j with its usage', async (args) => {
    const { desk, said } = deskIn(ROOT);

    expect(await services(args, desk)).toBe(2);
    expect(said.join()).toContain('usage: npm run services');
  });
});

describe.skipIf(realServers() === null)('a set of a test', () => {
  it('is not the one of the run, and loses one server while the others answer', async () => {
    const set = await startSet();
    const run = realServers()!;

    await set.kafka.kill();
    const answering = [set.cassandra, set.kafka, set.redis].map((server) => server.answers());
    const answered = await Promise.all(answering);
    await removeSet(set);

    expect(answered).toEqual([true, false, true]);
    expect([run.cassandra, run.kafka]).not.toContain(set.cassandra.address);
    expect([run.cassandra, run.kafka]).not.toContain(set.kafka.address);
    expect(run.redis).not.toContain(set.redis.address);
  });
});

describe.skipIf(realServers() === null)('a server of a test', () => {
  it('ends with its program and leaves no data, even when that is killed', async () => {
    const program = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', OWNER],
      {
        ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
      },
    );
    const [line] = (await once(program.stdout, 'data')) as [Buffer];
    const { pid, folder } = JSON.parse(String(line)) as ServerRecord;
    expect(await isRunning(pid, folder)).toBe(true);

    program.kill('SIGKILL');

    await expect.poll(() => isRunning(pid, folder)).toBe(false);
    await expect.poll(() => existsSync(folder)).toBe(false);
  });
});

/** Starts a server, says which, and then waits for nothing that ever comes. */
const OWNER = `
  import { startServer } from './test/real/private-servers.ts';
  const server = await startServer('redis');
  process.stdout.write(JSON.stringify(server.record()));
  setInterval(() => undefined, 1_000_000);
`;

function deskIn(folder: string): { desk: Desk; printed: string[]; said: string[] } {
  const printed: string[] = [];
  const said: string[] = [];
  const print = (settings: string): void => void printed.push(settings);
  const say = (line: string): void => void said.push(line);
  return { desk: { file: join(folder, 'set.json'), print, say }, printed, said };
}

/** `KEY=value` lines and nothing else. */
function settingsIn(text: string): Map<string, string> {
  const lines = text.trimEnd().split('\n');
  return new Map(lines.map((line) => [line.split('=')[0]!, line.slice(line.indexOf('=') + 1)]));
}

const questions = (settings: Map<string, string>): Promise<boolean>[] => [
  answersAt('cassandra', settings.get('CASSANDRA_CONTACT_POINTS')!),
  answersAt('kafka', settings.get('KAFKA_BROKERS')!),
  answersAt('redis', settings.get('REDIS_URL')!),
];
