/**
 * A PDF and the credential that is about it, in one file: the credential is an embedded file, added
 * behind the document as an incremental update (ISO 32000-1, 7.5.6), so that the document's own
 * bytes stay as they are and their digest can be part of the credential.
 *
 * - S1 What is added follows from the document and the credential alone. So a file is whole exactly
 *   when sealing its document again gives the same bytes: together with the digest, the signature
 *   covers every byte of the file.
 * - S2 Opening never throws, whatever the bytes.
 */
import { createHash } from 'node:crypto';
import type { NotOpened, Opened } from './sealed-file.js';

/** Name of the embedded file. */
export const CREDENTIAL_NAME = 'credential.jwt';

/** SHA-256 of a document, base64. */
export const digestOf = (document: Uint8Array): string =>
  createHash('sha256').update(document).digest('base64');

/** Adds a credential to a document of `render.ts`; throws when it is none. */
export function sealPdf(document: Uint8Array, credential: string): Uint8Array {
  const sealed = addedTo(Buffer.from(document), credential);
  if (sealed === null) throw new Error('the document has no table of objects to add to');
  return sealed;
}

/** Takes a sealed file apart (S1). */
export function openPdf(file: Uint8Array): Opened | NotOpened | 'no-pdf' {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.indexOf('%PDF-') !== 0) return 'no-pdf';
  if (bytes.indexOf(`(${CREDENTIAL_NAME})`) < 0) return 'unsigned';
  const start = bytes.indexOf(MARK);
  if (start < 0) return 'altered';
  const document = bytes.subarray(0, start);
  const from = bytes.indexOf('stream\n', start) + 'stream\n'.length;
  const credential = bytes.toString('latin1', from, bytes.indexOf('\nendstream', from));
  const again = addedTo(document, credential);
  return again?.equals(bytes) === true ? { document, credential } : 'altered';
}

/** A comment in front of what is added: where the document ends. */
const MARK = '%laurel credential\n';

/** The document and what is added to it; `null` = it does not end as a PDF of ours. */
function addedTo(document: Buffer, credential: string): Buffer | null {
  const tail = tailOf(document);
  if (tail === null) return null;
  const [spec, file] = [tail.size, tail.size + 1];
  const objects: readonly [number, string][] = [
    [tail.names, namesObject(tail.namesBody, spec)],
    [spec, specObject(file)],
    [file, fileObject(credential)],
  ];
  let text = MARK;
  const offsets = objects.map(([id, body]) => {
    const offset = document.length + text.length;
    text += `${String(id)} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = document.length + text.length;
  text += crossReferences(tail, offsets) + trailer(tail, table);
  return Buffer.concat([document, Buffer.from(text, 'latin1')]);
}

/** What the end of a PDF says about the rest of it. */
interface Tail {
  /** Number of the next object. */
  readonly size: number;
  /** Offset of the table of objects. */
  readonly table: number;
  /** The trailer's entries that stay: root, information and id. */
  readonly kept: string;
  /** The object of the document's names, and what is between its outer brackets. */
  readonly names: number;
  readonly namesBody: string;
}

function tailOf(document: Buffer): Tail | null {
  const text = document.toString('latin1');
  const end = /startxref\n(\d+)\n%%EOF\n?$/.exec(text);
  const table = Number(end?.[1] ?? Number.NaN);
  const trailerText = text.slice(text.lastIndexOf('trailer'));
  const size = Number(/\/Size (\d+)/.exec(trailerText)?.[1] ?? Number.NaN);
  const root = /\/Root (\d+) 0 R/.exec(trailerText);
  const kept = ['Root', 'Info'].map((key) => new RegExp(`/${key} \\d+ 0 R`).exec(trailerText)?.[0]);
  const id = /\/ID \[[^\]]*\]/.exec(trailerText)?.[0];
  if (!Number.isInteger(table) || !Number.isInteger(size) || root === null) return null;
  const catalogue = objectText(text, table, Number(root[1]));
  const names = Number(/\/Names (\d+) 0 R/.exec(catalogue)?.[1] ?? Number.NaN);
  const body = /^<<([^]*)>>$/.exec(objectText(text, table, names));
  if (body === null || id === undefined || kept.includes(undefined)) return null;
  return { size, table, kept: [...kept, id].join('\n'), names, namesBody: body[1] ?? '' };
}

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

const namesObject = (body: string, spec: number): string =>
  `<<${body}/EmbeddedFiles <</Names [(${CREDENTIAL_NAME}) ${String(spec)} 0 R]>>\n>>`;

const specObject = (file: number): string =>
  [
    `<</Type /Filespec /F (${CREDENTIAL_NAME}) /UF (${CREDENTIAL_NAME})`,
    '/Desc (What this certificate says, signed by its issuer)',
    `/EF <</F ${String(file)} 0 R>>>>`,
  ].join('\n');

const fileObject = (credential: string): string =>
  [
    `<</Type /EmbeddedFile /Subtype /application#2Fjwt /Length ${String(credential.length)}>>`,
    `stream\n${credential}\nendstream`,
  ].join('\n');

function crossReferences({ names, size }: Tail, offsets: readonly number[]): string {
  const [first = '', ...added] = offsets.map(
    (offset) => `${String(offset).padStart(OFFSET_CHARS, '0')} 00000 n \n`,
  );
  const rest = `${String(size)} ${String(added.length)}\n${added.join('')}`;
  return `xref\n${String(names)} 1\n${first}${rest}`;
}

const trailer = ({ size, kept, table }: Tail, here: number): string =>
  [
    'trailer',
    `<</Size ${String(size + 2)}`,
    kept,
    `/Prev ${String(table)}>>`,
    'startxref',
    String(here),
    '%%EOF\n',
  ].join('\n');
