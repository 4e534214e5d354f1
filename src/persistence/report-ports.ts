/**
 * What a report needs of a store beyond whole states: a glance at each learner of a batch, read out
 * of the stored bytes without building what the report does not print; and the attempts that an
 * installation has in files instead of tables.
 *
 * - G1 A glance says what the whole state and the whole user entry would say.
 * - G2 A glance and everything it points at hold until the next learner is shown, and no longer.
 * - G3 A row that cannot be read ends the scan with its key; it is never passed over.
 */
import type { AttemptState, CountingAttempt } from '../domain/attempt.js';
import type { QuestionRecord } from '../domain/command.js';
import type { BatchId, ContentId, CourseId, Instant, LearnerId } from '../domain/ids.js';
import type { ContentTable } from './packed-enrolment.js';
import type { Stored } from './ports.js';

/** A text in UTF-8, within bytes that belong to somebody else. */
export interface TextSpan {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** What is looked for. */
export interface Lens {
  /** Contents that do not count as completed ones. */
  readonly optional: readonly ContentId[];
  /** Contents whose best attempts are wanted. */
  readonly scored: readonly ContentId[];
  /** Which attempt of theirs is the best; absent = that of the highest score. */
  readonly counting?: CountingAttempt;
  /** Fields of the user entry that are wanted; where there are none, no user is looked up. */
  readonly fields: readonly string[];
  /** Whether the latest access is wanted; absent = it is not, and nothing is spent on it. */
  readonly activity?: boolean;
}

/** The best attempts of one learner, each array in the order of `Lens.scored`. */
export interface BestAttempts {
  /** How many of the contents were attempted. */
  readonly count: number;
  /** 1 where there is an attempt. */
  readonly attempted: Uint8Array;
  readonly score: Float64Array;
  readonly maxScore: Float64Array;
}

/** What a report prints of an enrolment. */
export interface EnrolmentFacts {
  /** Active, with an enrolment date. */
  readonly isEnrolled: boolean;
  readonly enrolledAt: Instant;
  readonly completedAt: Instant;
  /** Contents of status 2 that are not optional. */
  readonly completed: number;
  /** Whether a certificate exists that was drawn and not revoked. */
  readonly certified: boolean;
  /** The latest access of any content; `NEVER` where there is none, or it is not wanted. */
  readonly lastAccessAt: Instant;
  readonly best: BestAttempts;
}

/** What the user cache knows of a learner. */
export interface ProfileFacts {
  /** Whether there is an entry. */
  readonly known: boolean;
  /** The fields in the order of `Lens.fields`; `null` = the entry does not have it. */
  field(index: number): TextSpan | null;
}

/** One learner of the batch (G2). */
export interface LearnerGlance {
  readonly learner: TextSpan;
  readonly enrolment: EnrolmentFacts;
  readonly profile: ProfileFacts;
}

/**
 * Shows the learners of a batch in the order of their ids' UTF-8 bytes. `show` is called without
 * any wait in between; every few hundred learners `turn` is awaited, and `false` ends the scan.
 */
export type ScanGlances = (
  lens: Lens,
  show: (glance: LearnerGlance) => void,
  turn: () => Promise<boolean>,
) => Stored<void>;

/** Finds the content table of a course version; `null` when the catalogue does not have it. */
export type TableOfVersion = (version: number) => ContentTable | null;

/** An attempt that an installation moved out of its tables into files. */
export interface ArchivedAttempt {
  readonly state: AttemptState;
  /** In order of their ids. */
  readonly questions: readonly QuestionRecord[];
}

/** The archived attempts of one batch, held open for as long as a report is written. */
export interface ArchivedAttempts {
  /**
   * Those of one learner, each attempt once, in order of content and attempt. Learners are asked
   * for in the order of their ids' UTF-8 bytes, each once: what lies before them is passed over.
   */
  of(learner: LearnerId): Stored<readonly ArchivedAttempt[]>;
  /** Lets go of what was held; never fails. */
  close(): Promise<void>;
}

/** Reads all files of a batch; one that is not whole and right is `damaged`, by name and line. */
export type OpenArchive = (course: CourseId, batch: BatchId) => Stored<ArchivedAttempts>;
