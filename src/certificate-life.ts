/**
 * What becomes of issued certificates here: jobs that issue them again, and erasure. Part of the
 * composition root.
 */
import { eraseCertificate, eraseLearner, type Erasing } from './certificates/erasure.js';
import { certificateIdOf } from './certificates/identity.js';
import { Reissues, type ReissueDeps } from './certificates/reissues.js';
import type { CertificateId, LearnerId } from './domain/ids.js';
import type { Answer, Engine } from './engine.js';
import type { CertificateStore } from './persistence/ports.js';

export interface CertificateLife {
  readonly reissues: Reissues;
  readonly erasure: {
    readonly certificate: (id: CertificateId) => Answer<Erasing>;
    readonly learner: (learner: LearnerId) => Answer<number>;
  };
}

export function certificateLife(
  engine: Engine,
  store: CertificateStore,
  { now, trouble }: Pick<ReissueDeps, 'now' | 'trouble'>,
): CertificateLife {
  const deps = { engine, store, now };
  return {
    reissues: new Reissues({ ...deps, trouble, idOf: certificateIdOf }),
    erasure: {
      certificate: (id) => eraseCertificate(id, deps),
      learner: (learner) => eraseLearner(learner, deps),
    },
  };
}
