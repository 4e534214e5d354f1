/**
 * The jars of a Java server, fetched once by Maven into the user's cache folder, which
 * `XDG_CACHE_HOME` moves. It does not know what the jars are started with.
 *
 * - J1 A folder that has a version's name is complete: it is filled under another name and renamed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const FETCH_MS_MAX = 600_000;

export interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

/** Where downloads are kept that are worth more than one clone of the repository. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'laurel');
}

/** The folder with the artifact and all it needs at run time. Fetches it when it is missing. */
export async function jarsOf(artifact: Artifact, say: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder(), 'jars', `${artifact.name}-${artifact.version}`);
  if (existsSync(folder)) return folder;
  say(`fetching ${artifact.name} ${artifact.version} by Maven ...`);
  await mkdir(join(cacheFolder(), 'jars'), { recursive: true });
  const next = await mkdtemp(`${folder}.`);
  try {
    const pom = join(next, 'pom.xml');
    await writeFile(pom, pomOf(artifact));
    await maven(pom, join(next, 'lib'));
    await rename(join(next, 'lib'), folder); // J1
  } catch (error) {
    // Somebody else may have fetched the same meanwhile: theirs is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  return folder;
}

async function maven(pom: string, output: string): Promise<void> {
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${output}`];
  const args = ['-q', '-B', '-f', pom, ...goal, '-DincludeScope=runtime'];
  // What Maven says goes to stderr: stdout is the settings'.
  const child = spawn('mvn', args, { stdio: ['ignore', 2, 2], timeout: FETCH_MS_MAX });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`mvn ${args.join(' ')} ended with ${String(code)}`);
}

const pomOf = ({ group, name, version }: Artifact): string => `\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>laurel</groupId>
  <artifactId>${name}-jars</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>${group}</groupId>
      <artifactId>${name}</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
