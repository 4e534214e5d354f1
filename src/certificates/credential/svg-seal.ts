/**
 * An SVG and the credential that is about it, in one file, as Open Badges 3.0 bakes them (5.3.2).
 *
 * - S1 What is added follows from the document and the credential alone, and stands in one place.
 *   So a file is whole exactly when sealing its document again gives the same bytes: together with
 *   the digest, the signature covers every byte of the file.
 * - S2 Opening never throws, whatever the bytes.
 */
import type { NotOpened, Opened } from './sealed-file.js';

/** The name space that the root of a document to be sealed declares, as `openbadges`. */
export const BADGES_NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0';

/** Adds a credential to a document of `formats/svg.ts`; throws when it is none. */
export function sealSvg(document: Uint8Array, credential: string): Uint8Array {
  const sealed = addedTo(Buffer.from(document), credential);
  if (sealed === null) throw new Error('the drawing has no root that badges can be added to');
  return sealed;
}

/** Takes a sealed file apart (S1); `null` = it is no SVG. */
export function openSvg(file: Uint8Array): Opened | NotOpened | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!HEAD.test(bytes.toString('latin1', 0, HEAD_BYTES_MAX))) return null;
  const start = bytes.indexOf(ELEMENT);
  if (start < 0) return 'unsigned';
  const end = bytes.indexOf(END, start);
  const credential = bytes.toString('latin1', start + ELEMENT.length, Math.max(start, end));
  if (end < 0 || !TOKEN.test(credential)) return 'altered';
  const document = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end + END.length)]);
  const again = addedTo(document, credential);
  return again?.equals(bytes) === true ? { document, credential } : 'altered';
}

const ELEMENT = '<openbadges:credential verify="';
const END = '"></openbadges:credential>\n';
const TOKEN = /^[\w.-]+$/;
const HEAD =
  /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/;
const HEAD_BYTES_MAX = 4096;

/** Directly behind the root's tag; `null` = there is no such root. */
function addedTo(document: Buffer, credential: string): Buffer | null {
  const root = document.indexOf('<svg');
  const end = document.indexOf('>\n', root);
  if (root < 0 || end < 0) return null;
  const tag = document.toString('latin1', root, end);
  if (!tag.includes(`xmlns:openbadges="${BADGES_NAMESPACE}"`)) return null;
  const at = end + '>\n'.length;
  const element = Buffer.from(`${ELEMENT}${credential}${END}`, 'latin1');
  return Buffer.concat([document.subarray(0, at), element, document.subarray(at)]);
}
