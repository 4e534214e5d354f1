/**
 * Jobs that issue certificates of a batch again. Walks over the batch's learners in the order of
 * their ids, asks for what is meant in slices, and remembers after each how far it came. Judging,
 * drawing and telling is the engine's.
 *
 * - J1 A slice is asked for before it is remembered: after a crash between the two it is asked for
 *   again, which issues nothing twice (`domain/reissue.ts` R1).
 * - J2 One job at a time is walked; others wait, at most `JOBS_OPEN_MAX`.
 * - J3 A job that could not go on stays open; it goes on when somebody looks at it, asks for
 *   another, or the process begins again.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import type { Certify } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { hasExpired } from '../domain/expiry.js';
import type { Generation } from '../domain/generation.js';
import { NEVER, type CertificateId, type EnrolmentKey, type Instant } from '../domain/ids.js';
import {
  chosenOf,
  reissueEffect,
  reissueRequest,
  type Chosen,
  type ReissueFilter,
  type ReissueJob,
} from '../domain/reissue.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Template } from '../domain/template.js';
import type { Answer, Engine, Refusal } from '../engine.js';
import type { CertificateStore } from '../persistence/ports.js';

export interface ReissueDeps {
  readonly engine: Pick<Engine, 'participants' | 'ask' | 'catalogue' | 'certificate'>;
  readonly store: Pick<CertificateStore, 'putJob' | 'jobs'>;
  readonly idOf: (key: EnrolmentKey, templateName: string, request: string) => CertificateId;
  readonly now: () => Instant;
  /** Hears why a job could not go on. */
  readonly trouble: (job: string, detail: string) => void;
}

/** What a job would do. */
export interface ReissuePlan {
  readonly learners: number;
  readonly certificates: number;
  readonly withoutTemplate: number;
  /** The first few of them. */
  readonly sample: readonly CertificateFacts[];
}

/** How far a job is. */
export interface ReissueProgress {
  readonly job: ReissueJob;
  /** Certificates that it issued and whose documents are durable. */
  readonly issued: number;
  /** Decided, and being drawn. */
  readonly drawing: number;
}

/** Learners whose certificates are asked for together. */
const SLICE_LEARNERS = 500;
const SAMPLE_COUNT_MAX = 10;
/** J2. */
const JOBS_OPEN_MAX = 100;

export class Reissues {
  readonly #deps: ReissueDeps;
  #walking: Promise<void> | null = null;
  #stopping = false;

  constructor(deps: ReissueDeps) {
    this.#deps = deps;
  }

  /** Counts what a job with this filter would issue again; changes nothing. */
  async plan(filter: ReissueFilter): Promise<Result<ReissuePlan, Refusal>> {
    let [learners, certificates, withoutTemplate] = [0, 0, 0];
    const sample: CertificateFacts[] = [];
    for await (const state of this.#deps.engine.participants(filter.course, filter.batch)) {
      const chosen = await this.#chosen(state, filter, '');
      if (!chosen.ok) return chosen;
      withoutTemplate += chosen.value.withoutTemplate;
      const { reissues } = chosen.value;
      if (reissues.length > 0) learners++;
      certificates += reissues.length;
      for (const { generation } of reissues) {
        if (sample.length >= SAMPLE_COUNT_MAX) continue;
        const view = await this.#deps.engine.certificate(generation.id);
        if (!view.ok) return view;
        if (view.value !== null) sample.push(view.value.facts);
      }
    }
    return ok({ learners, certificates, withoutTemplate, sample });
  }

