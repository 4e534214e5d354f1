/**
 * Reads one line of CSV (RFC 4180) as import files have it. A quoted cell may not run over the end
 * of its line: one stray quote would otherwise swallow the good rows after it.
 */
import { err, ok, type Result } from '../domain/result.js';

/** The cells of a line, or what is wrong with it. */
export function csvCells(line: string): Result<string[], string> {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = line[at] === '"' ? quoted(line, at) : plain(line, at);
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
  return ok({ text: line.slice(start, end).trim(), end });
}

function quoted(line: string, start: number): Cell {
  let text = '';
  let from = start + 1;
  for (;;) {
    const quote = line.indexOf('"', from);
    if (quote === -1) return err('a quote is not closed on its line');
    text += line.slice(from, quote);
    if (line[quote + 1] !== '"') return closed(line, text, quote + 1);
    text += '"';
    from = quote + 2;
  }
}

function closed(line: string, text: string, end: number): Cell {
  const next = line[end];
  return next === undefined || next === ','
    ? ok({ text, end })
    : err('text stands behind a closing quote');
}
