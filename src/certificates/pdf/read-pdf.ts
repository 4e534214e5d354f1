/**
 * Reads a PDF of one page as the PDF library writes it: one table of objects, no object streams,
 * lengths in the streams' own dictionaries. For its files only, never for those of others: what is
 * not as expected throws.
 */
import { assert } from '../../domain/result.js';

export interface ReadPdf {
  readonly object: (id: number) => PdfObject;
  /** Objects of the page's content and resources. */
  readonly page: { readonly contents: number; readonly resources: number };
}

export interface PdfObject {
  /** The object itself, in Latin-1. */
  readonly text: string;
  readonly stream: Uint8Array | null;
}

export function readPdf(file: Buffer): ReadPdf {
  const text = file.toString('latin1');
  const offsets = offsetsOf(text);
  const object = (id: number): PdfObject => objectAt(file, text, id, offsets[id] ?? 0);
  const ids = [...offsets.keys()].slice(1);
  const pages = ids.map((id) => object(id).text).filter((body) => /\/Type \/Page\b/.test(body));
  const [page = ''] = pages;
  assert(pages.length === 1, 'the sheet has one page');
  return {
    object,
    page: { contents: named(page, 'Contents'), resources: named(page, 'Resources') },
  };
}

function named(page: string, entry: string): number {
  const found = new RegExp(`/${entry} (\\d+) 0 R`).exec(page);
  assert(found !== null, 'the page names its content and resources');
  return Number(found[1]);
}

function offsetsOf(text: string): number[] {
  const table = Number(/startxref\n(\d+)\n%%EOF\s*$/.exec(text)?.[1] ?? Number.NaN);
  const head = /^xref\n0 (\d+)\n/.exec(text.slice(table, table + 40));
  assert(head !== null, 'the file ends with its table of objects');
  const first = table + head[0].length;
  return Array.from({ length: Number(head[1]) }, (_, i) =>
    Number(text.slice(first + i * ENTRY_CHARS, first + i * ENTRY_CHARS + 10)),
  );
}

const ENTRY_CHARS = 20;

function objectAt(file: Buffer, text: string, id: number, offset: number): PdfObject {
  const start = `${String(id)} 0 obj\n`;
  assert(text.startsWith(start, offset), 'an object stands where the table says');
  const from = offset + start.length;
  const end = text.indexOf('\nendobj', from);
  const stream = text.indexOf('>>\nstream\n', from);
  if (stream < 0 || stream > end) return { text: text.slice(from, end), stream: null };
  const dictionary = text.slice(from, stream + 2);
  const length = Number(/\/Length (\d+)\b(?! 0 R)/.exec(dictionary)?.[1] ?? Number.NaN);
  assert(Number.isInteger(length), 'a stream says how long it is');
  const begin = stream + '>>\nstream\n'.length;
  return { text: dictionary, stream: file.subarray(begin, begin + length) };
}
