/**
 * `laurel import course|users|batch|enrolments FILE`: brings an installation's records in. Owns
 * which reader a file needs; the readers are the gateway's.
 */
import type { Config } from '../config.js';
import type { Day } from '../domain/batch.js';
import type { BatchId, Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Answer, Engine } from '../engine.js';
import { faultMessage } from '../gateway/fault.js';
import { parseHierarchy } from '../gateway/hierarchy.js';
import { zoneOf } from '../gateway/zone.js';
import { importRows, type ImportSummary, type RowKind } from './import-rows.js';
import { readWhole, type Input } from './input.js';
import { refusalText } from '../gateway/refusal-text.js';
import { patiently } from './patience.js';
import { batchRows, enrolmentRows, parseJson, userRows } from './row-kinds.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export const IMPORTS = ['course', 'users', 'batch', 'enrolments'] as const;
export type ImportKind = (typeof IMPORTS)[number];

export interface ImportParts {
  readonly engine: Engine;
  readonly config: Pick<Config, 'lineBytesMax' | 'timeZone'>;
  readonly terminal: Terminal;
  /** An id for a batch that is imported without one. */
  readonly newBatchId: () => BatchId;
}

/** Largest course file. Hierarchies of the largest courses known are some megabytes. */
const COURSE_BYTES_MAX = 64 * 1024 * 1024;

/** Imports one file and prints a summary. */
export async function importFile(
  kind: ImportKind,
  input: Input,
  parts: ImportParts,
  json: boolean,
): Promise<ExitCode> {
  const imported =
    kind === 'course' ? await importCourse(input, parts) : await importAll(kind, input, parts);
  if (!imported.ok) {
    parts.terminal.note(`laurel: import of ${input.name} failed: ${imported.error}`);
    return EXIT.failed;
  }
  report(kind, input, imported.value, parts.terminal, json);
  return EXIT.ok;
}

function report(
  kind: ImportKind,
  input: Input,
  { rows, imported, dead }: ImportSummary,
  terminal: Terminal,
  json: boolean,
): void {
  if (rows === 0) terminal.note(`laurel: ${input.name} holds no rows`);
  if (dead > 0) terminal.note(`laurel: ${String(dead)} rows could not be read: laurel dlq ls`);
  const text = `${kind}: ${String(rows)} rows, ${String(imported)} imported, ${String(dead)} dead`;
  terminal.print(json ? JSON.stringify({ kind, rows, imported, dead }) : text);
}

async function importCourse(
  input: Input,
  { engine }: ImportParts,
): Promise<Result<ImportSummary, string>> {
  const text = await readWhole(input, COURSE_BYTES_MAX);
  if (!text.ok) return text;
  if (text.value.trim() === '') return err('the file is empty');
  const course = parseJson(text.value, (value) => {
    const parsed = parseHierarchy(value);
    return parsed.ok ? parsed : err(faultMessage(parsed.error));
  });
  if (!course.ok) return course;
  const { info, structure } = course.value;
  const published = await patiently(() => engine.catalogue.publish(info, structure));
  return published.ok ? ok({ rows: 1, imported: 1, dead: 0 }) : err(refusalText(published.error));
}

async function importAll(
  kind: Exclude<ImportKind, 'course'>,
  input: Input,
  parts: ImportParts,
): Promise<Result<ImportSummary, string>> {
  const { engine, config, terminal } = parts;
  const source = engine.source(input.name);
  const run = <Row>(rows: RowKind<Row>): Answer<ImportSummary> =>
    importRows(input, source, rows, config, terminal.now);
  const now = terminal.now();
  const { catalogue } = engine;
  const zone = zoneOf(config.timeZone);
  const startOf = (day: Day): Instant => zone.startOf(day);
  const summary = await (kind === 'users'
    ? run(userRows(catalogue))
    : kind === 'batch'
      ? run(batchRows({ catalogue, newBatchId: parts.newBatchId, now }))
      : run(enrolmentRows({ catalogue, source, startOf, now })));
  return summary.ok ? summary : err(refusalText(summary.error));
}
