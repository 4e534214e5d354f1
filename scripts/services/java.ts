/**
 * The Java that the servers run on. Cassandra 5.0 takes 11 and 17, Kafka 4 takes 17 and later: it
 * is 17, which is looked for where systems put it when `java` is another one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const WANTED = /version "17[."]/;
const SYSTEM_FOLDER = '/usr/lib/jvm';

/** The program, or null when there is no Java 17 here. */
export function findJava(): string | null {
  return candidates().find(isWanted) ?? null;
}

/** For what runs after the requirements were checked. Throws when there is none. */
export function java(): string {
  const found = findJava();
  if (found === null) throw new Error('no Java 17 here');
  return found;
}

function candidates(): string[] {
  const home = process.env['JAVA_HOME'] ?? '';
  const named = home === '' ? [] : [join(home, 'bin', 'java')];
  const installed = existsSync(SYSTEM_FOLDER) ? readdirSync(SYSTEM_FOLDER) : [];
  return [...named, 'java', ...installed.map((name) => join(SYSTEM_FOLDER, name, 'bin', 'java'))];
}

const isWanted = (program: string): boolean =>
  WANTED.test(spawnSync(program, ['-version'], { encoding: 'utf8' }).stderr);
