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

/** What has a meaning inside quotes. */
const SIGN = /["\\]/g;

function quoted(line: string, start: number): Cell {
  let text = '';
  let from = start;
  for (;;) {
    SIGN.lastIndex = from;
    const at = SIGN.exec(line)?.index;
    if (at === undefined) return err('a quote is not closed on its line');
    text += line.slice(from, at);
    if (line[at] === '"') return closed(line, text, at + 1);
    const escaped = line[at + 1] === '"' || line[at + 1] === '\\';
    text += escaped ? (line[at + 1] ?? '') : '\\';
    from = escaped ? at + 2 : at + 1;
  }
}

function closed(line: string, text: string, end: number): Cell {
  const next = line[end];
  if (next === undefined || next === ',') return ok({ text, end });
  return next === '"'
    ? err('a quote is doubled, where a backslash before it was to be')
    : err('text stands behind a closing quote');
}
