/**
 * The content stream of a certificate: the sheet as an artifact, then its texts in reading order,
 * each marked with the number by which the structure tree names it.
 *
 * - X1 Glyphs are written as hexadecimal numbers and texts as UTF-16: no value of a certificate can
 *   become an operator.
 * - X2 A reader gets the text back: by `ToUnicode` where a glyph stands for a text, by `ActualText`
 *   where several do, or one glyph for different ones.
 */
import type { FaceName } from '../page/faces.js';
import { decimal } from '../page/matrix.js';
import type { PlacedGlyph, PlacedPage, PlacedQr, PlacedRun } from '../page/placed-page.js';
import { RunWriter } from './run-writer.js';
import type { UsedFonts } from './used-fonts.js';

/** A text's number is its place in the order of reading; the QR code comes last. */
export function textStream(page: PlacedPage, fonts: UsedFonts): string {
  const marks = page.texts.map(({ lines }, i) => {
    const runs = lines.flatMap((line) => line.runs);
    return `${marked('P', i)}BT\n${runs.map((run) => runText(run, page, fonts)).join('')}ET\nEMC\n`;
  });
  const rules = page.rules.map(({ color, path }) => `${colour(color)} rg\n${pathText(path)}f\n`);
  const drawn = rules.length === 0 ? '' : artifact(`q ${flipped(page)}${rules.join('')}Q`);
  const code =
    page.qr === null ? '' : `${marked('Figure', marks.length)}${qrText(page, page.qr)}EMC\n`;
  return `${artifact('/Sheet Do')}${drawn}${marks.join('')}${code}`;
}

const marked = (kind: string, id: number): string => `/${kind} <</MCID ${String(id)}>> BDC\n`;

const artifact = (operators: string): string => `/Artifact BMC\n${operators}\nEMC\n`;

const flipped = ({ height }: PlacedPage): string => `1 0 0 -1 0 ${decimal(height)} cm\n`;

function runText(run: PlacedRun, page: PlacedPage, fonts: UsedFonts): string {
  // In a box without height letters have none either, and no place in thousandths of it.
  if (!(run.size > 0)) return '';
  const [a, b, c, d, e, f] = run.matrix;
  const matrix = [a, -b, -c, d, e, page.height - f].map(decimal).join(' ');
  const color = colour(run.color);
  const outlined = run.outline > 0;
  const line = outlined ? `${color} RG ${decimal(run.outline)} w 2 Tr\n` : '';
  const font = `/${fonts.nameOf(run.face)} ${decimal(run.size)} Tf ${color} rg`;
  const written = new RunWriter(run, fonts);
  for (const word of wordsOf(run)) written.word(word);
  return `${line}${font} ${matrix} Tm\n${written.end()}${outlined ? '0 Tr\n' : ''}`;
}

/** Glyphs up to and with a space, which is a word of its own. */
function wordsOf(run: PlacedRun): PlacedGlyph[][] {
  const words: PlacedGlyph[][] = [];
  let wasSpace = true;
  for (const glyph of run.glyphs) {
    const isSpace = glyph.text === ' ';
    if (isSpace || wasSpace) words.push([glyph]);
    else words.at(-1)?.push(glyph);
    wasSpace = isSpace;
  }
  return words;
}

/** The glyphs of a page by face, in the order in which they stand. */
export function glyphsOf(page: PlacedPage): Map<FaceName, PlacedGlyph[]> {
  const byFace = new Map<FaceName, PlacedGlyph[]>();
  for (const { lines } of page.texts) {
    for (const { face, glyphs } of lines.flatMap((line) => line.runs)) {
      const known = byFace.get(face) ?? [];
      known.push(...glyphs);
      byFace.set(face, known);
    }
  }
  return byFace;
}

function qrText(page: PlacedPage, { x, y, size, side, color, path }: PlacedQr): string {
  const scale = String(size / side);
  const place = `${scale} 0 0 -${scale} ${decimal(x)} ${decimal(page.height - y)} cm`;
  const boxes = path.replace(/M(\d+) (\d+)h(\d+)v1h-\d+z/g, '$1 $2 $3 1 re\n');
  return `q ${place} ${colour(color)} rg\n${boxes}f Q\n`;
}

/** Path data of `M`, `L` and `Z` as operators. */
const pathText = (path: string): string =>
  path.replace(/([MLZ])([^MLZ]*)/g, (_all, kind: string, point: string) =>
    kind === 'Z' ? 'h\n' : `${point.trim()} ${kind === 'M' ? 'm' : 'l'}\n`,
  );

/** `#rrggbb` as three numbers from 0 to 1; anything else is black. */
function colour(hex: string): string {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)?.slice(1) ?? [];
  const shares = parts.map((part) => decimal(Number.parseInt(part, 16) / 255));
  return shares.length === 3 ? shares.join(' ') : '0 0 0';
}
