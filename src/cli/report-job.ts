/**
 * What `run-job DATASET` is asked for on the command line, in the words of a request: which
 * batches, which columns, what protects the files.
 *
 * - J1 A key is read from a file, since what stands in a command line is seen by every user of the
 *   machine.
 */
import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../domain/result.js';
import { optionsOf } from '../reports/request-options.js';
import type { ReportOptions } from '../reports/report-options.js';

/** As the grammar read them. */
export interface JobOptions {
  readonly batch: readonly string[];
  readonly filter?: string;
  readonly search?: string;
  readonly columns?: string;
  readonly keyFile?: string;
  readonly json?: boolean;
}

/** Reports to be written without a request. */
export interface ReportJob {
  /** Each once, in the order given. */
  readonly batches: readonly string[];
  /** A search for courses whose batches are meant; `null` = none. */
  readonly search: Readonly<Record<string, unknown>> | null;
  readonly options: ReportOptions;
  readonly encryptionKey: string;
}

/** Whether batches are named in any way; else the waiting requests are meant. */
export const namesBatches = ({ batch, filter, search }: JobOptions): boolean =>
  batch.length > 0 || filter !== undefined || search !== undefined;

/** The failure is a sentence. */
export async function parseReportJob(options: JobOptions): Promise<Result<ReportJob, string>> {
  const { batch, filter, search, columns, keyFile } = options;
  const asked = optionsOf({ columns: listOf(columns) });
  if (!asked.ok) return err(`--${asked.error}`);
  const searched = search === undefined ? ok(null) : jsonObject(search);
  if (!searched.ok) return searched;
  const key = keyFile === undefined ? ok('') : await keyIn(keyFile);
  if (!key.ok) return key;
  return ok({
    batches: [...new Set([...batch, ...listOf(filter)])],
    search: searched.value,
    options: asked.value,
    encryptionKey: key.value,
  });
}

const listOf = (text = ''): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function jsonObject(text: string): Result<Readonly<Record<string, unknown>>, string> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return ok({ ...value });
    }
  } catch {
    // Said below.
  }
  return err('--search is no JSON object, e.g. {"filters":{"channel":"<organisation>"}}');
}

/** J1. */
async function keyIn(path: string): Promise<Result<string, string>> {
  try {
    const key = (await readFile(path, 'utf8')).trim();
    return key === '' ? err(`the file ${path} holds no key`) : ok(key);
  } catch (error) {
    return err(`the key cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
