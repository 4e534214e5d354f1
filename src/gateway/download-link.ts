/**
 * Links to report files: signed, so that only who was given one can fetch the file, and expiring.
 *
 * - D1 A link is valid for exactly the file and the moment that it was signed for, in one spelling.
 * - D2 How long a comparison takes tells nothing of the signature.
 *
 * Source: `reference/exhausts.md` 5.2 (signed URLs with a time to live).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../domain/ids.js';

/** Path below which files are served. */
export const DOWNLOAD_PATH = '/dataset/v1/files';

/** The address of a file named relative to the report folder. `key` is secret, 32 bytes or more. */
export function downloadUrl(
  publicUrl: string,
  file: string,
  expiresAt: Instant,
  key: Uint8Array,
): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  const query = `expires=${String(expiresAt)}&signature=${signature(file, expiresAt, key)}`;
  return `${publicUrl}${DOWNLOAD_PATH}/${path}?${query}`;
}

/** Whether a link to `file` was signed with `key` and has not expired. */
export function isValidDownload(
  file: string,
  expires: string,
  given: string,
  key: Uint8Array,
  now: Instant,
): boolean {
  const expiresAt = Number(expires);
  if (!Number.isSafeInteger(expiresAt) || String(expiresAt) !== expires) return false;
  if (expiresAt < now) return false;
  const wanted = Buffer.from(signature(file, expiresAt, key));
  const offered = Buffer.from(given);
  return wanted.length === offered.length && timingSafeEqual(wanted, offered);
}

const signature = (file: string, expiresAt: Instant, key: Uint8Array): string =>
  createHmac('sha256', key)
    .update(`${String(expiresAt)}\n${file}`)
    .digest('base64url');
