/**
 * A CMS signature of the whole file as its last revision, as PDF readers look for it (ISO 32000-1,
 * 12.8): a signature field that is not seen, and the bytes that it covers.
 *
 * - K1 What is added follows from the file before and the signature alone: a file is whole exactly
 *   when adding its signature again gives the same bytes.
 * - K2 The signature covers every byte of the file but itself.
 */
import { createHash } from 'node:crypto';
import { signCms, type CmsSigner } from './cms.js';
import { pdfDictionary, pdfEnd, pdfReference, pdfRevision, pdfTail } from './pdf-tail.js';

/** A file taken apart; `null` in its place = nobody countersigned it. */
export interface Countersigned {
  /** The file before. */
  readonly signed: Buffer;
  readonly cms: Buffer;
  /** SHA-256 of what the signature covers. */
  readonly digest: Buffer;
}

/** Adds a signature to a sealed PDF; throws when it is none. */
export function countersignPdf(sealed: Uint8Array, signer: CmsSigner): Uint8Array {
  const before = Buffer.from(sealed);
  // Its length follows from certificate and key, and the hole for it must be known beforehand.
  const length = signCms(Buffer.alloc(DIGEST_BYTES), signer).length;
  const empty = withSignature(before, Buffer.alloc(length));
  if (empty === null) throw new Error('the document has no table of objects to add to');
  const whole = withSignature(before, signCms(coveredDigest(empty), signer));
  if (whole === null) throw new Error('the document has no table of objects to add to');
  return whole.bytes;
}

/** Takes a file apart (K1); `null` = it is not countersigned. */
export function openCountersigned(bytes: Buffer): Countersigned | 'altered' | null {
  const start = bytes.lastIndexOf(MARK);
  if (start < 0) return null;
  const signed = bytes.subarray(0, start);
  const hex = /\/Contents <([0-9a-f]+)>/.exec(bytes.toString('latin1', start))?.[1] ?? '';
  const cms = Buffer.from(hex, 'hex');
  const again = withSignature(signed, cms);
  if (again?.bytes.equals(bytes) !== true) return 'altered';
  return { signed, cms, digest: coveredDigest(again) };
}

const DIGEST_BYTES = 32;

/** A comment in front of what is added: where the file before ends. */
const MARK = '%laurel countersignature\n';

interface Signed {
  readonly bytes: Buffer;
  /** Where the signature stands, its brackets included. */
  readonly hole: readonly [from: number, to: number];
}

const coveredDigest = ({ bytes, hole: [from, to] }: Signed): Buffer =>
  createHash('sha256').update(bytes.subarray(0, from)).update(bytes.subarray(to)).digest();

/** The place of a number in the range of bytes, so that its length is known before it is. */
const NUMBER_CHARS = 10;

/** `null` = what is before does not end as a sealed PDF of ours. */
function withSignature(before: Buffer, cms: Buffer): Signed | null {
  const text = before.toString('latin1');
  // The seal's own table lists no catalogue: that is in the document's, the first of the file.
  const sealedFrom = text.indexOf(DOCUMENT_END) + DOCUMENT_END.length;
  const document = pdfTail(text.slice(0, sealedFrom));
  const end = pdfEnd(text);
  if (document === null || end === null) return null;
  const { size, table: previous } = end;
  const pages = pdfDictionary(text, document.table, pdfReference(document.catalogue, 'Pages'));
  const page = pdfReference(pages ?? '', 'Kids');
  if (!Number.isInteger(page)) return null;
  const place = { before: before.length, size: size + 2, kept: document.kept, previous };
  const revision = (range: string): string =>
    pdfRevision(
      MARK,
      [
        [document.root, catalogueWith(document.catalogue, size + 1)],
        [size, signatureObject(range, cms)],
        [size + 1, fieldObject(size, page)],
      ],
      place,
    );
  const blank = revision(' '.repeat(RANGE_CHARS));
  const from = before.length + blank.indexOf('/Contents <') + '/Contents '.length;
  const to = from + 2 * cms.length + 2;
  const length = before.length + blank.length;
  const range = [from, to, length - to].map((n) => String(n).padStart(NUMBER_CHARS)).join(' ');
  const bytes = Buffer.concat([before, Buffer.from(revision(range), 'latin1')]);
  return { bytes, hole: [from, to] };
}

const DOCUMENT_END = '%%EOF\n';
const RANGE_CHARS = 3 * NUMBER_CHARS + 2;

const catalogueWith = (catalogue: string, field: number): string =>
  `<<${catalogue}/AcroForm <</Fields [${String(field)} 0 R] /SigFlags 3>>\n>>`;

const signatureObject = (range: string, cms: Buffer): string =>
  [
    '<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached',
    `/ByteRange [0 ${range}]`,
    `/Contents <${cms.toString('hex')}>>>`,
  ].join('\n');

/** Hidden, of no size, and locked. */
const fieldObject = (signature: number, page: number): string =>
  [
    '<</Type /Annot /Subtype /Widget /FT /Sig /T (Issuer) /TU (Signature of the issuer)',
    `/V ${String(signature)} 0 R /Rect [0 0 0 0] /F 134 /P ${String(page)} 0 R>>`,
  ].join('\n');
