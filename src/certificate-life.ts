/**
 * What becomes of issued certificates here: jobs that issue many again or revoke them, and erasure.
 * Part of the composition root.
 */
import { eraseCertificate, eraseLearner, type Erasing } from './certificates/erasure.js';
import { certificateIdOf } from './certificates/identity.js';
import { CertificateJobs, type CertificateJobDeps } from './certificates/certificate-jobs.js';
import type { CertificateId, LearnerId } from './domain/ids.js';
import type { Answer, Engine } from './engine.js';
import type { CertificateStore } from './persistence/ports.js';

export interface CertificateLife {
  readonly certificateJobs: CertificateJobs;
  readonly erasure: {
    readonly certificate: (id: CertificateId) => Answer<Erasing>;
    readonly learner: (learner: LearnerId) => Answer<number>;
  };
}

export function certificateLife(
  engine: Engine,
  store: CertificateStore,
  { now, trouble }: Pick<CertificateJobDeps, 'now' | 'trouble'>,
): CertificateLife {
  const deps = { engine, store, now };
  return {
    certificateJobs: new CertificateJobs({ ...deps, trouble, idOf: certificateIdOf }),
    erasure: {
      certificate: (id) => eraseCertificate(id, deps),
      learner: (learner) => eraseLearner(learner, deps),
    },
  };
}
