/**
 * What requesters give to protect their files, sealed before it is stored: whoever reads the store,
 * or a backup of it, opens no report by it. Owns the cipher; the secret is the caller's.
 *
 * - K1 A key is sealed for its row: put into another one it opens nothing.
 * - K2 A key of before there were seals is read as it is, and sealed when its row is written next.
 * - K3 A seal that does not open stays a seal. Who protects files refuses it (`isSealed`): a file
 *   that is protected by a seal's own text would open for nobody.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { err, ok, type Result } from '../domain/result.js';
import type { ReportRequest, ReportRequestStore } from '../persistence/report-request.js';
import type { RunGuard } from './run-guard.js';

/** Length of the secret. */
export const SECRET_BYTES = 32;

/** The secret of the installation, or why nobody can tell it. */
export type SecretOf = () => Result<Uint8Array, string>;

const PREFIX = 'laurel-sealed:1:';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Whether a key is one that did not open (K3). */
export const isSealed = (encryptionKey: string): boolean => encryptionKey.startsWith(PREFIX);

/** A store in which keys lie sealed; to its callers they are what was given. */
export function withSealedKeys(store: ReportRequestStore, secretOf: SecretOf): ReportRequestStore {
  const opened = (request: ReportRequest): ReportRequest => {
    if (!isSealed(request.encryptionKey)) return request;
    const secret = secretOf();
    return secret.ok ? { ...request, encryptionKey: openKey(request, secret.value) } : request;
  };
  return {
    put: async (request) => {
      const { encryptionKey } = request;
      if (encryptionKey === '' || isSealed(encryptionKey)) return store.put(request);
      const secret = secretOf();
      if (!secret.ok) return err({ kind: 'unavailable', detail: secret.error });
      return store.put({ ...request, encryptionKey: sealKey(request, secret.value) });
    },
    get: async (tag, requestId) => {
      const found = await store.get(tag, requestId);
      return found.ok ? ok(found.value && opened(found.value)) : found;
    },
    list: (tag) => each(store.list(tag), opened),
    open: () => each(store.open(), opened),
  };
}

/** A guard whose turns write through such a store. */
export const guardWithSealedKeys = (guard: RunGuard, secretOf: SecretOf): RunGuard => ({
  take: async () => {
    const turn = await guard.take();
    if (turn === null) return null;
    return {
      store: withSealedKeys(turn.store, secretOf),
      isMine: () => turn.isMine(),
      giveBack: () => turn.giveBack(),
    };
  },
});

async function* each(
  requests: AsyncIterable<ReportRequest>,
  change: (request: ReportRequest) => ReportRequest,
): AsyncGenerator<ReportRequest> {
  for await (const request of requests) yield change(request);
}

function sealKey(request: ReportRequest, secret: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(rowOf(request));
  const sealed = Buffer.concat([cipher.update(request.encryptionKey, 'utf8'), cipher.final()]);
  return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** K3. */
function openKey(request: ReportRequest, secret: Uint8Array): string {
  const bytes = Buffer.from(request.encryptionKey.slice(PREFIX.length), 'base64');
  const [nonce, rest] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)];
  try {
    const decipher = createDecipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(rowOf(request));
    decipher.setAuthTag(rest.subarray(0, TAG_BYTES));
    const opened = [decipher.update(rest.subarray(TAG_BYTES)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  } catch {
    return request.encryptionKey;
  }
}

/** K1. */
const rowOf = ({ tag, requestId }: ReportRequest): Buffer =>
  Buffer.from(`${tag}\u0000${requestId}`);
