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
import { numberOf } from '../sunbird/cell.js';

/** Binds a value of a row; `undefined` leaves the column as it is. */
export type Bind = (value: unknown) => unknown;

/** Whatever the driver binds as it is: texts, booleans, lists of texts, milliseconds. */
export const plain: Bind = (value) => (value === undefined ? types.unset : value);

const INT_MAX = 2_147_483_647;

/** A column of type `int` (V2). */
export const int: Bind = (value) => {
  const number = numberOf(value);
  return number === null ? types.unset : clampedInt(number);
};

const clampedInt = (number: number): number =>
  Math.trunc(Math.max(-INT_MAX - 1, Math.min(INT_MAX, number)));

/** `map<text, int>`. */
export const intMap: Bind = mapBinder((value) => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(clampedInt(numberOf(value) ?? 0));
  return bytes;
});

/** `map<text, double>`. */
export const doubleMap: Bind = mapBinder((value) => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleBE(numberOf(value) ?? 0);
  return bytes;
});

/** `map<text, timestamp>`, of milliseconds. */
export const instantMap: Bind = mapBinder((value) => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(BigInt(Math.trunc(numberOf(value) ?? 0)));
  return bytes;
});

/** `map<text, text>`. */
export const textMap: Bind = mapBinder((value) => Buffer.from(String(value), 'utf8'));

/** `list<frozen<map<text, text>>>`. */
export const textMaps: Bind = (value) => (Array.isArray(value) ? value.map(textMap) : types.unset);

/** `map<text, frozen<map<text, text>>>`. */
export const textMapMap: Bind = mapBinder((value) => {
  const bytes = textMap(value);
  return Buffer.isBuffer(bytes) ? bytes : NO_ENTRIES;
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
  const unscaled = types.Integer.fromString(digits);
  return Buffer.concat([int32(Math.max(0, scale)), types.Integer.toBuffer(unscaled)]);
}

/** V1: the number of entries, then each key and value after its length. */
function mapBinder(bytesOf: (value: unknown) => Buffer): Bind {
  return (map) => {
    if (typeof map !== 'object' || map === null) return types.unset;
    const entries = Object.entries(map);
    const parts = entries.flatMap(([key, value]) => [
      ...sized(Buffer.from(key, 'utf8')),
      ...sized(bytesOf(value)),
    ]);
    return Buffer.concat([int32(entries.length), ...parts]);
  };
}

const sized = (bytes: Buffer): Buffer[] => [int32(bytes.length), bytes];

function int32(count: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(count);
  return bytes;
}

const NO_ENTRIES = int32(0);
