/**
 * Chooses the size at which a paragraph fits a width: it shrinks first, then wraps, and is cut with
 * an ellipsis at last.
 *
 * - T1 It has at most as many lines as its design allows, whatever the text.
 * - T2 Lines end between words; a word that is wider than the line is broken between letters, and
 *   what remains too wide (one letter in a narrow box) is drawn narrower by whoever places it.
 */
import type { TextLineDesign } from '../../domain/certificate-design.js';
import type { LatinFace } from './faces.js';
import {
  directionOf,
  graphemesOf,
  shapedLine,
  type Direction,
  type ShapedLine,
} from './shaped-line.js';

export interface FittedText {
  readonly size: number;
  /** As printed: cut where it did not fit. */
  readonly text: string;
  readonly lines: readonly ShapedLine[];
}

/** Longest text that is looked at, in characters as one sees them; the rest is cut off. */
export const TEXT_LETTERS_MAX = 2000;

export function fittedText(text: string, design: TextLineDesign, width: number): FittedText {
  const letters = graphemesOf(text);
  const isWhole = letters.length <= TEXT_LETTERS_MAX;
  const shown = isWhole ? text : letters.slice(0, TEXT_LETTERS_MAX).join('');
  const setting = settingOf(shown, design, width);
  let last = { size: 0, linesMax: 1 };
  for (const [i, size] of design.sizes.entries()) {
    last = { size, linesMax: design.linesMax[Math.min(i, design.linesMax.length - 1)] ?? 1 };
    const lines = brokenLines(shown, { ...setting, size }, last.linesMax);
    if (isWhole && lines !== null) return { size, text: shown, lines: shapedLines(lines, setting) };
  }
  return cut(letters.slice(0, TEXT_LETTERS_MAX), { ...setting, size: last.size }, last.linesMax);
}

/** The Latin face of a line's style. */
export const latinFace = ({ family, bold, italic }: TextLineDesign): LatinFace =>
  `${family}${bold ? (italic ? '-bold-italic' : '-bold') : italic ? '-italic' : ''}`;

/** How wide a line is at a size, the drawn parts that stand over its ends included, in points. */
export function drawnWidth(line: ShapedLine, size: number, spacing: number): number {
  const space = line.spaces * spacing;
  const { left, right } = line.ink;
  return (Math.max(line.advance, right) - left) * size + space;
}

interface Setting {
  readonly latin: LatinFace;
  readonly direction: Direction;
  readonly spacing: number;
  readonly width: number;
  readonly size: number;
}

const settingOf = (text: string, design: TextLineDesign, width: number): Setting => ({
  latin: latinFace(design),
  direction: directionOf(text),
  spacing: design.spacing,
  width,
  size: 0,
});

const shaped = (text: string, { latin, direction, spacing }: Setting): ShapedLine =>
  shapedLine(text, latin, direction, spacing !== 0);

const shapedLines = (lines: readonly string[], setting: Setting): ShapedLine[] =>
  lines.map((line) => shaped(line, setting));

const fits = (text: string, setting: Setting): boolean =>
  drawnWidth(shaped(text, setting), setting.size, setting.spacing) <= setting.width;

/** Greedily, a line as long as it can be; `null` = there would be more than `linesMax`. */
function brokenLines(text: string, setting: Setting, linesMax: number): string[] | null {
  if (fits(text, setting)) return [text];
  if (linesMax === 1) return null;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer, setting)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = fits(word, setting) ? [word] : brokenWord(word, setting, linesMax);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
    if (lines.length >= linesMax) return null;
  }
  return [...lines, line];
}

/** Pieces as long as they can be, of one letter at least (T2); no more than `linesMax` + 1. */
function brokenWord(word: string, setting: Setting, linesMax: number): string[] {
  const pieces: string[] = [];
  let rest = graphemesOf(word);
  while (rest.length > 0 && pieces.length <= linesMax) {
    const head = longestHead(rest.length, (count) => fits(rest.slice(0, count).join(''), setting));
    pieces.push(rest.slice(0, Math.max(1, head)).join(''));
    rest = rest.slice(Math.max(1, head));
  }
  return pieces;
}

/** The longest beginning that fits with an ellipsis. */
function cut(letters: readonly string[], setting: Setting, linesMax: number): FittedText {
  const head = (count: number): string => `${letters.slice(0, count).join('').trimEnd()}…`;
  const count = longestHead(
    letters.length - 1,
    (count) => brokenLines(head(count), setting, linesMax) !== null,
  );
  const text = head(count);
  const lines = brokenLines(text, setting, linesMax) ?? [text];
  return { size: setting.size, text, lines: shapedLines(lines, setting) };
}

/** The largest count up to `most` that fits, by doubling and bisection; 0 is taken to fit. */
function longestHead(most: number, isFit: (count: number) => boolean): number {
  let fit = 0;
  let unfit = 1;
  while (unfit <= most && isFit(unfit)) [fit, unfit] = [unfit, unfit * 2];
  unfit = Math.min(unfit, most + 1);
  while (unfit - fit > 1) {
    const middle = Math.floor((fit + unfit) / 2);
    if (isFit(middle)) fit = middle;
    else unfit = middle;
  }
  return fit;
}