  /** Begins a job, or goes on with the one of that id; durable when it resolves. */
  async start(id: string, filter: ReissueFilter): Answer<ReissueJob> {
    const jobs = await this.list();
    const held = jobs.find((job) => job.id === id);
    const open = jobs.filter(({ askedAt }) => askedAt === NEVER).length;
    if (held === undefined && open >= JOBS_OPEN_MAX) {
      return err({ kind: 'busy', retryAfterMs: BUSY_RETRY_MS, limit: 'reissue jobs' });
    }
    const fresh = { cursor: '', learners: 0, asked: 0, withoutTemplate: 0, askedAt: NEVER };
    const job = held ?? { id, filter, startedAt: this.#deps.now(), ...fresh };
    const kept = held === undefined ? await this.#deps.store.putJob(job) : ok(undefined);
    if (!kept.ok) return kept;
    this.wake();
    return ok(job);
  }

  /** `null` = there is no such job. Looking at one lets it go on (J3). */
  async read(id: string): Answer<ReissueProgress | null> {
    const job = (await this.list()).find((candidate) => candidate.id === id);
    if (job === undefined) return ok(null);
    if (job.askedAt === NEVER) this.wake();
    const { course, batch } = job.filter;
    let [issued, drawing] = [0, 0];
    for await (const state of this.#deps.engine.participants(course, batch)) {
      for (const generation of state.generations.values()) {
        if (!this.#isOwn(job.id, state, generation)) continue;
        if (generation.rendered) issued++;
        else drawing++;
      }
    }
    return ok({ job, issued, drawing });
  }

  /** Every job ever begun, the latest first. */
  async list(): Promise<readonly ReissueJob[]> {
    const jobs: ReissueJob[] = [];
    for await (const job of this.#deps.store.jobs()) jobs.push(job);
    return jobs.sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Goes on with open jobs, unless that is being done. */
  wake(): void {
    if (this.#stopping) return;
    this.#walking ??= this.#walkAll().finally(() => (this.#walking = null));
  }

  /** Resolves when nothing is being walked. */
  async idle(): Promise<void> {
    await this.#walking;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#walking;
  }

  async #walkAll(): Promise<void> {
    for (;;) {
      try {
        const open = (await this.list()).filter(({ askedAt }) => askedAt === NEVER);
        const oldest = open.at(-1);
        if (oldest === undefined || this.#stopping) return;
        const walked = await this.#walk(oldest);
        if (walked.ok) continue;
        return this.#deps.trouble(oldest.id, walked.error.kind);
      } catch (error) {
        return this.#deps.trouble('', String(error));
      }
    }
  }

  async #walk(begun: ReissueJob): Promise<Result<void, Refusal>> {
    let job = begun;
    let slice: Certify[] = [];
    let waiting = 0;
    const { engine } = this.#deps;
    const from = Buffer.from(begun.cursor);
    for await (const state of engine.participants(job.filter.course, job.filter.batch)) {
      const { learner } = state.key;
      if (begun.cursor !== '' && Buffer.compare(Buffer.from(learner), from) <= 0) continue;
      const chosen = await this.#chosen(state, job.filter, job.id);
      if (!chosen.ok) return chosen;
      const { reissues, withoutTemplate } = chosen.value;
      slice.push(...reissues.map((reissue) => reissueEffect(job.id, state, reissue)));
      const counts = { learners: job.learners + 1, asked: job.asked + reissues.length };
      const missing = job.withoutTemplate + withoutTemplate;
      job = { ...job, ...counts, withoutTemplate: missing, cursor: learner };
      if (++waiting < SLICE_LEARNERS) continue;
      const kept = await this.#keep(job, slice);
      if (!kept.ok || this.#stopping) return kept;
      [slice, waiting] = [[], 0];
    }
    return this.#keep({ ...job, askedAt: this.#deps.now() }, slice);
  }

  /** J1. */
  async #keep(job: ReissueJob, slice: readonly Certify[]): Promise<Result<void, Refusal>> {
    const asked = slice.length === 0 ? ok(undefined) : await this.#deps.engine.ask(slice);
    return asked.ok ? this.#deps.store.putJob(job) : asked;
  }

  /** What a filter means of one enrolment; `job` '' = no job's own certificates are left out. */
  async #chosen(
    state: EnrolmentState,
    filter: ReissueFilter,
    job: string,
  ): Promise<Result<Chosen, Refusal>> {
    const chosen = chosenOf(
      state,
      filter,
      this.#templates(state.key),
      (generation) => job !== '' && this.#isOwn(job, state, generation),
    );
    if (filter.status !== 'expired' || chosen.reissues.length === 0) return ok(chosen);
    const ended: (typeof chosen.reissues)[number][] = [];
    for (const reissue of chosen.reissues) {
      const view = await this.#deps.engine.certificate(reissue.generation.id);
      if (!view.ok) return view;
      if (hasExpired(view.value?.facts.expiresAt, this.#deps.now())) ended.push(reissue);
    }
    return ok({ ...chosen, reissues: ended });
  }

  #isOwn(job: string, { key }: EnrolmentState, { id, name, template }: Generation): boolean {
    return this.#deps.idOf(key, name, reissueRequest(job, template)) === id;
  }

  #templates({ batch }: EnrolmentKey): readonly Template[] {
    return Object.values(this.#deps.engine.catalogue.batch(batch)?.templates ?? {});
  }
}

const BUSY_RETRY_MS = 60_000;
