/**
 * The blob of one group commit: a checksum and the commands of all waiting callers.
 *
 * - W1 A damaged blob is found and named; it is never folded.
 */
import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr';
import type { Command } from '../domain/command.js';
import { err, ok, type Result } from '../domain/result.js';
import type { StoreError } from './ports.js';

const packr = new Packr({ useRecords: true });

/** Packs commands in the order in which they are to be folded. */
export function packCommands(commands: readonly Command[]): Buffer {
  const body = packr.pack(commands);
  const blob = Buffer.allocUnsafe(body.length + 4);
  blob.writeUInt32LE(crc32(body), 0);
  body.copy(blob, 4);
  return blob;
}

/** Reads a blob back; `seq` names it in the error. */
export function unpackCommands(
  seq: number,
  bytes: Uint8Array,
): Result<readonly Command[], StoreError> {
  const blob = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = blob.subarray(4);
  if (blob.length < 4 || crc32(body) !== blob.readUInt32LE(0)) {
    return err({ kind: 'damaged', key: `log/${String(seq)}`, detail: 'fails its checksum' });
  }
  try {
    return ok(packr.unpack(body) as readonly Command[]);
  } catch (error) {
    // Zeroed bytes pass the checksum, as that of an empty body is 0.
    return err({ kind: 'damaged', key: `log/${String(seq)}`, detail: String(error) });
  }
}
