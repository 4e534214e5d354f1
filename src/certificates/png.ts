/**
 * PNG pictures, made plain: decoded, laid on white and written again without transparency.
 * The PDF library decodes transparent pictures on background threads, which finish in any order:
 * then equal input would give differing bytes. It also does not notice damaged pixel data.
 *
 * - P1 What comes out is 8-bit RGB without transparency, or nothing.
 * - P2 No more than `PIXEL_COUNT_MAX` pixels are ever unpacked.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A signature of 600 dpi and two by four inches has 2.9 million pixels. */
export const PIXEL_COUNT_MAX = 4_000_000;

export interface Picture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The plain form of a PNG; `null` when it is damaged, interlaced or too large. */
export function plainPng(bytes: Uint8Array): Picture | null {
  const chunks = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const header = readHeader(chunks);
  if (header === null) return null;
  const samples = unpack(chunks, header);
  if (samples === null) return null;
  const rgb = onWhite(samples, header, chunks);
  return rgb === null ? null : write(rgb, header.width, header.height);
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly colour: number;
  readonly channels: number;
}

type Chunks = ReadonlyMap<string, Buffer>;

/** Chunks by type, those of one type joined; checksums are checked. */
function readChunks(file: Buffer): Chunks {
  const chunks = new Map<string, Buffer>();
  if (!file.subarray(0, 8).equals(SIGNATURE)) return chunks;
  for (let at = 8; at + 12 <= file.length;) {
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) break;
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) break;
    const type = file.toString('latin1', at + 4, at + 8);
    const before = chunks.get(type) ?? Buffer.alloc(0);
    chunks.set(type, Buffer.concat([before, file.subarray(at + 8, end)]));
    at = end + 4;
  }
  return chunks;
}

function readHeader(chunks: Chunks): Header | null {
  const ihdr = chunks.get('IHDR');
  if (ihdr?.length !== 13) return null;
  const [bits = 0, colour = 0, , , interlace] = ihdr.subarray(8);
  const channels = CHANNELS[colour];
  const width = ihdr.readUInt32BE(0);
  const height = ihdr.readUInt32BE(4);
  if (channels === undefined || interlace !== 0) return null;
  if (BITS[colour]?.includes(bits) !== true) return null;
  if (width * height === 0 || width * height > PIXEL_COUNT_MAX) return null;
  return { width, height, bits, colour, channels };
}

/** One byte a sample, row after row: high byte of 16 bits, the bare number below 8 bits. */
function unpack(chunks: Chunks, header: Header): Uint8Array | null {
  const { width, height, bits, channels } = header;
  const stride = Math.ceil((width * channels * bits) / 8);
  const raw = inflate(chunks.get('IDAT'), (stride + 1) * height);
  if (raw === null) return null;
  const step = Math.max(1, (channels * bits) / 8);
  const samples = new Uint8Array(width * height * channels);
  let before = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1);
    const row = Uint8Array.from(raw.subarray(start + 1, start + 1 + stride));
    if (!unfilter(raw.readUInt8(start), row, before, step)) return null;
    for (let x = 0; x < width * channels; x++) {
      samples[y * width * channels + x] = sampleAt(row, x, bits);
    }
    before = row;
  }
  return samples;
}

function inflate(packed: Buffer | undefined, length: number): Buffer | null {
  try {
    const raw = inflateSync(packed ?? Buffer.alloc(0), { maxOutputLength: length });
    return raw.length === length ? raw : null;
  } catch {
    // Damaged, or longer than the header says: zlib tells by throwing.
    return null;
  }
}

/** Undoes a row's filter in place; `false` = there is no such filter. */
function unfilter(type: number, row: Uint8Array, before: Uint8Array, step: number): boolean {
  const predict = PREDICTORS[type];
  if (predict === undefined) return false;
  for (let i = 0; i < row.length; i++) {
    const left = i < step ? 0 : (row[i - step] ?? 0);
    const corner = i < step ? 0 : (before[i - step] ?? 0);
    row[i] = (row[i] ?? 0) + predict(left, before[i] ?? 0, corner);
  }
  return true;
}

function sampleAt(row: Uint8Array, index: number, bits: number): number {
  if (bits >= 8) return row[(index * bits) / 8] ?? 0;
  const bit = index * bits;
  return ((row[bit >> 3] ?? 0) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
}

function onWhite(samples: Uint8Array, header: Header, chunks: Chunks): Buffer | null {
  const palette = chunks.get('PLTE');
  if (header.colour === 3 && palette === undefined) return null;
  const colourOf = colourReader(samples, header, palette, chunks.get('tRNS'));
  const rgb = Buffer.alloc(header.width * header.height * 3);
  for (let pixel = 0; pixel < header.width * header.height; pixel++) {
    const [r, g, b, alpha] = colourOf(pixel);
    rgb[pixel * 3] = blend(r, alpha);
    rgb[pixel * 3 + 1] = blend(g, alpha);
    rgb[pixel * 3 + 2] = blend(b, alpha);
  }
  return rgb;
}

type Rgba = readonly [number, number, number, number];

/** Transparency by one key colour (`tRNS` of grey and RGB) is rare and left opaque. */
function colourReader(
  samples: Uint8Array,
  { bits, colour, channels }: Header,
  palette: Buffer | undefined,
  transparency: Buffer | undefined,
): (pixel: number) => Rgba {
  const at = (pixel: number, channel: number): number => samples[pixel * channels + channel] ?? 0;
  const scale = bits < 8 ? 255 / ((1 << bits) - 1) : 1;
  const grey = (value: number, alpha: number): Rgba => [value, value, value, alpha];
  if (colour === 3) {
    const part = (i: number): number => palette?.[i] ?? 0;
    return (pixel) => {
      const i = at(pixel, 0);
      return [part(i * 3), part(i * 3 + 1), part(i * 3 + 2), transparency?.[i] ?? 255];
    };
  }
  if (colour === 0) return (pixel) => grey(at(pixel, 0) * scale, 255);
  if (colour === 4) return (pixel) => grey(at(pixel, 0), at(pixel, 1));
  const alpha = colour === 6 ? (pixel: number) => at(pixel, 3) : () => 255;
  return (pixel) => [at(pixel, 0), at(pixel, 1), at(pixel, 2), alpha(pixel)];
}

const blend = (value: number, alpha: number): number =>
  Math.round((value * alpha + 255 * (255 - alpha)) / 255);

function write(rgb: Buffer, width: number, height: number): Picture {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) {
    rgb.copy(rows, y * (width * 3 + 1) + 1, y * width * 3, (y + 1) * width * 3);
  }
  const ihdr = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  ihdr.writeUInt32BE(width, 0);
  ihdr.writeUInt32BE(height, 4);
  const parts = [chunk('IHDR', ihdr), chunk('IDAT', deflateSync(rows)), chunk('IEND')];
  return { bytes: Buffer.concat([SIGNATURE, ...parts]), width, height };
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const BITS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Filters 0 to 4 of the PNG specification: none, sub, up, average, Paeth. */
const PREDICTORS: readonly ((left: number, up: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, corner) => {
    const estimate = left + up - corner;
    const byLeft = Math.abs(estimate - left);
    const byUp = Math.abs(estimate - up);
    const byCorner = Math.abs(estimate - corner);
    if (byLeft <= byUp && byLeft <= byCorner) return left;
    return byUp <= byCorner ? up : corner;
  },
];
