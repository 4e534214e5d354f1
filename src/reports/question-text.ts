/**
 * The cells Question Options and Question Response: JSON made readable in a spreadsheet as Sunbird
 * does it. Line breaks go, backslashes go, and double quotes become single ones.
 *
 * - N1 The result is upstream's, except for LaTeX commands that begin with `n`: upstream deletes
 *   every pair of a backslash and `n`, so that `\nabla` becomes `abla`. Here it becomes `nabla`.
 *
 * Texts hold JSON that holds texts that hold JSON, so a line break is `\n`, `\\n` or `\\\\n` in the
 * outermost text. Only at its own depth can a break be told from a command, hence the descent.
 *
 * Source: `reference/exhausts.md` 3.2 (sanitising) and 10 (LaTeX damage).
 */
import { textMapsOf } from '../domain/text-maps.js';

/** The cell of a list of options or answers, given as JSON. */
export const questionText = (json: string): string => readable(JSON.stringify(textMapsOf(json)));

/** The readable form of a text that may be JSON (N1). */
export function readable(text: string): string {
  if (!isJsonOfTexts(text)) return plain(text);
  let shown = '';
  let end = 0;
  for (const { 0: literal, index } of text.matchAll(STRING_LITERAL)) {
    shown += plain(text.slice(end, index));
    shown += `'${readable(contentOf(literal))}'`;
    end = index + literal.length;
  }
  return shown + plain(text.slice(end));
}

const STRING_LITERAL = /"(?:[^"\\]|\\.)*"/gs;

/** What has no text inside is the same either way, and cheaper to show as it is. */
function isJsonOfTexts(text: string): boolean {
  if (!/^\s*[[{]/.test(text) || !text.includes('"')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text of a literal; escapes of no matter here stay, and lose their backslash in the end. */
const contentOf = (literal: string): string =>
  literal.slice(1, -1).replace(/\\(.)/gs, (pair, sign: string) => UNESCAPED[sign] ?? pair);

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/** A text without JSON inside. A pair that is no command is a break that was escaped twice. */
const plain = (text: string): string =>
  text.replace(/\n|\\(n[A-Za-z]*)|[\\"]/g, (found, word: string | undefined) => {
    if (word !== undefined) return LATEX_COMMANDS.has(word) ? word : word.slice(1);
    return found === '"' ? "'" : '';
  });

/** Commands of LaTeX and its mathematics that begin with `n`. */
const LATEX_COMMANDS: ReadonlySet<string> = new Set(
  (
    'nabla natural nVDash nVdash nvDash nvdash ncong ne nearrow neg neq newcommand ' +
    'newline nexists ngeq ngeqq ngeqslant ngtr ni nleftarrow nLeftarrow nleftrightarrow ' +
    'nLeftrightarrow nleq nleqq nleqslant nless nmid nobreakspace nolimits nonumber ' +
    'normalsize not notin nparallel nprec npreceq nrightarrow nRightarrow nshortmid ' +
    'nshortparallel nsim nsubseteq nsubseteqq nsucc nsucceq nsupseteq nsupseteqq ' +
    'ntriangleleft ntrianglelefteq ntriangleright ntrianglerighteq nu nwarrow'
  ).split(' '),
);
