/**
 * A file that appears only when it is whole: written beside its place, flushed, then renamed.
 *
 * - W1 Under the final name stands the former file or the new one, never a part, also in a crash.
 * - W2 When writing fails, the part is removed; one that was left behind is overwritten.
 * - W3 The part is as protected as the file: what is to be protected is never on disk as it was.
 * - W4 Only the user who runs Laurel may read it.
 */
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { err, ok, type Result } from '../domain/result.js';
import type { StoreError } from '../persistence/ports.js';
import { protectedSink, type Sink } from './protected-sink.js';
import { entryNameOf, type Protection } from './protection.js';

/** Adds text at the end; resolves when the file has taken it, so that the writer waits. */
export type Append = Sink['append'];

type Write<T> = (append: Append) => Promise<Result<T, StoreError>>;

/**
 * Writes a file by `write`, whose own failure is passed on. `path` ends in the name of the
 * protected file (`fileNameOf`). A file that cannot be written, for want of space or rights, is
 * `unavailable`; what else `write` throws is thrown after the part is gone.
 */
export async function writeWhole<T>(
  path: string,
  protection: Protection,
  write: Write<T>,
): Promise<Result<T, StoreError>> {
  const part = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
    const written = await writePart(part, entryNameOf(basename(path)), protection, write);
    if (!written.ok) await removePart(part);
    else await putInPlace(part, path);
    return written;
  } catch (error) {
    await removePart(part);
    if (isFileError(error)) return err({ kind: 'unavailable', detail: error.message });
    throw error;
  }
}

/** Writes a whole text, as it is. */
export const writeText = (path: string, text: string): Promise<Result<void, StoreError>> =>
  writeWhole(path, { kind: 'plain' }, async (append) => ok(await append(text)));

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

async function writePart<T>(
  part: string,
  csvName: string,
  protection: Protection,
  write: Write<T>,
): Promise<Result<T, StoreError>> {
  // One left behind may be readable by others: it is not opened, but replaced (W4).
  await rm(part, { force: true });
  const file = await open(part, 'wx', FILE_MODE);
  try {
    const sink = protectedSink(csvName, protection, (bytes) => file.appendFile(bytes));
    const written = await writeInto(sink, write);
    if (written.ok) await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

async function writeInto<T>(sink: Sink, write: Write<T>): Promise<Result<T, StoreError>> {
  let ended = false;
  try {
    const written = await write((chunk) => sink.append(chunk));
    if (!written.ok) return written;
    await sink.end();
    ended = true;
    return written;
  } finally {
    if (!ended) await sink.abort();
  }
}

/** The folder is flushed too, or a power cut could take the name back. */
async function putInPlace(part: string, path: string): Promise<void> {
  await rename(part, path);
  const folder: FileHandle = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The failure that led here is the one to tell; a part that stays is overwritten later (W2). */
const removePart = (part: string): Promise<void> =>
  rm(part, { force: true }).catch(() => undefined);

const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;
