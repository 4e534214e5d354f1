/**
 * The blob of one group commit: a checksum and what all waiting callers want remembered, which is
 * commands, and in a log of several processes also effects that somebody asks for.
 *
 * - W1 A damaged blob is found and named; it is never folded.
 */
import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr';
import type { Command } from '../domain/command.js';
import type { Effect } from '../domain/effects.js';
import { err, ok, type Result } from '../domain/result.js';
import type { StoreError } from './ports.js';

const packr = new Packr({ useRecords: true });

/** An effect that follows from no state: somebody asks for it. */
export interface Asked {
  readonly kind: 'ask';
  readonly effect: Effect;
}

export type LogItem = Command | Asked;

/** Packs items in the order in which they are to be taken. */
export function packItems(items: readonly LogItem[]): Buffer {
  const body = packr.pack(items);
  const blob = Buffer.allocUnsafe(body.length + 4);
  blob.writeUInt32LE(crc32(body), 0);
  body.copy(blob, 4);
  return blob;
}

/** A blob of several items is at most so long; a longer single item has a blob of its own. */
export const BLOB_BYTES_MAX = 800_000;

/** Packs items in their order into as many blobs as their length asks for. */
export function packInBlobs(items: readonly LogItem[], itemsMax: number): readonly Buffer[] {
  if (items.length <= itemsMax) {
    const blob = packItems(items);
    if (blob.length <= BLOB_BYTES_MAX || items.length <= 1) return [blob];
  }
  const half = Math.ceil(items.length / 2);
  return [items.slice(0, half), items.slice(half)].flatMap((some) => packInBlobs(some, itemsMax));
}

/** Reads a blob back; `seq` names it in the error. */
export function unpackItems(
  seq: number,
  bytes: Uint8Array,
): Result<readonly LogItem[], StoreError> {
  const blob = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = blob.subarray(4);
  if (blob.length < 4 || crc32(body) !== blob.readUInt32LE(0)) {
    return err({ kind: 'damaged', key: `log/${String(seq)}`, detail: 'fails its checksum' });
  }
  try {
    return ok(packr.unpack(body) as readonly LogItem[]);
  } catch (error) {
    // Zeroed bytes pass the checksum, as that of an empty body is 0.
    return err({ kind: 'damaged', key: `log/${String(seq)}`, detail: String(error) });
  }
}
