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
import { openCountersigned } from './pdf-countersignature.js';
import { pdfDictionary, pdfReference, pdfRevision, pdfTail, type PdfObjects } from './pdf-tail.js';
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

/** Takes a sealed file apart (S1), one that was countersigned, too. */
export function openPdf(file: Uint8Array): Opened | NotOpened | 'no-pdf' {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.indexOf('%PDF-') !== 0) return 'no-pdf';
  if (bytes.indexOf(`(${CREDENTIAL_NAME})`) < 0) return 'unsigned';
  const outer = openCountersigned(bytes);
  if (outer === 'altered') return 'altered';
  const opened = openSealed(outer?.signed ?? bytes);
  return opened === 'altered' ? opened : { ...opened, countersignature: outer };
}

function openSealed(bytes: Buffer): Omit<Opened, 'countersignature'> | 'altered' {
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
  const text = document.toString('latin1');
  const tail = pdfTail(text);
  if (tail === null) return null;
  const names = pdfReference(tail.catalogue, 'Names');
  const body = pdfDictionary(text, tail.table, names);
  if (body === null) return null;
  const [spec, file] = [tail.size, tail.size + 1];
  const objects: PdfObjects = [
    [names, namesObject(body, spec)],
    [spec, specObject(file)],
    [file, fileObject(credential)],
  ];
  const { kept, table: previous } = tail;
  const place = { before: document.length, size: tail.size + 2, kept, previous };
  return Buffer.concat([document, Buffer.from(pdfRevision(MARK, objects, place), 'latin1')]);
}

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
