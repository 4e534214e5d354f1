/** What a file is, by its first bytes and never by what it is called. */

export type FileType = 'png' | 'jpeg' | 'svg' | 'gif' | 'webp' | 'pdf' | 'html' | 'unknown';

/** The file's type. */
export function fileType(bytes: Uint8Array): FileType {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (hex: string): boolean => file.subarray(0, hex.length / 2).toString('hex') === hex;
  if (begins('89504e470d0a1a0a')) return 'png';
  if (begins('ffd8ff')) return 'jpeg';
  if (begins('47494638')) return 'gif';
  if (begins('52494646') && file.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  if (begins('25504446')) return 'pdf';
  return textType(file.toString('utf8', 0, HEAD_BYTES));
}

const HEAD_BYTES = 4096;

function textType(head: string): FileType {
  const start = head.replace(
    /^\uFEFF?(?:\s|<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE svg[^>]*>)*/,
    '',
  );
  if (/^<(?:svg:)?svg[\s>/]/.test(start)) return 'svg';
  return /^<(?:!doctype html|html)/i.test(start) ? 'html' : 'unknown';
}

const MIME: ReadonlyMap<FileType, string> = new Map([
  ['png', 'image/png'],
  ['jpeg', 'image/jpeg'],
  ['svg', 'image/svg+xml'],
]);

/** The file as a `data:` URL; `null` = it is no picture that is drawn. */
export function pictureUrl(bytes: Uint8Array): string | null {
  const type = MIME.get(fileType(bytes));
  return type === undefined ? null : `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
