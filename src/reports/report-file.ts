/**
 * A file that appears only when it is whole: written beside its place, flushed, then renamed.
 *
 * - W1 Under the final name stands the former file or the new one, never a part, also in a crash.
 * - W2 When writing fails, the part is removed; one that was left behind is overwritten.
 */
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../domain/result.js';
import type { StoreError } from '../persistence/ports.js';

/** Adds text, or its bytes, at the end; resolves when the file has taken it. */
export type Append = (chunk: string | Uint8Array) => Promise<void>;

/**
 * Writes a file by `write`, whose own failure is passed on. A file that cannot be written, for want
 * of space or rights, is `unavailable`; what else `write` throws is thrown after the part is gone.
 */
export async function writeWhole<T>(
  path: string,
  write: (append: Append) => Promise<Result<T, StoreError>>,
): Promise<Result<T, StoreError>> {
  const part = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const written = await writePart(part, write);
    if (!written.ok) await removePart(part);
    else await putInPlace(part, path);
    return written;
  } catch (error) {
    await removePart(part);
    if (isFileError(error)) return err({ kind: 'unavailable', detail: error.message });
    throw error;
  }
}

/** Writes a whole text. */
export const writeText = (path: string, text: string): Promise<Result<void, StoreError>> =>
  writeWhole(path, async (append) => ok(await append(text)));

async function writePart<T>(
  part: string,
  write: (append: Append) => Promise<Result<T, StoreError>>,
): Promise<Result<T, StoreError>> {
  const file = await open(part, 'w');
  try {
    const written = await write((text) => file.appendFile(text, 'utf8'));
    if (written.ok) await file.sync();
    return written;
  } finally {
    await file.close();
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
