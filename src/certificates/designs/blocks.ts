/** The boxes that the built-in designs have in common: lines, signatures, logos, the check box. */
import type {
  DesignBlock,
  PictureDesign,
  SignatoryPlaceholder,
  TextBlockDesign,
  TextLineDesign,
} from '../../domain/certificate-design.js';
import type { Look } from './look.js';
import { path, type Box } from './shapes.js';

type LineParts = Partial<Omit<TextLineDesign, 'text' | 'sizes'>>;

/** A line of text in sizes to try. */
export const textLine = (
  text: string,
  sizes: readonly number[],
  parts: LineParts = {},
): TextLineDesign => ({
  text,
  sizes,
  role: 'paragraph',
  family: 'serif',
  bold: false,
  italic: false,
  color: '#000000',
  spacing: 0,
  upperCase: false,
  linesMax: [1],
  above: 0,
  rule: '',
  ...parts,
});

export interface BlockParts extends Box {
  readonly align?: TextBlockDesign['align'];
  readonly vertical?: TextBlockDesign['vertical'];
  readonly stretchMax?: number;
  /** Lines without a text are left out. */
  readonly lines: readonly TextLineDesign[];
}

export const textBlock = ({ lines, ...parts }: BlockParts): TextBlockDesign => ({
  kind: 'text',
  align: 'left',
  vertical: 'top',
  stretchMax: 1,
  matrix: null,
  ...parts,
  lines: lines.filter(({ text }) => text !== ''),
});

type CaptionParts = Pick<TextLineDesign, 'color' | 'family'> & Partial<TextLineDesign>;

/** A small label above what it names. */
export const caption = (text: string, parts: CaptionParts): TextLineDesign =>
  textLine(text, [6.5, 5.5], { spacing: 1, upperCase: true, ...parts });

/** Height that `signatures` fill, in points. */
export const SIGNATURE_ROW_HEIGHT = 86;
const SIGNATURE_HEIGHT = 36;
const COLUMN_WIDTH_MAX = 170;
const GUTTER = 12;

interface Signatures {
  readonly blocks: readonly DesignBlock[];
  readonly shapes: readonly string[];
}

/** Those who sign, side by side from the left or in the middle of a width. */
export function signatures(
  { x, y, width }: Omit<Box, 'height'>,
  look: Look,
  align: 'left' | 'center',
): Signatures {
  const share = Math.min(width / look.signatures.length, COLUMN_WIDTH_MAX);
  const left = align === 'left' ? x : x + (width - share * look.signatures.length) / 2 + GUTTER / 2;
  const columns = look.signatures.map((isDrawn, i) =>
    signature(i, isDrawn, { x: left + i * share, y, width: share - GUTTER }, look, align),
  );
  return {
    blocks: columns.flatMap(({ blocks }) => blocks),
    shapes: columns.flatMap(({ shapes }) => shapes),
  };
}

function signature(
  index: number,
  isDrawn: boolean,
  { x, y, width }: Omit<Box, 'height'>,
  { palette }: Look,
  align: 'left' | 'center',
): Signatures {
  const placeholder = (field: 'Name' | 'Designation' | 'Image'): string =>
    `\${${`signatory${index as 0 | 1 | 2 | 3}${field}` satisfies SignatoryPlaceholder}}`;
  const line = y + SIGNATURE_HEIGHT;
  const name = textLine(placeholder('Name'), [10.5, 9, 8, 7], {
    color: palette.ink,
    linesMax: [1, 2, 3],
  });
  const designation = textLine(placeholder('Designation'), [8.5, 7.5, 6.5], {
    color: palette.muted,
    italic: true,
    linesMax: [2, 3],
  });
  return {
    blocks: [
      isDrawn
        ? {
            ...{ kind: 'picture', x: x + 3, y, width: width - 6, height: SIGNATURE_HEIGHT - 3 },
            image: placeholder('Image'),
          }
        : textBlock({
            ...{ x, y, width, height: SIGNATURE_HEIGHT - 3, align, vertical: 'bottom' },
            lines: [
              textLine(placeholder('Name'), [17, 14, 12, 10, 8], {
                ...{ italic: true, color: palette.primary, linesMax: [1, 1, 1, 2, 3] },
              }),
            ],
          }),
      textBlock({
        ...{ x, y: line + 3, width, height: SIGNATURE_ROW_HEIGHT - SIGNATURE_HEIGHT - 3, align },
        lines: [name, designation],
      }),
    ],
    shapes: [
      path(`M${String(x)} ${String(line)}h${String(width)}`, {
        stroke: palette.accent,
        width: 0.6,
      }),
    ],
  };
}

/** Logos side by side, each in an equal share of a box. */
export function logoRow(
  { x, y, width, height }: Box,
  logos: readonly string[],
  shareMax: number,
): PictureDesign[] {
  const share = Math.min(width / Math.max(1, logos.length), shareMax);
  const left = x + (width - share * logos.length) / 2;
  return logos.map((image, i) => ({
    ...{ kind: 'picture', x: left + i * share + 4, y, width: share - 8, height },
    image,
  }));
}

/** Logos one below the other, for a narrow place. */
export const logoColumn = (
  { x, y, width, height }: Box,
  logos: readonly string[],
): PictureDesign[] =>
  logos.map((image, i) => ({
    ...{ kind: 'picture', x, y: y + (i * height) / logos.length + 3, width },
    ...{ height: height / logos.length - 6, image },
  }));

interface CheckParts {
  /** Middle of the box. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly width: number;
  /** Between the code and its texts. */
  readonly gap: number;
  /** Colours of its texts; the code itself is dark. */
  readonly caption: CaptionParts;
  readonly textColor: string;
}

/** The QR code with access code and number below it. */
export function checkBox(parts: CheckParts, { texts, palette }: Look): DesignBlock[] {
  const { x, y, size, width, gap, textColor } = parts;
  return [
    { kind: 'qr', x: x - size / 2, y, size, color: palette.ink },
    textBlock({
      ...{ x: x - width / 2, y: y + size + gap, width, height: 30, align: 'center' },
      lines: [
        caption(texts.accessCode, parts.caption),
        textLine('${accessCode}', [10.5, 8], { color: textColor, spacing: 1.5 }),
        textLine('${certificateId}', [6.8, 6, 5, 4.5], {
          color: textColor,
          linesMax: [1, 1, 2, 3],
          above: 1,
        }),
      ],
    }),
  ];
}

/** When and by whom it was issued. */
export const issueBlock = (
  box: Box,
  { texts, palette }: Look,
  captions: CaptionParts,
): TextBlockDesign =>
  textBlock({
    ...box,
    lines: [
      caption(texts.dateOfIssue, captions),
      textLine('${issuedDate}', [12, 10], { color: palette.ink }),
      textLine(texts.validUntil, [8.5, 7.5], { color: palette.muted, above: 2 }),
      caption(texts.issuedBy, { ...captions, above: 7 }),
      textLine('${issuerName}', [9.5, 8.5, 7.5, 6.5], {
        color: palette.ink,
        linesMax: [1, 2, 3, 3],
      }),
      textLine('${issuerUrl}', [7.5, 6.5, 6], { color: palette.muted, linesMax: [1, 2, 2] }),
    ],
  });
