/**
 * Removes report files whose time is over, since what they hold of people is kept no longer than
 * it is of use. Owns no clock: it is told what is old.
 *
 * - V1 Only files that a report made, in the folders of reports, are removed; no link is followed.
 * - V2 What cannot be removed is told and does not keep the rest.
 */
import type { Dirent } from 'node:fs';
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../domain/ids.js';
import { DATASETS } from './dataset.js';

export interface Removed {
  /** Files that were removed. */
  readonly files: number;
  /** What could not be read or removed, by the system's code. */
  readonly troubles: readonly string[];
}

/** Removes what was last written before `before`, and folders of requests that are empty then. */
export async function removeOldReports(reportDir: string, before: Instant): Promise<Removed> {
  const total = { files: 0, troubles: [] as string[] };
  for (const dataset of DATASETS) await sweep(join(reportDir, dataset), before, total, true);
  return total;
}

interface Counting {
  files: number;
  readonly troubles: string[];
}

/** One folder of a dataset with those of its requests, which have no folders in them. */
async function sweep(
  folder: string,
  before: Instant,
  total: Counting,
  hasRequests: boolean,
): Promise<void> {
  for (const entry of await entriesOf(folder, total)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && hasRequests) {
      const filesBefore = total.files;
      await sweep(path, before, total, false);
      // One that was empty already may be about to be written into.
      if (total.files > filesBefore) await rmdir(path).catch(() => undefined);
    }
    if (entry.isFile() && REPORT_FILE.test(entry.name)) await removeOld(path, before, total);
  }
}

/** Those of a part that a crash left among them. */
const REPORT_FILE = /\.(csv|zip|json)(\.part)?$/;

async function entriesOf(folder: string, total: Counting): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') total.troubles.push(codeOf(error));
    return [];
  }
}

async function removeOld(path: string, before: Instant, total: Counting): Promise<void> {
  try {
    const { mtimeMs } = await lstat(path);
    if (mtimeMs >= before) return;
    await rm(path, { force: true });
    total.files++;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') total.troubles.push(codeOf(error));
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
