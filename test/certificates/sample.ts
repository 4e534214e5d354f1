/** Facts and templates that the certificate tests share. */
import { deflateSync, crc32 } from 'node:zlib';
import { accessCodeOf, certificateIdOf } from '../../src/certificates/identity.js';
import type { CertificateFacts } from '../../src/domain/certificate.js';
import type { BatchId, CourseId, LearnerId, TemplateId } from '../../src/domain/ids.js';
import type { TemplateContent } from '../../src/persistence/ports.js';

export const KEY = {
  learner: 'user-1' as LearnerId,
  course: 'do_1' as CourseId,
  batch: 'batch-1' as BatchId,
};

export const SVG_IMAGE =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">' +
      '<path d="M5 20Q20 0 40 20T85 10" fill="none" stroke="#123"/></svg>',
  );

export function sampleFacts(changes: Partial<CertificateFacts> = {}): CertificateFacts {
  const certificate = certificateIdOf(KEY, 'Certificate of Completion', '');
  return {
    certificate,
    replaces: '',
    ...KEY,
    recipientName: 'Ananya Venkataraman',
    courseName: 'Foundations of Early Childhood Education',
    batchName: 'November batch',
    template: 'template-1' as TemplateId,
    templateName: 'Certificate of Completion',
    templateHash: '',
    issuer: { name: 'Council of Teacher Education', url: 'https://council.example.org' },
    // Half past eleven at night in UTC, and the day after in the zone that is printed.
    completedAt: Date.UTC(2026, 10, 20, 23, 30),
    issuedAt: Date.UTC(2026, 10, 24, 9),
    scorePercent: null,
    accessCode: accessCodeOf(certificate),
    verifyUrl: `https://learn.example.org/certificates/${certificate}`,
    timeZone: 'Asia/Kolkata',
    ...changes,
  };
}

export function sampleContent(...images: string[]): TemplateContent {
  const signatories = (images.length === 0 ? [SVG_IMAGE] : images).map((image, i) => ({
    name: `Dr. Meera Krishnan ${String(i)}`,
    id: `signatory-${String(i)}`,
    designation: 'Director',
    image,
  }));
  return { url: '', signatories };
}

export interface PngShape {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly colour: number;
  /** Packed rows, without their filter bytes. */
  readonly rows: readonly (readonly number[])[];
  readonly filter?: number;
  readonly step?: number;
  readonly palette?: readonly number[];
  readonly alphas?: readonly number[];
}

/** Writes a PNG file, every row with the same filter. */
export function pngFile(shape: PngShape): Buffer {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(shape.width, 0);
  ihdr.writeUInt32BE(shape.height, 4);
  ihdr.set([shape.bits, shape.colour, 0, 0, 0], 8);
  const filter = shape.filter ?? 0;
  const body = shape.rows.flatMap((row, y) => [
    filter,
    ...filtered(filter, row, shape.rows[y - 1] ?? row.map(() => 0), shape.step ?? 1),
  ]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', ihdr),
    ...(shape.palette === undefined ? [] : [chunk('PLTE', Buffer.from(shape.palette))]),
    ...(shape.alphas === undefined ? [] : [chunk('tRNS', Buffer.from(shape.alphas))]),
    chunk('IDAT', deflateSync(Buffer.from(body))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export const pngUrl = (file: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(file).toString('base64')}`;

/** A translucent picture of one colour, which differs from one shade to another. */
export const translucentPng = (shade: number): Buffer =>
  pngFile({
    width: 40,
    height: 12,
    bits: 8,
    colour: 6,
    rows: Array.from({ length: 12 }, () =>
      Array.from({ length: 160 }, (_, i) => (i % 4 === 3 ? 128 : shade)),
    ),
  });

function filtered(
  filter: number,
  row: readonly number[],
  above: readonly number[],
  step: number,
): number[] {
  return row.map((value, i) => {
    const left = row[i - step] ?? 0;
    const up = above[i]!;
    const corner = i < step ? 0 : above[i - step]!;
    return (value - [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]! + 256) % 256;
  });
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
