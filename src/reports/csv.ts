/**
 * CSV text of report rows: RFC 4180 quoting, and no cell that a spreadsheet would run as a formula.
 * Owns neither columns nor files.
 *
 * - V1 Parsing the text gives the cells back, except for NUL characters, which are removed, and for
 *   the apostrophe put before a cell that would start a formula.
 * - V2 Only a cell that starts a formula is changed: signed numbers and phone numbers stay.
 *
 * Records end with a line feed, as Sunbird's do (`reference/exhausts.md` 1.8).
 */

/** One record of at least one cell, with its line feed. */
export function encodeRow(cells: readonly string[]): string {
  let row = '';
  for (const cell of cells) {
    row += encodeCell(cell);
    row += ',';
  }
  return `${row.slice(0, -1)}\n`;
}

/** One cell as it stands in a record. */
export const encodeCell = (cell: string): string =>
  NEEDS_CARE.test(cell) ? encodeWithCare(cell) : cell;

/** Whether a spreadsheet would run this text as a formula, or could be made to. */
export const startsFormula = (text: string): boolean =>
  FORMULA_START.test(text) ||
  (SIGN.test(text) && !SIGNED_NUMBER.test(text) && !PHONE_NUMBER.test(text));

/** Everything that keeps a cell from being written as it is; most cells need one test only. */
const NEEDS_CARE = /^[=@\t+\-＝＠＋－]|[",\r\n\0]/;

const NEEDS_QUOTES = /[",\r\n]/;

/** The wide forms are formula starts too where a spreadsheet runs in an East Asian locale. */
const FORMULA_START = /^[=@\t\r\n＝＠＋－]/;

const SIGN = /^[+-]/;

/** `-3.5`, `+1,000.25`, `-2%`, `-1e-7`. */
const SIGNED_NUMBER = /^[+-](?:\d+(?:[.,]\d+)*|\.\d+)(?:[eE][+-]?\d+)?%?$/;

/** International form of 7 to 15 digits, grouped as one likes: no name, so nothing to call. */
const PHONE_NUMBER = /^\+(?:[ .()-]{0,2}\d){7,15}$/;

/** NUL goes first, since what follows it may start a formula. */
function encodeWithCare(value: string): string {
  const text = value.replaceAll('\0', '');
  const safe = startsFormula(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
