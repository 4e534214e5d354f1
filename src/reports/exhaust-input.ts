/**
 * Everything that a report is written from. The composition root fills it; the sheets of the
 * datasets take from it what they need.
 */
import type { CountingAttempt } from '../domain/attempt.js';
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { ContentId, EnrolmentKey, Instant } from '../domain/ids.js';
import type { OnRows, ReportFault, ReportOrder } from '../engine.js';
import type {
  AttemptRow,
  BatchView,
  ConsentsBefore,
  CourseInfo,
  Stored,
  UserStore,
} from '../persistence/ports.js';
import type { OpenArchive, ScanGlances } from '../persistence/report-ports.js';

export interface ExhaustInput extends Pick<
  ReportOrder,
  'dataset' | 'requesterOrg' | 'options' | 'assessment' | 'protection'
> {
  /** The batch's states, each call from the start. */
  readonly states: () => AsyncIterable<EnrolmentState>;
  /** The same learners, read for what a report prints only; `null` = there is no such way. */
  readonly glances: ScanGlances | null;
  /** When the scan began. */
  readonly asOf: Instant;
  /** Whether the scan shows that moment, or everything that was durable then and maybe more. */
  readonly moment: Moment;
  readonly tree: CourseTree;
  readonly course: CourseInfo;
  readonly batch: Batch;
  readonly users: Pick<UserStore, 'users'>;
  /** Stored answers of some learners of the batch, each learner's apart, in the order asked. */
  readonly answers: BatchView['attempts'];
  /** Answers that another system kept of an enrolment before; `null` = there was none. */
  readonly answersBefore: ((key: EnrolmentKey) => Stored<readonly AttemptRow[]>) | null;
  /** Attempts that another system moved out of its tables into files; `null` = none were. */
  readonly archive: OpenArchive | null;
  /** Names of contents; one that is not known has none. */
  readonly titlesOf: TitlesOf;
  /** Consents that another system keeps, in the order asked; `null` = there is none. */
  readonly consentsBefore: ConsentsBefore | null;
  /** Undoes the platform's encryption of personal data; gives back what it cannot undo. */
  readonly decrypt: (text: string) => string;
  /** Which attempt of a content counts in a progress report. */
  readonly counting: CountingAttempt;
  /** IANA name; the printed dates are days of this zone. */
  readonly timeZone: string;
  /** Absolute path of the file, protected or not; the sidecar is `<path>.json`. */
  readonly path: string;
  readonly onRows: OnRows;
}

/** Looks names of contents up. */
export type TitlesOf = (contents: readonly ContentId[]) => Stored<ReadonlyMap<ContentId, string>>;

/** What a scan of a batch promises. */
export type Moment = 'one-moment' | 'at-least';

/** Why a report is not written. */
export type ReportError = Exclude<ReportFault, { readonly kind: 'busy' | 'stopping' }>;
