/**
 * The attempts of one archive file, read as a stream: a piece of the file and a line are held.
 *
 * - R1 A file is read whole or fails by name and line, a compressed one that is cut included.
 * - R2 A line beyond the limit is a fault, as is one that holds no attempt.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { BatchId, CourseId } from '../../domain/ids.js';
import { err, type Result } from '../../domain/result.js';
import { linesOf, type Line } from '../lines.js';
import type { StoreError } from '../ports.js';
import { recordReader, type ArchivedRow, type ReadRecord } from '../sunbird/archived-attempt.js';
import { sparkCells } from '../sunbird/spark-csv.js';
import type { ArchiveFile } from './batch-files.js';

/** What keeps a file from being read; thrown out of the iteration. */
export class ArchiveFault extends Error {
  constructor(readonly fault: StoreError) {
    super(fault.detail);
  }
}

export interface RowsOf {
  readonly course: CourseId;
  readonly batch: BatchId;
  readonly lineBytesMax: number;
}

/** The rows of the batch, those of each piece together; throws an `ArchiveFault`. */
export async function* fileRows(
  file: ArchiveFile,
  of: RowsOf,
): AsyncGenerator<readonly ArchivedRow[]> {
  let read: ReadRecord | null = null;
  try {
    for await (const lines of linesOf(await bytesOf(file), of.lineBytesMax)) {
      const rows: ArchivedRow[] = [];
      for (const line of lines) {
        const cells = valueOf(cellsOf(line, of.lineBytesMax), file, line);
        if (read === null) {
          read = valueOf(recordReader(cells, of), file, line);
          continue;
        }
        const row = valueOf(read(cells), file, line);
        if (row !== null) rows.push(row);
      }
      yield rows;
    }
  } catch (error) {
    throw faultOf(error, file);
  }
  if (read === null) throw damaged(file.name, 'is empty: it lacks its header');
}

/** A link that was put in the file's place since is not followed. */
async function bytesOf({ path, isCompressed }: ArchiveFile): Promise<Readable> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const bytes = handle.createReadStream();
  if (!isCompressed) return bytes;
  // What fails is told by the stream that is read.
  return pipeline(bytes, createGunzip(), () => undefined);
}

function cellsOf(line: Line, lineBytesMax: number): Result<string[], string> {
  if (line.overlong === null) return sparkCells(line.text);
  const limit = `LAUREL_LINE_BYTES_MAX is ${String(lineBytesMax)}`;
  return err(`has ${String(line.overlong.bytes)} bytes, ${limit}`);
}

function valueOf<T>(read: Result<T, string>, file: ArchiveFile, line: Line): T {
  if (read.ok) return read.value;
  throw damaged(`${file.name} line ${String(line.number)}`, read.error);
}

const damaged = (key: string, detail: string): ArchiveFault =>
  new ArchiveFault({ kind: 'damaged', key, detail });

function faultOf(error: unknown, file: ArchiveFile): unknown {
  if (error instanceof ArchiveFault || !(error instanceof Error)) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code.startsWith('Z_')) return damaged(file.name, `is no whole gzip file: ${error.message}`);
  if (!('syscall' in error)) return error;
  const detail = `archived attempts: ${file.name}: ${error.message}`;
  return new ArchiveFault({ kind: 'unavailable', detail });
}
