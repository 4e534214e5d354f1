/**
 * Sunbird's encrypted report file: line 1 the name of the level, line 2 the file's key, wrapped
 * and in Base64, then the text under that key by AES-256-CBC. Owns no file and no zip around it.
 *
 * - E1 Every file has a fresh key, so that the fixed initial vector of the format repeats nothing.
 *
 * Upstream derives the file's key from a random id and a random salt that it then forgets; 32
 * random bytes are the same to whoever unwraps them. Source: `reference/exhausts.md` 1.8.
 */
import {
  constants,
  createCipheriv,
  createHash,
  publicEncrypt,
  randomBytes,
  type Cipher,
} from 'node:crypto';
import type { Protection } from './protection.js';

type FileKeyProtection = Extract<Protection, { readonly kind: 'text-key' | 'public-key' }>;

export interface EncryptedFile {
  /** Both lines, which come first. */
  readonly head: Uint8Array;
  /** What can be put of the text so far; may be empty. */
  update(bytes: Uint8Array): Uint8Array;
  /** What is put last. */
  final(): Uint8Array;
}

/** Begins one file; the protection must be usable (`protection.ts` T1). */
export function encryptedFile(protection: FileKeyProtection): EncryptedFile {
  const key = randomBytes(FILE_KEY_BYTES);
  const cipher = aesCbc(key);
  const line = `${LEVEL[protection.kind]}\n${wrapped(key, protection).toString('base64')}\n`;
  return {
    head: Buffer.from(line, 'ascii'),
    update: (bytes) => cipher.update(bytes),
    final: () => cipher.final(),
  };
}

const LEVEL: Readonly<Record<FileKeyProtection['kind'], string>> = {
  'text-key': 'TEXT_KEY_ENCRYPTED_DATASET',
  'public-key': 'PUBLIC_KEY_ENCRYPTED_DATASET',
};

const FILE_KEY_BYTES = 32;
const VECTOR_BYTES = 16;

const aesCbc = (key: Uint8Array): Cipher =>
  createCipheriv('aes-256-cbc', key, Buffer.alloc(VECTOR_BYTES));

function wrapped(key: Uint8Array, protection: FileKeyProtection): Buffer {
  if (protection.kind === 'public-key') {
    return publicEncrypt({ key: protection.pem, padding: constants.RSA_PKCS1_PADDING }, key);
  }
  const cipher = aesCbc(keyOfText(protection.key));
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** The digits of the hash, in upper case and as ASCII, are the 32 bytes of the key. */
const keyOfText = (text: string): Buffer =>
  Buffer.from(createHash('md5').update(text, 'utf8').digest('hex').toUpperCase(), 'ascii');
