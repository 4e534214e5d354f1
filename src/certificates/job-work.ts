/**
 * What a job has to do for one learner of its batch. Asks the engine what it must know of single
 * certificates, and changes nothing: `certificate-jobs.ts` has it done, slice by slice.
 */
import { scoredOf, type Candidate } from '../domain/certificate.js';
import {
  fitness,
  isRevokedBy,
  meantOf,
  reissueEffect,
  reissueRequest,
  revokeCommandOf,
  type CertificateFilter,
  type CertificateJob,
  type Meant,
} from '../domain/certificate-job.js';
import type { RevokeCertificate } from '../domain/command.js';
import type { Certify } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { hasExpired } from '../domain/expiry.js';
import type { Generation } from '../domain/generation.js';
import type { CertificateId, EnrolmentKey, Instant } from '../domain/ids.js';
import { ok } from '../domain/result.js';
import type { Template } from '../domain/template.js';
import type { Answer, Engine } from '../engine.js';

export interface WorkDeps {
  readonly engine: Pick<Engine, 'catalogue' | 'certificate'>;
  readonly idOf: (key: EnrolmentKey, templateName: string, request: string) => CertificateId;
  readonly now: () => Instant;
}

/** What one learner's certificates ask for. */
export interface Work {
  /** Those that something is done with. */
  readonly certificates: readonly CertificateId[];
  readonly effects: readonly Certify[];
  readonly commands: readonly RevokeCertificate[];
  readonly withoutTemplate: number;
  readonly notEarned: number;
}

/** The work of one job on one batch, whose templates and structure are read once. */
export class JobWork {
  readonly #deps: WorkDeps;
  readonly #job: CertificateJob;
  readonly #templates: readonly Template[];
  readonly #scored: Candidate['scored'];

  constructor(deps: WorkDeps, job: CertificateJob) {
    const { catalogue } = deps.engine;
    const { batch, course }: CertificateFilter = job.filter;
    this.#deps = deps;
    this.#job = job;
    this.#templates = Object.values(catalogue.batch(batch)?.templates ?? {});
    this.#scored = scoredOf(catalogue.tree(course));
  }

  async of(state: EnrolmentState): Answer<Work> {
    const meant = await this.#meant(state);
    if (!meant.ok) return meant;
    return ok(
      this.#job.task.kind === 'revoke'
        ? this.#revoking(state, meant.value)
        : this.#again(state, meant.value),
    );
  }

  /** Whether the job has dealt with it (`domain/certificate-job.ts` R1). */
  isOwn({ key }: EnrolmentState, generation: Generation): boolean {
    const { id, task } = this.#job;
    if (task.kind === 'revoke') return isRevokedBy(this.#job, generation);
    const request = reissueRequest(id, generation.template);
    return this.#deps.idOf(key, generation.name, request) === generation.id;
  }

  /** How many of an enrolment's certificates the job means and has not dealt with. */
  leftIn(state: EnrolmentState): number {
    const isOwn = (generation: Generation): boolean => this.isOwn(state, generation);
    const meant = meantOf(state, this.#job, this.#templates, isOwn);
    return meant.filter(({ generation }) => !isOwn(generation)).length;
  }

  async #meant(state: EnrolmentState): Answer<readonly Meant[]> {
    const { engine, now } = this.#deps;
    const meant = meantOf(state, this.#job, this.#templates, (g) => this.isOwn(state, g));
    if (this.#job.filter.status !== 'expired') return ok(meant);
    const ended: Meant[] = [];
    for (const one of meant) {
      const view = await engine.certificate(one.generation.id);
      if (!view.ok) return view;
      if (hasExpired(view.value?.facts.expiresAt, now())) ended.push(one);
    }
    return ok(ended);
  }

  #revoking(state: EnrolmentState, meant: readonly Meant[]): Work {
    const { task } = this.#job;
    const reason = task.kind === 'revoke' ? task.reason : '';
    const now = this.#deps.now();
    const commands = meant.map((one) => revokeCommandOf(this.#job, reason, state, one, now));
    const certificates = meant.map(({ generation }) => generation.id);
    return { certificates, commands, effects: [], withoutTemplate: 0, notEarned: 0 };
  }

  #again(state: EnrolmentState, meant: readonly Meant[]): Work {
    const certificates: CertificateId[] = [];
    const effects: Certify[] = [];
    let [withoutTemplate, notEarned] = [0, 0];
    for (const one of meant) {
      const { generation, template } = one;
      const fit = fitness(state, one, this.#scored);
      if (fit === 'not-earned') notEarned++;
      else if (template === null) withoutTemplate++;
      else {
        certificates.push(generation.id);
        effects.push(reissueEffect(this.#job.id, state, { generation, template }));
      }
    }
    return { certificates, effects, commands: [], withoutTemplate, notEarned };
  }
}
