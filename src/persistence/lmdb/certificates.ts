/** Frozen facts and documents of certificates, by certificate id. */
import { unpack } from 'msgpackr';
import type { CertificateFacts } from '../../domain/certificate.js';
import type { CertificateStore } from '../ports.js';
import type { Environment } from './environment.js';
import { keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbCertificates(env: Environment): CertificateStore {
  const facts = env.table('certificate');
  const documents = env.table('document');
  return {
    facts: (certificate) =>
      storeCall(() => {
        const value = facts.get(keyOf(certificate));
        return value === undefined ? null : (unpack(value) as CertificateFacts);
      }),
    putDocument: (certificate, pdf) =>
      storeCall(async () => {
        const key = keyOf(certificate);
        await documents.ifNoExists(key, () => {
          void documents.put(key, Buffer.from(pdf));
        });
      }),
    document: (certificate) => storeCall(() => documents.get(keyOf(certificate)) ?? null),
  };
}
