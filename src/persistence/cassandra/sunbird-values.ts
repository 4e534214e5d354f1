/**
 * Values of Sunbird's columns as the driver binds them to prepared statements.
 *
 * - V1 A map is given as the bytes that the protocol has for it. The driver walks plain objects by
 *   a method of theirs, so that one key named like that method, which a client may send as the id
 *   of a content, would fail every write of its batch for ever; and it takes a `Map` only where it
 *   was configured to, and writes an empty one else.
 * - V2 A number that its column cannot hold becomes the nearest that it can: no count of one
 *   learner may keep the others from being written.
 */
import { types } from 'cassandra-driver';

/** Binds a value of a row; `undefined` leaves the column as it is. */
export type Bind = (value: unknown) => unknown;

/** Whatever the driver binds as it is: texts, booleans, doubles, lists of texts. */
export const plain: Bind = (value) => (value === undefined ? types.unset : value);

const INT_MAX = 2_147_483_647;
const LENGTH_BYTES = 4;

/** A column of type `int` (V2). */
export const int: Bind = (value) => (typeof value === 'number' ? clampedInt(value) : types.unset);

/** A column of type `timestamp`, of milliseconds; a fraction would not be bound by every client. */
export const instant: Bind = (value) =>
  typeof value === 'number' ? Math.trunc(finite(value)) : types.unset;

const clampedInt = (value: unknown): number =>
  Math.trunc(Math.max(-INT_MAX - 1, Math.min(INT_MAX, finite(value))));

/** 0 for what is no number: rows hold none, and none may keep others from being written. */
const finite = (value: unknown): number => (Number.isFinite(value) ? Number(value) : 0);

/** `map<text, int>`. */
export const intMap: Bind = mapBinder({
  sizeOf: () => 4,
  write: (bytes, value, at) => bytes.writeInt32BE(clampedInt(value), at),
});

/** `map<text, double>`. */
export const doubleMap: Bind = mapBinder({
  sizeOf: () => 8,
  write: (bytes, value, at) => bytes.writeDoubleBE(finite(value), at),
});

/** `map<text, timestamp>`, of milliseconds. */
export const instantMap: Bind = mapBinder({
  sizeOf: () => 8,
  write: (bytes, value, at) => bytes.writeBigInt64BE(BigInt(Math.trunc(finite(value))), at),
});

/** `map<text, text>`. */
export const textMap: Bind = mapBinder({
  sizeOf: (value) => Buffer.byteLength(String(value)),
  write: (bytes, value, at) => at + bytes.write(String(value), at),
});

/** `list<frozen<map<text, text>>>`. */
export const textMaps: Bind = (value) => (Array.isArray(value) ? value.map(textMap) : types.unset);

/** `map<text, frozen<map<text, text>>>`. */
export const textMapMap: Bind = (value) => {
  if (!isObject(value)) return types.unset;
  const inner = Object.entries(value).map(([key, map]) => [key, textMap(map)] as const);
  return mapOfBytes(Object.fromEntries(inner));
};

const mapOfBytes = mapBinder({
  sizeOf: (value) => (Buffer.isBuffer(value) ? value.length : 0),
  write: (bytes, value, at) => at + (Buffer.isBuffer(value) ? value.copy(bytes, at) : 0),
});

/**
 * A number as a `decimal`, exactly as it prints: the scale, then the unscaled number. The driver's
 * own conversion fails on a number that prints with an exponent, and it reads no scale below 0.
 */
export function decimal(value: number): Buffer {
  const [mantissa = '0', exponent = '0'] = String(Number.isFinite(value) ? value : 0).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = `${whole}${fraction}${'0'.repeat(Math.max(0, -scale))}`;
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeInt32BE(Math.max(0, scale));
  return Buffer.concat([prefix, types.Integer.toBuffer(types.Integer.fromString(digits))]);
}

/** How a value of a map is laid out. */
interface ValueLayout {
  /** Bytes that a value takes. */
  sizeOf(value: unknown): number;
  /** Writes a value and says where it ends. */
  write(bytes: Buffer, value: unknown, at: number): number;
}

/** V1: the number of entries, then each key and value after its length. */
function mapBinder(layout: ValueLayout): Bind {
  return (map) => {
    if (!isObject(map)) return types.unset;
    const entries = Object.entries(map);
    let size = LENGTH_BYTES;
    for (const [key, value] of entries) {
      size += 2 * LENGTH_BYTES + Buffer.byteLength(key) + layout.sizeOf(value);
    }
    const bytes = Buffer.allocUnsafe(size);
    let at = bytes.writeInt32BE(entries.length);
    for (const [key, value] of entries) {
      at = sized(bytes, at, (start) => start + bytes.write(key, start));
      at = sized(bytes, at, (start) => layout.write(bytes, value, start));
    }
    return bytes;
  };
}

/** Writes something after its length; says where it ends. */
function sized(bytes: Buffer, at: number, write: (start: number) => number): number {
  const start = at + LENGTH_BYTES;
  const end = write(start);
  bytes.writeInt32BE(end - start, at);
  return end;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
