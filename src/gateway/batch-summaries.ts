/**
 * Summaries of batches, counted when somebody looks and kept for a while.
 *
 * - S1 One batch is counted once at a time, whoever waits for it.
 * - S2 A summary is kept at least as long as is set, and `COST_FACTOR` times as long as it took to
 *   count, so that pages that are left open cost a small part of one processor at most.
 * - S3 At most so many learners are looked at for one answer; it says when there are more.
 */
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { CourseId, Instant } from '../domain/ids.js';
import { ok } from '../domain/result.js';
import type { Answer } from '../engine.js';
import { BatchTally } from './batch-tally.js';
import type { BatchSummary } from './console-answers.js';
import type { ConsoleLimits, ConsoleReads } from './console-reads.js';

/** S2: counting takes a twentieth of the time at most. */
const COST_FACTOR = 20;

/** Batches whose summaries are kept; the oldest counted goes first. */
const KEPT_BATCHES_MAX = 2_000;

export interface SummaryParts {
  readonly reads: ConsoleReads;
  readonly limits: ConsoleLimits;
  readonly tree: (course: CourseId) => CourseTree | null;
  readonly dayOf: (at: Instant) => string;
  readonly now: () => Instant;
}

interface Kept {
  readonly summary: BatchSummary;
  readonly goodUntil: Instant;
}

export class BatchSummaries {
  readonly #parts: SummaryParts;
  readonly #kept = new Map<string, Kept>();
  readonly #going = new Map<string, Answer<BatchSummary>>();

  constructor(parts: SummaryParts) {
    this.#parts = parts;
  }

  /** The summary of one batch, counted now or a while ago. */
  of(batch: Batch): Answer<BatchSummary> {
    const kept = this.#kept.get(batch.batch);
    if (kept !== undefined && this.#parts.now() < kept.goodUntil) {
      return Promise.resolve(ok(kept.summary));
    }
    const going = this.#going.get(batch.batch);
    if (going !== undefined) return going; // S1
    const count = this.#count(batch).finally(() => this.#going.delete(batch.batch));
    this.#going.set(batch.batch, count);
    return count;
  }

  /** Summaries of as many of these batches, in their order, as the limit allows (S3). */
  async some(batches: readonly Batch[]): Answer<ReadonlyMap<string, BatchSummary>> {
    const found = new Map<string, BatchSummary>();
    let learners = 0;
    for (const batch of batches) {
      if (learners >= this.#parts.limits.learnersMax) break;
      const summary = await this.of(batch);
      if (!summary.ok) return summary;
      learners += summary.value.enrolled + summary.value.left;
      found.set(batch.batch, summary.value);
    }
    return ok(found);
  }

  async #count(batch: Batch): Answer<BatchSummary> {
    const { reads, limits, tree, dayOf, now } = this.#parts;
    const begun = now();
    const structure = tree(batch.course);
    const tally = new BatchTally({
      ...{ required: structure?.required.length ?? 0, stuckDays: limits.stuckDays },
      ...{ now: begun, dayOf },
    });
    const lens = { optional: structure?.optional ?? [], scored: [], fields: [], activity: true };
    let seen = 0;
    const scanned = await reads.scan(
      batch,
      lens,
      ({ enrolment }) => {
        seen++;
        tally.add(enrolment);
      },
      () => seen < limits.learnersMax,
    );
    if (!scanned.ok) return scanned;
    const summary = tally.summary(seen >= limits.learnersMax);
    this.#keep(batch, summary, now() - begun);
    return ok(summary);
  }

  /** S2. */
  #keep({ batch }: Batch, summary: BatchSummary, tookMs: number): void {
    const { limits, now } = this.#parts;
    this.#kept.delete(batch);
    const goodUntil = now() + Math.max(limits.cacheMs, COST_FACTOR * tookMs);
    this.#kept.set(batch, { summary, goodUntil });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_BATCHES_MAX && oldest !== undefined) this.#kept.delete(oldest);
  }
}
