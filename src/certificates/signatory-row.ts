/**
 * The people who sign, side by side: picture (or the name in italics), line, name, designation.
 *
 * - S1 A picture comes from a checked `data:` URL or not at all (`signature-image.ts`).
 */
import type { Content } from 'pdfmake/interfaces.js';
import type { Signatory } from '../domain/template.js';
import { GOLD, GREEN, INK, MUTED } from './sheet.js';
import { signatureImage, type SignatureImage } from './signature-image.js';
import { blockHeight, blockNode, textBlock } from './text-block.js';

/** Most signatories drawn; each more would leave the others no room to be read. */
export const SIGNATORY_COUNT_MAX = 6;

/** Columns that fill `width` points; each is at most `SIGNATURE_HEIGHT` + 76 points high. */
export function signatoryColumns(signatories: readonly Signatory[], width: number): Content[] {
  const drawn = signatories.slice(0, SIGNATORY_COUNT_MAX);
  const share = Math.min(width / Math.max(1, drawn.length), COLUMN_WIDTH_MAX);
  const margin = (width - share * drawn.length) / 2;
  return [
    { width: margin, text: '' },
    ...drawn.map((signatory) => ({ width: share, stack: column(signatory, share - GUTTER) })),
  ].map((cell) => ({ ...cell, margin: [GUTTER / 2, 0, GUTTER / 2, 0] }));
}

/** Height kept for the picture above the line, in points. */
export const SIGNATURE_HEIGHT = 36;
const COLUMN_WIDTH_MAX = 170;
const GUTTER = 10;

function column(signatory: Signatory, width: number): Content[] {
  const name = textBlock(
    signatory.name,
    { width, sizes: [10.5, 9, 8, 7, 6.5], linesMax: [1, 2, 3, 4, 5] },
    { color: INK },
  );
  const designation = textBlock(
    signatory.designation,
    { width, sizes: [8.5, 7.5, 6.5], linesMax: [2, 3, 4] },
    { color: MUTED, italics: true },
  );
  const line = {
    type: 'line',
    x1: 0,
    y1: 0,
    x2: width,
    y2: 0,
    lineWidth: 0.6,
    lineColor: GOLD,
  } as const;
  return [
    signature(signatory, width),
    { canvas: [line] },
    blockNode(name, 3, 'center'),
    blockNode(designation, 0, 'center'),
  ];
}

function signature(signatory: Signatory, width: number): Content {
  const image = signatureImage(signatory.image);
  return image === null ? written(signatory.name, width) : drawn(image, width);
}

/** A name instead of a picture; cut short, since it stands in full below the line. */
function written(name: string, width: number): Content {
  const box = { width, sizes: [17, 14, 12, 10, 8], linesMax: [1, 1, 1, 2, 3] };
  const block = textBlock(name, box, { color: GREEN, italics: true });
  return {
    stack: [blockNode(block, SIGNATURE_HEIGHT - blockHeight(block) - 3, 'center')],
    margin: [0, 0, 0, 3],
  };
}

function drawn(image: SignatureImage, width: number): Content {
  const room = { width: width - 6, height: SIGNATURE_HEIGHT - 3 };
  const scale = Math.min(room.width / image.width, room.height / image.height);
  const size = { width: image.width * scale, height: image.height * scale };
  const left = (width - size.width) / 2;
  return {
    ...image.source,
    ...size,
    margin: [left, SIGNATURE_HEIGHT - size.height - 2, 0, 2],
  };
}
