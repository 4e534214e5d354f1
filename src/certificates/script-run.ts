/**
 * Text as a document prints it: cleaned, and cut into runs that one font can draw. PDF viewers have
 * no fallback between fonts, so a character outside its run's font would be an empty box.
 *
 * Latin words go to a small face, which is three times faster to read than the whole one; a word
 * with a rarer letter or a combining mark goes to the whole face. A script without a face of its
 * own goes there too and shows as boxes, never as an error.
 */

/** Names of the font families that `render.ts` loads. */
export type FontFamily = 'Serif' | 'SerifExtended' | 'Devanagari';

export interface ScriptRun {
  readonly text: string;
  readonly font: FontFamily;
}

/** Cuts text into runs of one font each, in order; words are kept whole. */
export function scriptRuns(text: string): ScriptRun[] {
  const runs: { text: string; font: FontFamily }[] = [];
  for (const [part] of text.matchAll(PART)) {
    const font = fontOf(part);
    const last = runs.at(-1);
    if (last?.font === font) last.text += part;
    else runs.push({ text: part, font });
  }
  return runs;
}

/**
 * One line of well-formed text in composed form: white space folded, control, format and lone
 * surrogate characters removed. The joiners stay, since Indic shaping needs them.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\p{Co}]|(?!\u200c|\u200d)\p{Cf}/gu, '')
    .trim();
}

function fontOf(part: string): FontFamily {
  if (DEVANAGARI_START.test(part)) return 'Devanagari';
  return NOT_BASIC.test(part) ? 'SerifExtended' : 'Serif';
}

/** A character of Devanagari other than the modifier apostrophe, which its face lacks. */
const DEVANAGARI = '(?:(?!\\u02bc)\\p{scx=Deva})';
const DEVANAGARI_START = new RegExp(`^${DEVANAGARI}`, 'u');
/** A Devanagari word with its joiners, another word, or white space. */
const PART = new RegExp(
  `${DEVANAGARI}(?:${DEVANAGARI}|\\u200c|\\u200d)*|(?:(?!${DEVANAGARI})\\S)+|\\s+`,
  'gu',
);
/** Outside the small face; the same set stands in `assets/fonts/subset.py`. */
const NOT_BASIC = /[^ -\u017f\u2010-\u2026\u20ac\u20b9\u2122\u2212]/u;
