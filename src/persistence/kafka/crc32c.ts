/**
 * The checksum of a record batch: CRC-32C (Castagnoli), eight bytes a step. Node has the other
 * CRC-32 only, and kafkajs's takes a byte a step.
 */

/** Castagnoli's polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const STEP_BYTES = 8;

/** One table for each byte of a step, one behind the other. */
const TABLES = tables();

/** The checksum of the bytes from `from` on. */
export function crc32c(bytes: Buffer, from = 0): number {
  const t = TABLES;
  const stepsEnd = from + Math.floor((bytes.length - from) / STEP_BYTES) * STEP_BYTES;
  let crc = -1;
  let at = from;
  for (; at < stepsEnd; at += STEP_BYTES) {
    const low = crc ^ word(bytes, at);
    const high = word(bytes, at + 4);
    crc =
      entry(t, 1792 + (low & 255)) ^
      entry(t, 1536 + ((low >>> 8) & 255)) ^
      entry(t, 1280 + ((low >>> 16) & 255)) ^
      entry(t, 1024 + (low >>> 24)) ^
      entry(t, 768 + (high & 255)) ^
      entry(t, 512 + ((high >>> 8) & 255)) ^
      entry(t, 256 + ((high >>> 16) & 255)) ^
      entry(t, high >>> 24);
  }
  for (; at < bytes.length; at++) {
    crc = entry(t, (crc ^ (bytes[at] ?? 0)) & 255) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

/** Four bytes, the first one lowest. */
const word = (bytes: Buffer, at: number): number =>
  (bytes[at] ?? 0) |
  ((bytes[at + 1] ?? 0) << 8) |
  ((bytes[at + 2] ?? 0) << 16) |
  ((bytes[at + 3] ?? 0) << 24);

function entry(table: Int32Array, at: number): number {
  return table[at] ?? 0;
}

function tables(): Int32Array {
  const made = new Int32Array(STEP_BYTES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    made[byte] = crc;
  }
  for (let at = 256; at < made.length; at++) {
    const before = entry(made, at - 256);
    made[at] = entry(made, before & 255) ^ (before >>> 8);
  }
  return made;
}
