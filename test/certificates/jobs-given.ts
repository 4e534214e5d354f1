/** Three learners with a certificate each, and jobs on them. */
import { keyOf } from '../../props/sim/given.js';
import type { Simulation } from '../../props/sim/simulation.js';
import { certificateIdOf } from '../../src/certificates/identity.js';
import {
  CertificateJobs,
  type CertificateJobDeps,
  type JobWish,
} from '../../src/certificates/certificate-jobs.js';
import type { CertificateFilter } from '../../src/domain/certificate-job.js';
import { err, ok, type Result } from '../../src/domain/result.js';
import { complete, nameUser, opened } from '../actors/opened.js';

export const LEARNERS = ['anil', 'asha', 'devi'];
const { course, batch } = keyOf({ learner: '', batch: 'b1' });
export const BATCH = batch;
export const FILTER: CertificateFilter = {
  ...{ course, batch, template: '', issuedFrom: 0, issuedBefore: 0, status: 'issued' },
  certificates: [],
};
export const AGAIN: JobWish = { task: { kind: 'reissue' }, filter: FILTER };

/** Three learners with a certificate each. */
export async function certified(): Promise<Simulation> {
  const sim = await opened();
  for (const learner of LEARNERS) {
    await nameUser(sim, learner, learner.toUpperCase());
    await complete(sim, learner);
  }
  return sim;
}

interface Differing {
  readonly putJob?: (
    put: CertificateJobDeps['store']['putJob'],
  ) => CertificateJobDeps['store']['putJob'];
  readonly engine?: CertificateJobDeps['engine'];
  readonly trouble?: CertificateJobDeps['trouble'];
}

export function jobsOn(
  sim: Simulation,
  { putJob, engine, trouble }: Differing = {},
): CertificateJobs {
  const { certificates } = sim.store;
  const put: CertificateJobDeps['store']['putJob'] = (job) => certificates.putJob(job);
  return new CertificateJobs({
    engine: engine ?? sim.engine,
    store: { jobs: () => certificates.jobs(), putJob: putJob?.(put) ?? put },
    idOf: certificateIdOf,
    now: () => 1_000_000,
    trouble: trouble ?? (() => undefined),
  });
}

export function engineThat(
  { engine }: Simulation,
  differing: Partial<CertificateJobDeps['engine']>,
): CertificateJobDeps['engine'] {
  return {
    catalogue: engine.catalogue,
    participants: (...of: Parameters<typeof engine.participants>) => engine.participants(...of),
    certificate: (...of: Parameters<typeof engine.certificate>) => engine.certificate(...of),
    ask: (...of: Parameters<typeof engine.ask>) => engine.ask(...of),
    submit: (...of: Parameters<typeof engine.submit>) => engine.submit(...of),
    ...differing,
  };
}

export const failsAfter =
  (count: number): NonNullable<Differing['putJob']> =>
  (put) =>
  (job) =>
    count-- > 0 ? put(job) : Promise.resolve(err({ kind: 'unavailable', detail: 'crashed' }));

export async function issuedTo(sim: Simulation, learner: string) {
  const state = await sim.insist(() => sim.engine.enrolment(keyOf({ learner, batch: 'b1' })));
  return [...state.generations.values()].sort((a, b) => (a.replaces < b.replaces ? -1 : 1));
}

export async function valueOf<T, E>(answer: Promise<Result<T, E>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return ok(result.value).value;
}
