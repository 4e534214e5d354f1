/**
 * The secret that keys of report requests are sealed under (`reports/sealed-keys.ts`): in a cluster
 * it follows from what its processes share, else it is a file below the data folder.
 *
 * - F1 The file is made once, for its owner alone, and appears whole or not at all.
 * - F2 A file that is there and cannot be used is a failure, never a reason for a new secret.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from './config.js';
import { err, ok, type Result } from './domain/result.js';
import { SECRET_BYTES, type SecretOf } from './reports/sealed-keys.js';

const OWNER_ONLY = 0o600;

/** Reads or makes the secret when it is first asked for; most installations never do. */
export function reportSecret(config: Pick<Config, 'clusterSecret' | 'dataDir'>): SecretOf {
  const { clusterSecret, dataDir } = config;
  if (clusterSecret !== '') {
    const derived = hkdfSync('sha256', clusterSecret, '', 'keys of report requests', SECRET_BYTES);
    return () => ok(Buffer.from(derived));
  }
  const path = join(dataDir, 'keys', 'report-requests.key');
  let held: Uint8Array | null = null;
  return () => {
    const secret = held === null ? fileSecret(path) : ok(held);
    if (secret.ok) held = secret.value;
    return secret;
  };
}

function fileSecret(path: string): Result<Uint8Array, string> {
  try {
    const bytes = readFileSync(path);
    if (bytes.length === SECRET_BYTES) return ok(bytes);
    return err(`${path} does not hold ${String(SECRET_BYTES)} bytes`); // F2
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return madeSecret(path);
    return err(`the secret of report requests cannot be read: ${String(error)}`);
  }
}

/** F1; one that another process made meanwhile is read instead. */
function madeSecret(path: string): Result<Uint8Array, string> {
  const part = `${path}.${String(process.pid)}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(part, randomBytes(SECRET_BYTES), { mode: OWNER_ONLY });
    try {
      linkSync(part, path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    rmSync(part, { force: true });
    return ok(readFileSync(path));
  } catch (error) {
    return err(`the secret of report requests cannot be made: ${String(error)}`);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
