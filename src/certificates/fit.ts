/**
 * Chooses the size at which a text fits its box. Widths are estimated from tables of the faces'
 * letters, so that the pure document needs no font file.
 *
 * - F1 The fitted text needs at most `linesMax` lines of the box, whatever the text.
 */

export interface TextBox {
  /** Points. */
  readonly width: number;
  /** Sizes to try, largest first, in points. */
  readonly sizes: readonly number[];
  /** Most lines at each size; the last entry stands for all that follow. */
  readonly linesMax: readonly number[];
  /** Extra space after each character, in points. */
  readonly spacing?: number;
  readonly italics?: boolean;
}

export interface FittedText {
  readonly text: string;
  readonly size: number;
  readonly lines: number;
}

/** The largest size at which the text fits; at the smallest the text is cut with an ellipsis. */
export function fitText(text: string, box: TextBox): FittedText {
  let size = 0;
  let most = 1;
  for (const [i, candidate] of box.sizes.entries()) {
    size = candidate;
    most = box.linesMax[Math.min(i, box.linesMax.length - 1)] ?? 1;
    const lines = lineCount(text, size, box);
    if (lines <= most) return { text, size, lines };
  }
  return { text: cut(text, size, most, box), size, lines: most };
}

function lineCount(text: string, size: number, box: TextBox): number {
  let lines = 1;
  let used = 0;
  for (const word of text.split(' ')) {
    const width = textWidth(word, size, box);
    const gap = used === 0 ? 0 : textWidth(' ', size, box);
    if (used + gap + width <= box.width) {
      used += gap + width;
      continue;
    }
    if (used > 0) lines += 1;
    // A word that is wider than the box is broken inside, one character early at each line's end.
    const room = box.width - textWidth('W', size, box);
    const broken = width <= box.width ? 0 : Math.floor(width / room);
    lines += broken;
    used = width - broken * room;
  }
  return lines;
}

/** The longest beginning that fits with an ellipsis, found by bisection. */
function cut(text: string, size: number, most: number, box: TextBox): string {
  const chars = Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
  const head = (n: number): string => `${chars.slice(0, n).join('').trimEnd()}…`;
  let fits = 0;
  let fails = chars.length;
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (lineCount(head(middle), size, box) <= most) fits = middle;
    else fails = middle;
  }
  return head(fits);
}

function textWidth(text: string, size: number, box: TextBox): number {
  const widths = box.italics === true ? ITALIC : UPRIGHT;
  let width = 0;
  for (const char of text) width += charWidth(char, widths) * size + (box.spacing ?? 0);
  return width;
}

function charWidth(char: string, widths: readonly number[]): number {
  if (/[\p{Mn}\p{Cf}]/u.test(char)) return 0;
  const known = widths[char.charCodeAt(0) - FIRST_KNOWN];
  if (known !== undefined) return known / 100;
  const plain = widths[char.normalize('NFD').charCodeAt(0) - FIRST_KNOWN];
  if (plain !== undefined) return plain / 100;
  return /[\u0900-\u097f]/.test(char) ? DEVANAGARI_WIDTH : UNKNOWN_WIDTH;
}

/** Average of a letter, vowel signs included, in em. */
const DEVANAGARI_WIDTH = 0.66;
/** A box, or a wide letter such as Æ, in em. */
const UNKNOWN_WIDTH = 1;
/** The tables begin with the space and end with the tilde. */
const FIRST_KNOWN = 0x20;

/** A cut never tears a letter from its marks. */
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

const widthTable = (text: string): readonly number[] => text.split(' ').map(Number);

/** Advance widths of `serif.ttf` and `serif-italic.ttf`, rounded up, in 1/100 em. */
const UPRIGHT = widthTable(
  '20 25 33 47 45 65 76 20 32 32 34 59 23 28 23 40 48 48 48 48 48 48 48 48 48 48 25 23 56 ' +
    '57 56 38 75 70 59 71 76 57 52 73 81 34 34 69 59 91 80 77 56 77 72 47 67 74 68 92 71 58 ' +
    '61 34 40 34 50 50 20 40 52 41 51 39 32 44 52 25 23 47 24 78 53 50 52 53 34 33 32 53 44 ' +
    '69 43 44 38 38 26 38 50',
);
const ITALIC = widthTable(
  '20 29 33 45 49 65 83 20 31 31 34 59 22 27 22 28 48 48 48 48 48 48 48 48 48 48 22 22 59 ' +
    '59 59 32 77 66 58 64 76 58 51 69 76 37 30 70 59 100 78 70 57 70 69 47 63 70 69 107 64 ' +
    '58 64 37 41 36 51 47 20 50 45 32 52 35 33 42 49 30 26 46 29 79 53 38 44 48 38 28 30 51 ' +
    '41 63 44 41 41 36 26 36 50',
);
