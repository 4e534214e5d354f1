/**
 * What this machine lacks to run the servers. Redis is installed where that takes no question; Java
 * and Maven are large and the user's choice.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { findJava } from './java.js';

/** One sentence for each thing that is missing and could not be installed; empty = all is there. */
export function missingRequirements(say: (line: string) => void): string[] {
  if (!hasRedis() && mayInstall()) installRedis(say);
  return [
    ...(findJava() === null ? ['Cassandra and Kafka need Java 17, and none is found'] : []),
    ...(runs('mvn', '-v')
      ? []
      : ['Cassandra and Kafka are fetched by Maven, and mvn is not found']),
    ...(hasRedis() ? [] : ['redis-server is not found']),
  ];
}

const hasRedis = (): boolean => runs('redis-server', '--version');

const mayInstall = (): boolean => process.getuid?.() === 0 && runs('apt-get', '--version');

function installRedis(say: (line: string) => void): void {
  say('installing redis-server ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 2, 2] }).status === 0;
  const install = ['install', '-y', '--no-install-recommends', 'redis-server'];
  // The lists of a fresh machine are empty or old.
  if (!apt(...install) && apt('update')) apt(...install);
}

const runs = (program: string, question: string): boolean =>
  spawnSync(program, [question], { stdio: 'ignore' }).status === 0;
