/**
 * Ids of outgoing records: each follows from what the record stands for, so that a record which is
 * sent again can be recognised.
 *
 * - N1 Equal parts give equal ids, in every process and version.
 */
import { hash } from 'node:crypto';

/** Ids that follow from one thing and are different ids. */
export interface StableIds {
  readonly id: string;
  readonly session: string;
  readonly device: string;
}

/** A name-based UUID, version 8 over SHA-256 as in RFC 9562 appendix B.2. */
export const stableId = (...parts: readonly (string | number)[]): string =>
  uuidOf(digestOf(parts), 0);

/** `stableId`, and a session and a device of it: other parts of the same digest. */
export function stableIds(...parts: readonly (string | number)[]): StableIds {
  const digest = digestOf(parts);
  return { id: uuidOf(digest, 0), session: uuidOf(digest, 16), device: uuidOf(digest, 32) };
}

/** The hexadecimal digits of a digest. */
function digestOf(parts: readonly (string | number)[]): string {
  const name = JSON.stringify(parts);
  const most = NAMESPACE.length + BYTES_A_CHARACTER_MAX * name.length;
  const bytes = most > NAMED.length ? Buffer.concat([NAMESPACE, Buffer.alloc(most)]) : NAMED;
  const end = NAMESPACE.length + bytes.write(name, NAMESPACE.length);
  return hash('sha256', bytes.subarray(0, end), 'hex');
}

function uuidOf(digest: string, from: number): string {
  const part = (start: number, end: number): string => digest.slice(from + start, from + end);
  const variant = VARIANTS.charAt(Number.parseInt(part(16, 17), 16) & 3);
  const [version, last] = [`8${part(13, 16)}`, `${variant}${part(17, 20)}`];
  return [part(0, 8), part(8, 12), version, last, part(20, 32)].join('-');
}

const VARIANTS = '89ab';
const BYTES_A_CHARACTER_MAX = 3;

/** Keeps these ids apart from every other name-based UUID; never to be changed. */
const NAMESPACE = Buffer.from('9d2b7f1c4c3e4f7aa6d05b8e75726c01', 'hex');

/** Where names that are not long are written behind the namespace: no buffer for each. */
const NAMED = Buffer.concat([NAMESPACE, Buffer.alloc(4096)]);
