/** The common input: files of the seeded generators, and an engine on an empty data folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLaurel, type Laurel } from '../src/compose.js';
import type { Store } from '../src/persistence/ports.js';
import { parseConfig, type Config } from '../src/config.js';
import type { CourseId } from '../src/domain/ids.js';
import { parseHierarchy } from '../src/gateway/hierarchy.js';

/** The repository's root, from where `npm run bench` runs. */
export const ROOT = process.cwd();
export const CACHE = join(ROOT, '.cache', 'bench-input');

export interface EventFiles {
  readonly events: string;
  readonly enrolments: string;
  readonly course: string;
  /** `userid,batchid,progress,status,unit1..unit4` in the end, whatever the order. */
  readonly expected: string;
}

/** Files of `gen_events.py COUNT`, made once. */
export function eventFiles(count: number): EventFiles {
  const files = {
    events: join(CACHE, `agg-${String(count)}.jsonl`),
    enrolments: join(CACHE, `agg-${String(count)}.enrol.csv`),
    course: join(CACHE, 'agg-course.json'),
    expected: join(CACHE, `agg-${String(count)}.expected.csv`),
  };
  if (!existsSync(files.events)) generate('gen_events.py', count);
  return files;
}

/** Has a generator write its files. */
export function generate(script: string, count: number): void {
  mkdirSync(CACHE, { recursive: true });
  const path = join(ROOT, 'bench', 'generators', script);
  execFileSync('python3', [path, String(count), CACHE], { stdio: ['ignore', 2, 2] });
}

/** A configuration on an empty folder; `clean` removes it. */
export function emptyConfig(env: Readonly<Record<string, string>> = {}): {
  readonly config: Config;
  readonly clean: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-bench-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  return { config: configOn(folder, env), clean };
}

/** A configuration on a folder. */
export function configOn(folder: string, env: Readonly<Record<string, string>> = {}): Config {
  const config = parseConfig({ LAUREL_DATA_DIR: folder, ...env }, folder);
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}

/** Opens Laurel as the command line does. */
export async function open(
  config: Config,
  flushIntervalMs: number,
): Promise<Laurel & { readonly store: Store }> {
  const opened = await openLaurel(config, {
    flushIntervalMs,
    note: (message, detail) => void process.stderr.write(`${message} ${JSON.stringify(detail)}\n`),
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

/** Publishes the generators' course. */
export async function publish({ engine }: Laurel, courseFile: string): Promise<CourseId> {
  const parsed = parseHierarchy(JSON.parse(readFileSync(courseFile, 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const published = await engine.catalogue.publish(parsed.value.info, parsed.value.structure);
  if (!published.ok) throw new Error(JSON.stringify(published.error));
  return published.value.course;
}

/** Enrols the generators' learners through a source. */
export async function enrol({ engine }: Laurel, csv: string): Promise<void> {
  const source = engine.source('enrolments');
  for (const line of readFileSync(csv, 'utf8').trim().split('\n')) {
    const [learner, course, batch] = line.split(',') as [never, never, never];
    const at = 1_500_000_000_000;
    const key = { learner, course, batch };
    const command = {
      kind: 'enrol',
      key,
      receivedAt: at,
      courseVersion: 1,
      at,
      addedBy: '',
    } as const;
    while (!source.offer(command)) await source.room();
  }
  const flushed = await source.flushed();
  if (!flushed.ok) throw new Error(JSON.stringify(flushed.error));
}
