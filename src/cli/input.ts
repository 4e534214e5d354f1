/**
 * Opens what a command reads: a file, or standard input for `-`.
 */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { err, ok, type Result } from '../domain/result.js';

export interface Input {
  /** Names the input in dead letters: the absolute path, or `stdin`. */
  readonly name: string;
  /** Can be read once. */
  readonly chunks: AsyncIterable<Buffer>;
}

const CHUNK_BYTES = 256 * 1024;

/** Opens the input; the error is a sentence that names it. */
export async function openInput(path: string): Promise<Result<Input, string>> {
  if (path === '-') return ok({ name: 'stdin', chunks: process.stdin });
  const name = resolve(path);
  try {
    const file = await open(name);
    if (!(await file.stat()).isDirectory()) {
      const chunks = file.createReadStream({ highWaterMark: CHUNK_BYTES });
      return ok({ name, chunks });
    }
    await file.close();
    return err(`${path} is a folder, not a file`);
  } catch (error) {
    return err(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The whole input as text, up to a limit; the error names the limit. */
export async function readWhole(input: Input, bytesMax: number): Promise<Result<string, string>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of input.chunks) {
    bytes += piece.length;
    if (bytes > bytesMax) return err(`${input.name} is larger than ${String(bytesMax)} bytes`);
    pieces.push(piece);
  }
  return ok(
    Buffer.concat(pieces)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );
}
