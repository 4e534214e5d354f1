/**
 * Reads one line of CSV as Sunbird's jobs write it with Spark: inside quotes a backslash stands
 * before a quote and before a backslash (RFC 4180 doubles quotes; `gateway/import-csv.ts`). What
 * stands in a cell is not trimmed.
 *
 * - S1 What Spark wrote is read as it was; what it cannot have written is a fault, as files that
 *   another tool wrote anew have other values under the same look.
 * - S2 A record ends with its line: JSON, the only long text in such files, has no line breaks.
 */
import { err, ok, type Result } from '../../domain/result.js';

/** The cells of a line, or what is wrong with it. */
export function sparkCells(line: string): Result<string[], string> {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = line[at] === '"' ? quoted(line, at + 1) : plain(line, at);
    if (!cell.ok) return cell;
    cells.push(cell.value.text);
    if (cell.value.end === line.length) return ok(cells);
    at = cell.value.end + 1;
  }
}

/** A cell and the index of the comma behind it, or of the line's end. */
type Cell = Result<{ readonly text: string; readonly end: number }, string>;

function plain(line: string, start: number): Cell {
  const comma = line.indexOf(',', start);
  const end = comma === -1 ? line.length : comma;
  return ok({ text: line.slice(start, end), end });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What stood before a quote or a backslash goes; before anything else a backslash is itself. */
const ESCAPED = /\\(["\\])/g;

function quoted(line: string, start: number): Cell {
  let isEscaped = false;
  for (let at = start; at < line.length; at++) {
    const sign = line.charCodeAt(at);
    if (sign === QUOTE) {
      const text = line.slice(start, at);
      return closed(line, isEscaped ? text.replace(ESCAPED, '$1') : text, at + 1);
    }
    if (sign !== BACKSLASH) continue;
    isEscaped = true;
    const next = line.charCodeAt(at + 1);
    if (next === QUOTE || next === BACKSLASH) at++;
  }
  return err('a quote is not closed on its line');
}

function closed(line: string, text: string, end: number): Cell {
  const next = line[end];
  if (next === undefined || next === ',') return ok({ text, end });
  return next === '"'
    ? err('a quote is doubled, where a backslash before it was to be')
    : err('text stands behind a closing quote');
}
