/**
 * The file with the keys that certificates are signed with. Owns where it is and how it changes;
 * what is in it is `certificates/credential/key-ring.ts`.
 *
 * - F1 A key set is made once, readable by its owner alone, and appears whole or not at all.
 * - F2 A file that is there and cannot be read is a failure, never a reason for a new key: papers
 *   that were printed could not be verified any more.
 */
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { newKeySet, parseKeyRing, type KeyRing } from './certificates/credential/key-ring.js';
import type { Config } from './config.js';
import { err, ok, type Result } from './domain/result.js';

type KeyPlace = Pick<Config, 'signingKeys' | 'dataDir' | 'profile'>;

/**
 * Where the keys are: as set, else below the data folder. `null` = nowhere: the processes of a
 * cluster share no folder, so their keys have to be given.
 */
export function keyFileOf({ signingKeys, dataDir, profile }: KeyPlace): string | null {
  if (signingKeys !== '') return signingKeys;
  return profile === 'embedded' ? join(dataDir, 'keys', 'certificates.json') : null;
}

/**
 * Reads the keys; makes the file where it is missing and was not named by a setting. `null` =
 * certificates are not signed. The failure is a sentence for the operator.
 */
export function signingKeys(place: KeyPlace): Result<KeyRing | null, string> {
  const path = keyFileOf(place);
  if (path === null) return ok(null);
  const held = readKeys(path);
  if (!held.ok || held.value !== null) return held;
  if (place.signingKeys !== '') {
    return err(`LAUREL_SIGNING_KEYS names ${path}, which is not there: make it by \`keys new\``);
  }
  return makeKeys(path);
}

/** Reads the file; `null` = there is none. */
export function readKeys(path: string): Result<KeyRing | null, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return ok(null);
    return err(`the signing keys cannot be read: ${String(error)}`);
  }
  const ring = parseKeyRing(text);
  return ring.ok ? ring : err(`the signing keys in ${path} cannot be used: ${ring.error}`);
}

/** Makes a file with a first key; one that appeared meanwhile is read instead (F1). */
export function makeKeys(path: string): Result<KeyRing | null, string> {
  return written(path, newKeySet(null), (part) => {
    try {
      linkSync(part, path);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  });
}

/** Puts a new key in front of a file; the former ones stay to verify by, without private parts. */
export function rotateKeys(path: string, ring: KeyRing): Result<KeyRing | null, string> {
  return written(path, newKeySet(ring), (part) => renameSync(part, path));
}

function written(
  path: string,
  text: string,
  place: (part: string) => void,
): Result<KeyRing | null, string> {
  const part = `${path}.${String(process.pid)}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(part, text, { mode: OWNER_ONLY });
    chmodSync(part, OWNER_ONLY);
    place(part);
    rmSync(part, { force: true });
  } catch (error) {
    return err(`the signing keys cannot be written: ${String(error)}`);
  }
  return readKeys(path);
}

const OWNER_ONLY = 0o600;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
const isTaken = (error: unknown): boolean => codeOf(error) === 'EEXIST';
