/**
 * CRC-32 of a snapshot in one pass over its parts, for scans: of a few hundred bytes it costs less
 * than handing them to zlib. `snapshot.ts` has zlib's, and a test shows that both agree.
 */
const POLYNOMIAL = 0xedb88320;

/** Slicing by four: `TABLES[k * 256 + byte]` is the byte followed by `k` zero bytes. */
const TABLES = tables();

/** The checksum of what `crc` is the checksum of, followed by these bytes. */
export function crcOf(bytes: Uint8Array, from: number, to: number, crc = 0): number {
  let c = ~crc;
  let at = from;
  for (const last = to - 4; at <= last; at += 4) {
    const word =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24);
    c ^= word;
    c =
      (TABLES[768 + (c & 255)] ?? 0) ^
      (TABLES[512 + ((c >>> 8) & 255)] ?? 0) ^
      (TABLES[256 + ((c >>> 16) & 255)] ?? 0) ^
      (TABLES[c >>> 24] ?? 0);
  }
  for (; at < to; at++) c = (TABLES[(c ^ (bytes[at] ?? 0)) & 255] ?? 0) ^ (c >>> 8);
  return ~c >>> 0;
}

function tables(): Int32Array {
  const made = new Int32Array(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let c = byte;
    for (let bit = 0; bit < 8; bit++) c = (c & 1) === 1 ? (c >>> 1) ^ POLYNOMIAL : c >>> 1;
    made[byte] = c;
  }
  for (let i = 256; i < made.length; i++) {
    const before = made[i - 256] ?? 0;
    made[i] = (made[before & 255] ?? 0) ^ (before >>> 8);
  }
  return made;
}
