/**
 * The people who sign, side by side: picture (or the name in italics), line, name, designation.
 *
 * - S1 A picture comes from a checked `data:` URL or not at all (`signature-image.ts`).
 */
import type { DesignBlock, TextBlockDesign } from '../domain/certificate-design.js';
import type { Signatory } from '../domain/template.js';
import { block, line } from './design-line.js';
import { GREEN, MUTED } from './sheet.js';
import { signatureImage } from './signature-image.js';

/** Most signatories drawn: so many have placeholders. */
export const SIGNATORY_COUNT_MAX = 4;

/** Where the row stands: its upper left corner, and the width that it may fill. */
export interface RowPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface SignatoryRow {
  readonly blocks: readonly DesignBlock[];
  /** Where each one signs: the line below the picture. */
  readonly lines: readonly RowPlace[];
}

export function signatoryBlocks(signatories: readonly Signatory[], row: RowPlace): SignatoryRow {
  const drawn = signatories.slice(0, SIGNATORY_COUNT_MAX);
  const share = Math.min(row.width / Math.max(1, drawn.length), COLUMN_WIDTH_MAX);
  const left = row.x + (row.width - share * drawn.length) / 2;
  const places = drawn.map((_, i) => ({
    x: left + share * i + GUTTER / 2,
    y: row.y,
    width: share - GUTTER,
  }));
  return {
    blocks: places.flatMap((place, i) => column(drawn[i]?.image ?? '', String(i), place)),
    lines: places.map((place) => ({ ...place, y: place.y + SIGNATURE_HEIGHT })),
  };
}

/** Height kept for the picture above the line, in points. */
const SIGNATURE_HEIGHT = 36;
const COLUMN_WIDTH_MAX = 170;
const GUTTER = 10;

function column(image: string, number: string, place: RowPlace): DesignBlock[] {
  const { x, y, width } = place;
  return [
    signatureImage(image) === null
      ? written(number, place)
      : {
          ...{ kind: 'picture', x: x + 3, y: y + 1, width: width - 6 },
          ...{ height: SIGNATURE_HEIGHT - 3, image: `\${signatory${number}Image}` },
        },
    {
      ...block({ x, y: y + SIGNATURE_HEIGHT, width, height: 70 }, 'center'),
      lines: [
        line(`\${signatory${number}Name}`, {
          ...{ above: 3, sizes: [10.5, 9, 8, 7, 6.5], linesMax: [1, 2, 3, 4, 5] },
        }),
        line(`\${signatory${number}Designation}`, {
          ...{ italic: true, color: MUTED, sizes: [8.5, 7.5, 6.5], linesMax: [2, 3, 4] },
        }),
      ],
    },
  ];
}

/** A name instead of a picture; it may be cut short, since it stands in full below the line. */
const written = (number: string, { x, y, width }: RowPlace): TextBlockDesign => ({
  ...block({ x, y, width, height: SIGNATURE_HEIGHT - 3 }, 'center'),
  vertical: 'bottom',
  lines: [
    line(`\${signatory${number}Name}`, {
      ...{ italic: true, color: GREEN, sizes: [17, 14, 12, 10, 8], linesMax: [1, 1, 1, 2, 3] },
    }),
  ],
});
