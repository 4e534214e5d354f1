/**
 * What the console reads of the store beside the engine: whole batches, without waking anybody.
 * A port; the composition root has the one implementation, on the embedded profile.
 */
import type { Batch } from '../domain/batch.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { EnrolmentKey } from '../domain/ids.js';
import type { Stored } from '../persistence/ports.js';
import type { LearnerGlance, Lens } from '../persistence/report-ports.js';

export interface ConsoleReads {
  /**
   * Shows the learners of a batch, as of one moment, in the order of their ids' UTF-8 bytes. Every
   * few hundred learners `goOn` is asked, and `false` ends it.
   */
  scan(
    batch: Pick<Batch, 'course' | 'batch'>,
    lens: Lens,
    show: (glance: LearnerGlance) => void,
    goOn: () => boolean,
  ): Stored<void>;
  /** An enrolment as it is durable; `null` = none is. */
  enrolment(key: EnrolmentKey): Stored<EnrolmentState | null>;
}

/** Limits of what is read for one page of the console. */
export interface ConsoleLimits {
  /** Learners looked at for one page. */
  readonly learnersMax: number;
  /** How long counts are answered again without counting. */
  readonly cacheMs: number;
  readonly stuckDays: number;
}
