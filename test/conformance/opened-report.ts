/** The text of a report, whatever protects it, as somebody reads it who has the keys. */
import { constants, createDecipheriv, createHash, privateDecrypt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';

export interface ReportKeys {
  /** What the request gave: a zip's password, or the key of an encrypted file. */
  readonly text: string;
  /** The organisation's, as PEM. */
  readonly privateKey: string;
}

/** Throws when the keys do not open it. */
export async function openedReport(path: string, keys: ReportKeys): Promise<string> {
  const bytes = await readFile(path);
  if (!path.endsWith('.zip')) return bytes.toString('utf8');
  const content = await onlyEntry(bytes, keys.text);
  const level = /^(TEXT|PUBLIC)_KEY_ENCRYPTED_DATASET\n/.exec(content.toString('latin1', 0, 64));
  return level === null ? content.toString('utf8') : decrypted(content, keys).toString('utf8');
}

async function onlyEntry(bytes: Uint8Array, password: string): Promise<Buffer> {
  const zip = new ZipReader(new Uint8ArrayReader(bytes));
  const [entry, ...others] = await zip.getEntries();
  if (entry === undefined || entry.directory || others.length > 0) {
    throw new Error('a zip of one file was expected');
  }
  const rawPassword = Buffer.from(password, 'utf8');
  const options = entry.encrypted ? { rawPassword } : {};
  const content = await entry.getData(new Uint8ArrayWriter(), options);
  await zip.close();
  return Buffer.from(content);
}

/** `reference/exhausts.md` 1.8: two lines, then what is under the file's key. */
function decrypted(content: Buffer, { text, privateKey }: ReportKeys): Buffer {
  const first = content.indexOf('\n');
  const second = content.indexOf('\n', first + 1);
  const wrapped = Buffer.from(content.toString('latin1', first + 1, second), 'base64');
  const key =
    content.toString('latin1', 0, first) === 'TEXT_KEY_ENCRYPTED_DATASET'
      ? aesCbc(hashOf(text), wrapped)
      : unpadded(privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, wrapped));
  return aesCbc(key, content.subarray(second + 1));
}

/** Node itself takes this padding off no more: two bytes, others than 0, then 0 before the key. */
const unpadded = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf(0, 2) + 1);

const hashOf = (text: string): Buffer =>
  Buffer.from(createHash('md5').update(text, 'utf8').digest('hex').toUpperCase(), 'ascii');

function aesCbc(key: Uint8Array, bytes: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16));
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}
