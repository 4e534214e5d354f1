/** Files as Sunbird's archival job writes them, for the tests of what reads them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The columns in the job's order. */
export const COLUMNS = [
  ...['course_id', 'batch_id', 'user_id', 'content_id', 'attempt_id', 'created_on'],
  ...['grand_total', 'last_attempted_on', 'total_max_score', 'total_score', 'updated_on'],
  'question',
];

export type ArchivedCells = Readonly<Record<string, string>>;

/** One attempt of one question, of `batch-1` and `do_course`. */
export const archivedCells = (changes: ArchivedCells = {}): ArchivedCells => ({
  ...{ course_id: 'do_course', batch_id: 'batch-1', user_id: 'user-1', content_id: 'do_x' },
  ...{ attempt_id: 'x', created_on: '', grand_total: '1.0/2.0', total_max_score: '2.0' },
  ...{ last_attempted_on: '1626327000000', total_score: '1.0', updated_on: '1626327000000' },
  question: JSON.stringify([archivedQuestion()]),
  ...changes,
});

export const archivedQuestion = (changes: Readonly<Record<string, unknown>> = {}) => ({
  ...{ id: 'q-x', assess_ts: '2021-02-16T18:51:54.104Z', max_score: 2, score: 1, type: 'mcq' },
  ...{ title: 'Which "one"?', resvalues: [{ '1': '{"text":"A\\n"}' }], params: [{ '1': 'A' }] },
  ...{ description: '', duration: 17 },
  ...changes,
});

/** A cell as Spark writes it: in quotes only where it needs them. */
export const sparkCell = (text: string): string =>
  text === '' || /[",]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;

export const sparkLine = (cells: readonly string[]): string =>
  `${cells.map(sparkCell).join(',')}\n`;

export const archiveText = (rows: readonly ArchivedCells[]): string =>
  [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column] ?? ''))]
    .map(sparkLine)
    .join('');

type Content = readonly ArchivedCells[] | string | Uint8Array;

/** Writes a file; what is not given as bytes is compressed where the name says so. */
export async function putArchive(
  root: string,
  name: string,
  content: Content,
  folder = 'batch-1_do_course',
): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, folder, name), bytesOf(content, name.endsWith('.gz')));
}

function bytesOf(content: Content, isCompressed: boolean): string | Uint8Array {
  if (content instanceof Uint8Array) return content;
  const text = typeof content === 'string' ? content : archiveText(content);
  return isCompressed ? gzipSync(text) : text;
}
