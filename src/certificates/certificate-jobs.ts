/**
 * Jobs that do one thing with many certificates of a batch: issue them again, or revoke them. Walks
 * over the batch's learners in the order of their ids, asks for what is meant in slices, and
 * remembers after each how far it came. Judging, drawing, folding and telling is the engine's.
 *
 * - J1 A slice is asked for before it is remembered: after a crash between the two it is asked for
 *   again, which does nothing twice (`domain/certificate-job.ts` R1).
 * - J2 One job at a time is walked; others wait, at most `JOBS_OPEN_MAX`.
 * - J3 A job that could not go on stays open; it goes on when somebody looks at it, asks for
 *   another, or the process begins again.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import type { CertificateFilter, CertificateJob, JobTask } from '../domain/certificate-job.js';
import type { RevokeCertificate } from '../domain/command.js';
import type { Certify } from '../domain/effects.js';
import { NEVER, type Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Answer, Engine, Refusal } from '../engine.js';
import type { CertificateStore } from '../persistence/ports.js';
import { JobWork, type WorkDeps } from './job-work.js';

export interface CertificateJobDeps extends WorkDeps {
  readonly engine: Pick<Engine, 'participants' | 'ask' | 'submit' | 'catalogue' | 'certificate'>;
  readonly store: Pick<CertificateStore, 'putJob' | 'jobs'>;
  /** Hears why a job could not go on. */
  readonly trouble: (job: string, detail: string) => void;
}

/** What is to be done, with what. */
export interface JobWish {
  readonly task: JobTask;
  readonly filter: CertificateFilter;
}

/** What a job would do. */
export interface JobPlan {
  readonly task: JobTask;
  readonly learners: number;
  readonly certificates: number;
  readonly withoutTemplate: number;
  readonly notEarned: number;
  /** The first few of them. */
  readonly sample: readonly CertificateFacts[];
}

/** How far a job is. */
export interface JobProgress {
  readonly job: CertificateJob;
  /** Certificates that it issued and whose documents are durable, or that it revoked. */
  readonly done: number;
  /** Decided, and being drawn. */
  readonly drawing: number;
  readonly isDone: boolean;
}

/** Learners whose certificates are asked for together. */
const SLICE_LEARNERS = 500;
const SAMPLE_COUNT_MAX = 10;
/** J2. */
const JOBS_OPEN_MAX = 100;

export class CertificateJobs {
  readonly #deps: CertificateJobDeps;
  #walking: Promise<void> | null = null;
  #stopping = false;

  constructor(deps: CertificateJobDeps) {
    this.#deps = deps;
  }

