/**
 * What the end of a PDF of ours says about the rest of it, for whoever adds to the file: the table
 * of objects, its trailer, and single objects by their numbers. Reads no other PDF.
 */

export interface PdfTail {
  /** Number of the next object. */
  readonly size: number;
  /** Offset of the table of objects. */
  readonly table: number;
  /** The trailer's entries that stay: root, information and id. */
  readonly kept: string;
  /** The object of the catalogue, and what is between its outer brackets. */
  readonly root: number;
  readonly catalogue: string;
}

/** What the end of every revision says; `null` = the bytes do not end as a PDF of ours. */
export function pdfEnd(text: string): Pick<PdfTail, 'size' | 'table'> | null {
  const table = Number(/startxref\n(\d+)\n%%EOF\n?$/.exec(text)?.[1] ?? Number.NaN);
  const size = Number(/\/Size (\d+)/.exec(trailerOf(text))?.[1] ?? Number.NaN);
  return Number.isInteger(table) && Number.isInteger(size) ? { size, table } : null;
}

const trailerOf = (text: string): string => text.slice(text.lastIndexOf('trailer'));

/** `null` = the bytes do not end as a PDF of ours with a catalogue in its last revision. */
export function pdfTail(text: string): PdfTail | null {
  const end = pdfEnd(text);
  const trailer = trailerOf(text);
  const root = Number(/\/Root (\d+) 0 R/.exec(trailer)?.[1] ?? Number.NaN);
  const kept = ['Root', 'Info'].map((key) => new RegExp(`/${key} \\d+ 0 R`).exec(trailer)?.[0]);
  const id = /\/ID \[[^\]]*\]/.exec(trailer)?.[0];
  if (end === null || id === undefined) return null;
  const catalogue = pdfDictionary(text, end.table, root);
  if (catalogue === null || kept.includes(undefined)) return null;
  return { ...end, kept: [...kept, id].join('\n'), root, catalogue };
}

/** What is between the outer brackets of an object that is a dictionary; `null` = it is none. */
export const pdfDictionary = (text: string, table: number, id: number): string | null =>
  /^<<([^]*)>>$/.exec(objectText(text, table, id))?.[1] ?? null;

/** The number of the object that an entry of a dictionary refers to. */
export const pdfReference = (dictionary: string, key: string): number =>
  Number(new RegExp(`/${key} \\[?(\\d+) 0 R`).exec(dictionary)?.[1] ?? Number.NaN);

/** The body of an object, by the table: `xref`, `0 n`, then a line of 20 bytes an object. */
function objectText(text: string, table: number, id: number): string {
  const head = /^xref\n0 \d+\n/.exec(text.slice(table, table + TABLE_HEAD_CHARS_MAX));
  if (head === null || !Number.isInteger(id)) return '';
  const line = table + head[0].length + id * ENTRY_CHARS;
  const offset = Number(text.slice(line, line + OFFSET_CHARS));
  const object = text.slice(offset, text.indexOf('\nendobj', offset));
  return object.startsWith(`${String(id)} 0 obj\n`) ? object.slice(object.indexOf('\n') + 1) : '';
}

const TABLE_HEAD_CHARS_MAX = 32;
const ENTRY_CHARS = 20;
const OFFSET_CHARS = 10;

/** Objects of one revision: numbers in rising order, each with its body. */
export type PdfObjects = readonly (readonly [number: number, body: string])[];

/**
 * Objects as a revision behind `before` bytes: the objects, their table and a trailer that goes on
 * from the table before. `size` is the number of the next object of the whole file.
 */
export function pdfRevision(
  mark: string,
  objects: PdfObjects,
  { before, size, kept, previous }: RevisionPlace,
): string {
  let text = mark;
  const offsets = objects.map(([id, body]) => {
    const offset = before + text.length;
    text += `${String(id)} 0 obj\n${body}\nendobj\n`;
    return [id, offset] as const;
  });
  const here = before + text.length;
  const trailer = [
    ...['trailer', `<</Size ${String(size)}`, kept, `/Prev ${String(previous)}>>`],
    ...['startxref', String(here), '%%EOF\n'],
  ];
  return `${text}xref\n${sectionsOf(offsets)}${trailer.join('\n')}`;
}

/** Lines of a table, numbers that follow each other under one head. */
function sectionsOf(offsets: readonly (readonly [number, number])[]): string {
  const sections: { readonly first: number; readonly lines: string[] }[] = [];
  for (const [id, offset] of offsets) {
    const line = `${String(offset).padStart(OFFSET_CHARS, '0')} 00000 n \n`;
    const last = sections.at(-1);
    if (last !== undefined && last.first + last.lines.length === id) last.lines.push(line);
    else sections.push({ first: id, lines: [line] });
  }
  return sections
    .map(({ first, lines }) => `${String(first)} ${String(lines.length)}\n${lines.join('')}`)
    .join('');
}

export interface RevisionPlace {
  readonly before: number;
  readonly size: number;
  readonly kept: string;
  readonly previous: number;
}
