import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { plainPng } from '../../src/certificates/png.js';
import { pngFile, type PngShape } from './sample.js';

describe('plainPng', () => {
  it.each([
    ['RGB', { bits: 8, colour: 2, rows: [[10, 20, 30]] }, [10, 20, 30]],
    ['RGB of 16 bits', { bits: 16, colour: 2, rows: [[10, 99, 20, 99, 30, 99]] }, [10, 20, 30]],
    ['grey', { bits: 8, colour: 0, rows: [[77]] }, [77, 77, 77]],
    ['grey of 2 bits', { bits: 2, colour: 0, rows: [[0b10_000000]] }, [170, 170, 170]],
    ['grey with alpha', { bits: 8, colour: 4, rows: [[0, 51]] }, [204, 204, 204]],
    ['RGB with alpha', { bits: 8, colour: 6, rows: [[255, 0, 0, 51]] }, [255, 204, 204]],
    ['transparent', { bits: 8, colour: 6, rows: [[1, 2, 3, 0]] }, [255, 255, 255]],
    ['palette', { ...PALETTE, rows: [[0b1_0000000]] }, [4, 5, 6]],
    ['palette with alpha', { ...PALETTE, alphas: [0], rows: [[0]] }, [255, 255, 255]],
  ])('lays %s on white', (_name, shape, colour) => {
    const file = pngFile({ width: 1, height: 1, ...shape });
    expect(pixelsOf(file)).toEqual(colour);
  });

  it.each([0, 1, 2, 3, 4])('undoes the row filter %i', (filter) => {
    const rows = [0, 1, 2].map((y) => [0, 1, 2, 3, 4, 5].map((x) => (y * 91 + x * x * 37) % 256));
    const file = pngFile({ width: 2, height: 3, bits: 8, colour: 2, rows, filter, step: 3 });
    expect(pixelsOf(file)).toEqual(rows.flat());
  });

  it('refuses a file whose checksum is wrong', () => {
    const file = pngFile(RED);
    file[file.length - 20]! ^= 1;
    expect(plainPng(file)).toBeNull();
  });

  it('refuses a file that was cut off', () => {
    expect(plainPng(pngFile(RED).subarray(0, 45))).toBeNull();
  });

  it('refuses pixel data that is shorter or longer than the header says', () => {
    expect(plainPng(pngFile({ ...RED, height: 2 }))).toBeNull();
    expect(plainPng(pngFile({ ...RED, rows: [...RED.rows, ...RED.rows] }))).toBeNull();
  });

  it('refuses a header that promises more pixels than the limit', () => {
    expect(plainPng(pngFile({ ...RED, width: 40_000, height: 40_000 }))).toBeNull();
  });

  it('refuses bit depths that the colour type does not have', () => {
    expect(plainPng(pngFile({ ...RED, bits: 4 }))).toBeNull();
  });

  it('refuses what is no PNG', () => {
    expect(plainPng(Buffer.from('%PDF-1.4'))).toBeNull();
  });
});

const RED: PngShape = { width: 1, height: 1, bits: 8, colour: 2, rows: [[255, 0, 0]] };
const PALETTE = { bits: 1, colour: 3, palette: [1, 2, 3, 4, 5, 6] };

/** Samples of the plain form, which is written with unfiltered rows. */
function pixelsOf(file: Buffer): number[] {
  const picture = plainPng(file)!;
  const out = Buffer.from(picture.bytes);
  const at = out.indexOf('IDAT');
  const rows = inflateSync(out.subarray(at + 4, at + 4 + out.readUInt32BE(at - 4)));
  const stride = picture.width * 3 + 1;
  return [...rows].filter((_, i) => i % stride !== 0);
}