  /** Counts what such a job would do; changes nothing. */
  async plan(wish: JobWish): Answer<JobPlan> {
    const { engine, now } = this.#deps;
    const work = new JobWork(this.#deps, newJob('', wish, now()));
    let [learners, certificates, withoutTemplate, notEarned] = [0, 0, 0, 0];
    const sample: CertificateFacts[] = [];
    for await (const state of engine.participants(wish.filter.course, wish.filter.batch)) {
      const found = await work.of(state);
      if (!found.ok) return found;
      withoutTemplate += found.value.withoutTemplate;
      notEarned += found.value.notEarned;
      if (found.value.certificates.length > 0) learners++;
      certificates += found.value.certificates.length;
      for (const id of found.value.certificates.slice(0, SAMPLE_COUNT_MAX - sample.length)) {
        const view = await engine.certificate(id);
        if (!view.ok) return view;
        if (view.value !== null) sample.push(view.value.facts);
      }
    }
    return ok({ task: wish.task, learners, certificates, withoutTemplate, notEarned, sample });
  }

  /** Begins a job, or goes on with the one of that id; durable when it resolves. */
  async start(id: string, wish: JobWish): Answer<CertificateJob> {
    const jobs = await this.list();
    const held = jobs.find((job) => job.id === id);
    const open = jobs.filter(({ askedAt }) => askedAt === NEVER).length;
    if (held === undefined && open >= JOBS_OPEN_MAX) {
      return err({ kind: 'busy', retryAfterMs: BUSY_RETRY_MS, limit: 'certificate jobs' });
    }
    const job = held ?? newJob(id, wish, this.#deps.now());
    const kept = held === undefined ? await this.#deps.store.putJob(job) : ok(undefined);
    if (!kept.ok) return kept;
    this.wake();
    return ok(job);
  }

  /** `null` = there is no such job. Looking at one lets it go on (J3). */
  async read(id: string): Answer<JobProgress | null> {
    const job = (await this.list()).find((candidate) => candidate.id === id);
    if (job === undefined) return ok(null);
    if (job.askedAt === NEVER) this.wake();
    const work = new JobWork(this.#deps, job);
    let [done, drawing, left] = [0, 0, 0];
    for await (const state of this.#deps.engine.participants(job.filter.course, job.filter.batch)) {
      for (const generation of state.generations.values()) {
        if (!work.isOwn(state, generation)) continue;
        if (job.task.kind === 'revoke' || generation.rendered) done++;
        else drawing++;
      }
      if (job.task.kind === 'revoke') left += work.leftIn(state);
    }
    // What somebody else revoked meanwhile is not the job's own, and not left either.
    const isThrough = done >= job.asked || (job.task.kind === 'revoke' && left === 0);
    return ok({ job, done, drawing, isDone: job.askedAt !== NEVER && drawing === 0 && isThrough });
  }

  /** Every job ever begun, the latest first. */
  async list(): Promise<readonly CertificateJob[]> {
    const jobs: CertificateJob[] = [];
    for await (const job of this.#deps.store.jobs()) jobs.push(completed(job));
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

  async #walk(begun: CertificateJob): Promise<Result<void, Refusal>> {
    let job = begun;
    let slice = emptySlice();
    const work = new JobWork(this.#deps, begun);
    const from = Buffer.from(begun.cursor);
    for await (const state of this.#deps.engine.participants(job.filter.course, job.filter.batch)) {
      const { learner } = state.key;
      if (begun.cursor !== '' && Buffer.compare(Buffer.from(learner), from) <= 0) continue;
      const found = await work.of(state);
      if (!found.ok) return found;
      const { effects, commands, certificates, withoutTemplate, notEarned } = found.value;
      slice.effects.push(...effects);
      slice.commands.push(...commands);
      job = {
        ...job,
        ...{ learners: job.learners + 1, asked: job.asked + certificates.length },
        withoutTemplate: job.withoutTemplate + withoutTemplate,
        ...{ notEarned: job.notEarned + notEarned, cursor: learner },
      };
      if (++slice.learners < SLICE_LEARNERS) continue;
      const kept = await this.#keep(job, slice);
      if (!kept.ok || this.#stopping) return kept;
      slice = emptySlice();
    }
    return this.#keep({ ...job, askedAt: this.#deps.now() }, slice);
  }

  /** J1. */
  async #keep(job: CertificateJob, { effects, commands }: Slice): Promise<Result<void, Refusal>> {
    const { engine, store } = this.#deps;
    const asked = effects.length === 0 ? ok(undefined) : await engine.ask(effects);
    if (!asked.ok) return asked;
    const submitted = commands.length === 0 ? ok(undefined) : await engine.submit(commands);
    return submitted.ok ? store.putJob(job) : submitted;
  }
}

/** What some learners ask for together. */
interface Slice {
  readonly effects: Certify[];
  readonly commands: RevokeCertificate[];
  learners: number;
}

const emptySlice = (): Slice => ({ effects: [], commands: [], learners: 0 });

/** `domain/certificate-job.ts` R3: what is issued from now on is not meant. */
function newJob(id: string, { task, filter }: JobWish, now: Instant): CertificateJob {
  const until = now + 1;
  const { issuedBefore } = filter;
  const bounded = issuedBefore === NEVER ? until : Math.min(issuedBefore, until);
  return {
    ...{ id, task, filter: { ...filter, issuedBefore: bounded }, startedAt: now },
    ...{ cursor: '', learners: 0, asked: 0, withoutTemplate: 0, notEarned: 0, askedAt: NEVER },
  };
}

/** Jobs that were kept when all of them issued again say neither that nor what came with it. */
const completed = (kept: CertificateJob): CertificateJob => ({
  ...{ task: { kind: 'reissue' }, notEarned: 0 },
  ...kept,
  filter: { ...{ certificates: [] }, ...kept.filter },
});

const BUSY_RETRY_MS = 60_000;
