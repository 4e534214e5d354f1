/**
 * A line of text in any scripts: cut into runs of one face and direction, and these put in the
 * order in which they stand on the paper (Unicode's bidirectional algorithm).
 */
import { BIDI } from './bidi.js';
import { faceFor, isLatin, type FaceName, type LatinFace } from './faces.js';
import { KeptValues } from './kept-values.js';
import { shapedRun, type Ink, type ShapedRun } from './shaped-run.js';

export interface ShapedLine {
  readonly text: string;
  /** From left to right. */
  readonly runs: readonly ShapedRun[];
  /** In units of the font's size, without extra space. */
  readonly advance: number;
  /** How many letters extra space follows; none stands at the line's end. */
  readonly spaces: number;
  readonly ink: Ink;
}

/** Direction in which a paragraph is read, by its first letter that has one. */
export type Direction = 'ltr' | 'rtl';

export const directionOf = (text: string): Direction =>
  MAY_TURN.test(text) && BIDI.getEmbeddingLevels(text).paragraphs[0]?.level === 1 ? 'rtl' : 'ltr';

/** Shapes a line of a paragraph; `spaced` = extra space is put between its letters. */
export function shapedLine(
  text: string,
  latin: LatinFace,
  direction: Direction,
  spaced: boolean,
): ShapedLine {
  return KEPT.get(`${latin} ${direction} ${String(spaced)} ${text}`, () => {
    const runs = ordered(runsOf(text, latin, direction)).map(({ text, face, level }) =>
      shapedRun(text, face, level % 2 === 1, spaced),
    );
    return { text, runs, ...together(runs) };
  });
}

/** Extra space after each letter, in points, is put in these runs only. */
export const takesSpace = (run: ShapedRun): boolean => isLatin(run.face);

/** Cuts text where a reader sees one letter end. */
export const graphemesOf = (text: string): string[] =>
  SIMPLE.test(text)
    ? text.split('')
    : Array.from(SEGMENTER.segment(text), ({ segment }) => segment);

const KEPT = new KeptValues<ShapedLine>(4000);
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
const SIMPLE = /^[ -~]*$/;
/** Scripts written from right to left, and their digits. */
const MAY_TURN = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

interface LineRun {
  text: string;
  readonly face: FaceName;
  readonly level: number;
}

/** Runs in the order of reading. */
function runsOf(text: string, latin: LatinFace, direction: Direction): LineRun[] {
  const levels = MAY_TURN.test(text) ? BIDI.getEmbeddingLevels(text, direction).levels : null;
  const runs: LineRun[] = [];
  let at = 0;
  for (const grapheme of graphemesOf(text)) {
    const level = levels?.[at] ?? 0;
    const last = runs.at(-1);
    const face = faceFor(grapheme, latin, last?.face ?? null);
    at += grapheme.length;
    if (last?.face === face && last.level === level) last.text += grapheme;
    else runs.push({ text: grapheme, face, level });
  }
  return runs;
}

/** Rule L2: from the highest level to the lowest odd one, what is at least so high is reversed. */
function ordered(runs: readonly LineRun[]): readonly LineRun[] {
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  const placed = [...runs];
  for (let level = highest; level > 0; level--) {
    for (let from = 0; from < placed.length; from++) {
      let to = from;
      while ((placed[to]?.level ?? -1) >= level) to++;
      placed.splice(from, to - from, ...placed.slice(from, to).reverse());
      from = Math.max(from, to - 1);
    }
  }
  return placed;
}

function together(runs: readonly ShapedRun[]): Omit<ShapedLine, 'text' | 'runs'> {
  let [advance, spaces] = [0, 0];
  let [left, right, top, bottom] = [0, 0, 0, 0];
  for (const run of runs) {
    left = Math.min(left, advance + run.ink.left);
    right = Math.max(right, advance + run.ink.right);
    top = Math.max(top, run.ink.top);
    bottom = Math.min(bottom, run.ink.bottom);
    advance += run.advance;
    if (takesSpace(run)) spaces += run.clusters;
  }
  const last = runs.at(-1);
  if (last !== undefined && takesSpace(last)) spaces -= 1;
  return { advance, spaces, ink: { left, right, top, bottom } };
}
