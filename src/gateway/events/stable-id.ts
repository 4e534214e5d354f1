/**
 * Ids of outgoing records: each follows from what the record stands for, so that a record which is
 * sent again can be recognised.
 *
 * - N1 Equal parts give equal ids, in every process and version.
 */
import { hash } from 'node:crypto';

/** A name-based UUID, version 8 over SHA-256 as in RFC 9562 appendix B.2. */
export function stableId(...parts: readonly (string | number)[]): string {
  const named = Buffer.concat([NAMESPACE, Buffer.from(JSON.stringify(parts))]);
  const digest = hash('sha256', named, 'buffer');
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  const middle = [hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [hex.slice(0, 8), ...middle, hex.slice(20)].join('-');
}

/** Keeps these ids apart from every other name-based UUID; never to be changed. */
const NAMESPACE = Buffer.from('9d2b7f1c4c3e4f7aa6d05b8e75726c01', 'hex');
