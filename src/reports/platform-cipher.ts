/**
 * The cipher in which Sunbird keeps e-mail addresses and phone numbers, and in which its LMS hands
 * on the password of a request. It hides values from a glance at a table and no more: its AES key
 * is public, and the platform's own key is only mixed in front of the text.
 *
 * - C1 What cannot be decrypted is given back as it is, since plain values stand among the others.
 *
 * Source: `reference/exhausts.md` 3.4 (`DecryptUtil`).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** The plain text of a stored value. `platformKey` is Sunbird's `sunbird_encryption_key`. */
export function decryptPlatform(text: string, platformKey: string): string {
  const salt = escaped(platformKey);
  let value = text.trim();
  if (value === '') return text;
  for (let round = 0; round < ROUNDS; round++) {
    const opened = decryptOnce(value, salt);
    if (opened === null) return text;
    value = opened;
  }
  return value;
}

/** What Sunbird would store for a text. */
export function encryptPlatform(text: string, platformKey: string): string {
  const salt = escaped(platformKey);
  let value = text;
  for (let round = 0; round < ROUNDS; round++) value = encryptOnce(value, salt);
  return value;
}

const ROUNDS = 3;

/** The key that upstream has in its sources. */
const AES_KEY = Buffer.from('ThisAsISerceKtey', 'ascii');

const BLOCK_BYTES = 16;

/**
 * Upstream drops as many characters as the platform's key has, whatever they are; that they are the
 * key is asked here besides, or a wrong key would cut values that are not its own (C1).
 */
function decryptOnce(value: string, salt: string): string | null {
  if (!BASE64.test(value)) return null;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 0 || bytes.length % BLOCK_BYTES !== 0) return null;
  try {
    const decipher = createDecipheriv('aes-128-ecb', AES_KEY, null);
    const opened = Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
    return opened.startsWith(salt) ? opened.slice(salt.length) : null;
  } catch {
    return null;
  }
}

function encryptOnce(value: string, salt: string): string {
  const cipher = createCipheriv('aes-128-ecb', AES_KEY, null);
  const bytes = Buffer.concat([cipher.update(salt + value, 'utf8'), cipher.final()]);
  return bytes.toString('base64');
}

/** Java's encoder may break lines, which its decoder skips. */
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}$/;

/** Upstream's way with keys that hold control characters. */
const escaped = (key: string): string =>
  key.replaceAll('\r', '\\r').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
