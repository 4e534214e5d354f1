/**
 * Which files hold the archived attempts of a batch: those of the folder `<batch>_<course>`, as
 * Sunbird's archival job names it.
 *
 * - F1 Nothing outside of the archive's folder is named: ids that would lead out have no folder,
 *   and links are not followed.
 * - F2 A folder that is not there has nothing archived. An archive that is not there is a failure,
 *   as a storage that is not mounted looks like it.
 * - F3 What is in the folder and cannot be read is not passed over, except for names by which
 *   Hadoop hides what is no data.
 */
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText, type BatchId, type CourseId } from '../../domain/ids.js';
import { err, ok } from '../../domain/result.js';
import type { StoreError, Stored } from '../ports.js';

export interface ArchiveFile {
  /** Relative to the archive, for messages. */
  readonly name: string;
  readonly path: string;
  readonly isCompressed: boolean;
}

/** A file a week, and a few of each that were written again. */
const FILES_COUNT_MAX = 10_000;

/** The files of one batch in order of their names. `root` is the archive's folder. */
export async function batchFiles(
  root: string,
  course: CourseId,
  batch: BatchId,
): Stored<readonly ArchiveFile[]> {
  const name = `${batch}_${course}`;
  try {
    const place = await realpath(root);
    if (!(await lstat(place)).isDirectory()) return noArchive(`${root} is no folder`);
    // F1: with the sign in between it is neither `.` nor `..`.
    if (/[/\\]/.test(name)) return ok([]);
    return await filesIn(join(place, name), name);
  } catch (error) {
    return noArchive(error instanceof Error ? error.message : String(error));
  }
}

const noArchive = (detail: string) =>
  err<StoreError>({ kind: 'unavailable', detail: `archived attempts: ${detail}` });

const damaged = (key: string, detail: string) => err<StoreError>({ kind: 'damaged', key, detail });

async function filesIn(folder: string, name: string): Stored<readonly ArchiveFile[]> {
  const kind = await kindOf(folder);
  if (kind === 'nothing') return ok([]);
  if (kind !== 'folder') return damaged(name, 'is no folder (links are not followed)');
  const entries = (await readdir(folder, { withFileTypes: true })).filter(
    (entry) => !/^[._]/.test(entry.name),
  );
  if (entries.length > FILES_COUNT_MAX) {
    return noArchive(`${name} has more than ${String(FILES_COUNT_MAX)} files`);
  }
  const files: ArchiveFile[] = [];
  for (const entry of entries) {
    const file = `${name}/${entry.name}`;
    if (!/\.csv(\.gz)?$/.test(entry.name)) return damaged(file, 'is neither .csv nor .csv.gz');
    if (!entry.isFile()) return damaged(file, 'is no file (links are not followed)');
    const isCompressed = entry.name.endsWith('.gz');
    files.push({ name: file, path: join(folder, entry.name), isCompressed });
  }
  return ok(files.sort((a, b) => compareText(a.name, b.name)));
}

/** A name that no file system takes is one that nothing has. */
async function kindOf(path: string): Promise<'nothing' | 'folder' | 'else'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'else';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENAMETOOLONG') return 'nothing';
    throw error;
  }
}
