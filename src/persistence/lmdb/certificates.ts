/** Frozen facts and documents of certificates, by certificate id; jobs on many of them. */
import { pack, unpack } from 'msgpackr';
import type { CertificateFacts } from '../../domain/certificate.js';
import type { CertificateJob } from '../../domain/certificate-job.js';
import type { CertificateStore } from '../ports.js';
import type { Environment } from './environment.js';
import { keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbCertificates(env: Environment): CertificateStore {
  const facts = env.table('certificate');
  const documents = env.table('document');
  const jobs = env.table('reissue-job');
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
    erase: (erased) =>
      env.atomically((writes) => {
        const key = keyOf(erased.certificate);
        writes.put(facts, key, pack(erased));
        writes.remove(documents, key);
      }),
    putJob: (job) =>
      storeCall(async () => {
        await jobs.put(keyOf(job.id), pack(job));
      }),
    async *jobs() {
      for (const { value } of jobs.getRange({})) {
        yield await Promise.resolve(unpack(value) as CertificateJob);
      }
    },
  };
}
