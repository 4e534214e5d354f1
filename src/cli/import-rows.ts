/**
 * The way of every file of rows: line by line, with bounded memory, in order. What a row means is
 * the caller's; this owns what happens to a line that has no meaning.
 *
 * - I1 rows = imported + dead. A line that cannot be read becomes a dead letter keyed (file, line)
 *   and the import goes on (R4).
 * - I2 When the promise resolves `ok`, every row and every dead letter is durable.
 */
import { err, ok, type Result } from '../domain/result.js';
import type { Answer, Source } from '../engine.js';
import { deadLetter } from '../gateway/dead-letter.js';
import type { DeadLetter, LetterWay } from '../persistence/ports.js';
import type { Input } from './input.js';
import { linesOf, type Line } from '../persistence/lines.js';
import { patiently } from './patience.js';

export interface RowKind<Row> {
  /** Reads one line that is not blank; `null` = a header, which is no row. */
  readonly parse: (line: Line) => Result<Row | null, string>;
  /** Takes rows in order; may be called again with the same rows. */
  readonly write: (rows: readonly Row[]) => Answer<void>;
}

export interface ImportSummary {
  readonly rows: number;
  readonly imported: number;
  readonly dead: number;
}

interface Limits {
  readonly lineBytesMax: number;
}

/** Imports all rows of `input`. The error is the refusal that ended the import early. */
export async function importRows<Row>(
  input: Input,
  source: Pick<Source, 'bury' | 'flushed'>,
  kind: RowKind<Row>,
  limits: Limits,
  now: () => number,
): Answer<ImportSummary> {
  let [imported, dead] = [0, 0];
  for await (const lines of linesOf(input.chunks, limits.lineBytesMax)) {
    const rows: Row[] = [];
    for (const line of lines) {
      const row = readLine(line, kind.parse, limits);
      if (!row.ok) {
        source.bury(letterOf({ name: input.name, way: 'row' }, line, row.error, now()));
        dead += 1;
      } else if (row.value !== null) {
        rows.push(row.value);
      }
    }
    const written = await patiently(() => kind.write(rows));
    if (!written.ok) return written;
    imported += rows.length;
  }
  const flushed = await patiently(() => source.flushed());
  return flushed.ok ? ok({ rows: imported + dead, imported, dead }) : flushed;
}

/** Names the lines that no format can read before the format is asked. */
function readLine<Row>(
  line: Line,
  parse: RowKind<Row>['parse'],
  { lineBytesMax }: Limits,
): Result<Row | null, string> {
  if (line.overlong !== null) return err(overlongReason(lineBytesMax));
  if (line.text.trim() === '') return ok(null);
  const row = parse(line);
  if (row.ok || line.ended) return row;
  return err(`the file stops in mid line: ${row.error}`);
}

/** Why a line beyond the limit is not read. */
export const overlongReason = (lineBytesMax: number): string =>
  `the line is longer than ${String(lineBytesMax)} bytes (LAUREL_LINE_BYTES_MAX)`;

/** The dead letter of a line, keyed (file, line). */
export function letterOf(
  { name, way }: { readonly name: string; readonly way: LetterWay },
  line: Line,
  reason: string,
  at: number,
): DeadLetter {
  const position = String(line.number);
  const letter = deadLetter({ source: name, position, way }, reason, at, line.text);
  return line.overlong === null ? letter : { ...letter, ...line.overlong };
}
