/**
 * The envelope of a snapshot: version, checksum and course version around a packed state.
 *
 * - S1 The checksum covers the row's key, the course version and the body: a flipped byte, a cut,
 *   or two learners' rows exchanged are all found, and named by key.
 * - S2 A damaged snapshot is never answered from.
 * - S3 Every format version ever written stays readable (`test/fixtures/snapshots`).
 */
import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr';
import type { Effect } from '../domain/effects.js';
import type { EnrolmentKey } from '../domain/ids.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { err, ok, type Result } from '../domain/result.js';
import { MalformedBytes } from './byte-reader.js';
import { EMPTY_TABLE, unpackEnrolment, type ContentTable } from './packed-enrolment.js';
import type { StoreError } from './ports.js';

/** The version of the envelope that is written. */
export const FORMAT = 1;

const packr = new Packr({ useRecords: false });

/** What a snapshot row holds, checked but still packed. */
export interface Sealed {
  readonly version: number;
  readonly body: Buffer;
}

/** Finds the content table of a course version; `null` when the catalogue does not have it. */
export type TableOf = (key: Pick<EnrolmentKey, 'course'>, version: number) => ContentTable | null;

/** The key of an enrolment as one text, for stores, checksums and messages. */
export const enrolmentText = (key: EnrolmentKey): string =>
  `${key.learner}\u0000${key.course}\u0000${key.batch}`;

/** An effect as one text, unique among effects. */
export const effectText = (effect: Effect): string => effectIds(effect).join('\u0000');

/** What makes an effect unique, kind first. */
export function effectIds(effect: Effect): readonly string[] {
  if (effect.kind === 'send') return [effect.kind, effect.id];
  if (effect.kind === 'index') return [effect.kind, effect.batch];
  const { learner, course, batch } = effect.key;
  const ids = [effect.kind, learner, course, batch];
  if (effect.kind === 'certify') return [...ids, effect.request];
  if (effect.kind === 'render') return [...ids, effect.certificate];
  return [...ids, effect.event, effect.subject];
}

/** Wraps a packed state for the store. */
export function seal(key: EnrolmentKey, { version, body }: Sealed): Buffer {
  return packr.pack([FORMAT, checksum(key, version, body), version, body]);
}

/** Checks an envelope and takes it off. */
export function unseal(key: EnrolmentKey, bytes: Uint8Array): Result<Sealed, StoreError> {
  let parts: unknown;
  try {
    parts = packr.unpack(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    return damaged(key, 'is no msgpack value');
  }
  if (!Array.isArray(parts) || parts.length !== 4) return damaged(key, 'is no snapshot envelope');
  const [format, sum, version, body] = parts as readonly unknown[];
  if (format !== FORMAT) return damaged(key, `has unknown format ${String(format)}`);
  if (typeof version !== 'number' || !Buffer.isBuffer(body)) return damaged(key, 'is incomplete');
  if (sum !== checksum(key, version, body)) return damaged(key, 'fails its checksum');
  return ok({ version, body });
}

/** From stored bytes to state. */
export function decodeSnapshot(
  key: EnrolmentKey,
  bytes: Uint8Array,
  tableOf: TableOf,
): Result<EnrolmentState, StoreError> {
  const sealed = unseal(key, bytes);
  return sealed.ok ? openSealed(key, sealed.value, tableOf) : sealed;
}

/** From a checked body to state. */
export function openSealed(
  key: EnrolmentKey,
  { version, body }: Sealed,
  tableOf: TableOf,
): Result<EnrolmentState, StoreError> {
  const table = version === 0 ? EMPTY_TABLE : tableOf(key, version);
  if (table === null) return damaged(key, `needs unknown course version ${String(version)}`);
  try {
    return ok(unpackEnrolment(key, body, table));
  } catch (error) {
    if (error instanceof MalformedBytes) return damaged(key, error.message);
    throw error;
  }
}

function checksum(key: EnrolmentKey, version: number, body: Buffer): number {
  return crc32(body, crc32(`${enrolmentText(key)}\u0000${String(version)}`));
}

const damaged = (
  key: EnrolmentKey,
  detail: string,
): { readonly ok: false; readonly error: StoreError } =>
  err({ kind: 'damaged', key: enrolmentText(key).replaceAll('\u0000', '/'), detail });
