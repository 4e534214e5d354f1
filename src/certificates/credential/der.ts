/**
 * The little of DER (X.690) that a signature needs: values with definite lengths, written and taken
 * apart. Knows no meaning of any of them.
 */

/** One value: its tag, its content, and the whole of it. */
export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

export const SEQUENCE = 0x30;
export const SET = 0x31;
export const INTEGER = 0x02;
export const OCTETS = 0x04;
export const NULL = 0x05;
/** The constructed context tag `[0]`. */
export const CONTEXT_0 = 0xa0;

/** A value of a tag out of parts. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

/** The values that stand one behind the other; `null` = that is not what the bytes are. */
export function derValues(bytes: Buffer): readonly DerValue[] | null {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const value = valueAt(bytes, at);
    if (value === null) return null;
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

const LONG = 0x80;
/** More than four bytes of length are more than any certificate has. */
const LENGTH_BYTES_MAX = 4;

function lengthOf(length: number): Buffer {
  if (length < LONG) return Buffer.from([length]);
  const bytes = Buffer.alloc(LENGTH_BYTES_MAX);
  bytes.writeUInt32BE(length);
  const from = bytes.findIndex((byte) => byte !== 0);
  return Buffer.concat([Buffer.from([LONG | (LENGTH_BYTES_MAX - from)]), bytes.subarray(from)]);
}

function valueAt(bytes: Buffer, at: number): DerValue | null {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return null;
  const lengthBytes = first < LONG ? 0 : first - LONG;
  const from = at + 2 + lengthBytes;
  if (lengthBytes > LENGTH_BYTES_MAX || from > bytes.length) return null;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
  if (first === LONG || from + length > bytes.length) return null;
  const end = from + length;
  return { tag, content: bytes.subarray(from, end), whole: bytes.subarray(at, end) };
}
