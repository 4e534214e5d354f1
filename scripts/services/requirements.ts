/**
 * What this machine lacks to run the servers. Redis is installed where that takes no question; Java
 * and Maven are large and the user's choice.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';

interface Requirement {
  readonly program: string;
  readonly args: readonly string[];
  readonly what: string;
}

const REQUIREMENTS: readonly Requirement[] = [
  { program: 'java', args: ['-version'], what: 'Cassandra and Kafka need java (JDK 17)' },
  { program: 'mvn', args: ['-v'], what: 'Cassandra and Kafka are fetched by mvn (Maven 3)' },
  { program: 'redis-server', args: ['--version'], what: 'Redis needs redis-server' },
];

/** One sentence for each thing that is missing and could not be installed; empty = all is there. */
export function missingRequirements(say: (line: string) => void): string[] {
  if (!runs('redis-server', ['--version']) && mayInstall()) installRedis(say);
  return REQUIREMENTS.filter(({ program, args }) => !runs(program, args)).map(
    ({ program, what }) => `${what}: no ${program} here`,
  );
}

const mayInstall = (): boolean => process.getuid?.() === 0 && runs('apt-get', ['--version']);

function installRedis(say: (line: string) => void): void {
  say('installing redis-server ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 2, 2] }).status === 0;
  const install = ['install', '-y', '--no-install-recommends', 'redis-server'];
  // The lists of a fresh machine are empty or old.
  if (!apt(...install) && apt('update')) apt(...install);
}

const runs = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;
