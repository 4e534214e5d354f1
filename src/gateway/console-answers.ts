/**
 * What the routes of the console answer, as types that both sides share: the gateway that answers
 * and the pages that show it. Holds no code. Times are milliseconds since the epoch, 0 = never.
 */

/** Where learners of a batch stand. Of the enrolled ones: those who left are counted apart. */
export interface BatchCounts {
  readonly enrolled: number;
  /** Opened or completed something. */
  readonly started: number;
  /** Completed half of what is required, or more. */
  readonly half: number;
  readonly completed: number;
  /** Have a certificate in force. */
  readonly certified: number;
  /** Not complete, and without activity for as many days as is set. */
  readonly stuck: number;
  /** Have left, or were never enrolled and worked all the same. */
  readonly left: number;
}

export interface DayCount {
  /** yyyy-MM-dd in the installation's zone. */
  readonly day: string;
  readonly count: number;
}

export interface BatchSummary extends BatchCounts {
  /** Learners by progress: 0-9 %, 10-19 %, ..., 90-100 %. */
  readonly bins: readonly number[];
  /** Completions a day, in order; only days with any, and the newest ones. */
  readonly days: readonly DayCount[];
  readonly asOf: number;
  /** Not all learners were looked at: the batch has more than are looked at for a page. */
  readonly isPartial: boolean;
}

export interface BatchHead {
  readonly batch: string;
  readonly name: string;
  readonly course: string;
  readonly courseName: string;
  readonly startDate: string;
  readonly endDate: string | null;
  /** 0 not started, 1 ongoing, 2 ended. */
  readonly status: 0 | 1 | 2;
  readonly templates: number;
}

export interface ListedBatch extends BatchHead {
  /** `null` = not counted here; `BatchList.counted` says why. */
  readonly counts: BatchCounts | null;
}

/**
 * Whether learners are counted: `here`; `some` = up to a limit of learners for one page;
 * `cluster` = not at all, as nobody in a cluster can count them cheaply: reports do.
 */
export type Counted = 'here' | 'some' | 'cluster';

export interface BatchList {
  readonly batches: readonly ListedBatch[];
  readonly total: number;
  readonly counted: Counted;
}

export interface BatchPage extends BatchHead {
  readonly counted: Counted;
  readonly summary: BatchSummary | null;
  readonly stuckDays: number;
  readonly units: readonly { readonly name: string; readonly required: number }[];
  readonly required: number;
  readonly optional: number;
  readonly certificates: readonly { readonly template: string; readonly name: string }[];
}

export const LEARNER_FILTERS = ['all', 'stuck', 'open', 'completed', 'certified', 'left'] as const;
export type LearnerFilter = (typeof LEARNER_FILTERS)[number];

export interface ListedLearner {
  readonly learner: string;
  /** '' = not known. */
  readonly name: string;
  readonly percent: number;
  readonly enrolledAt: number;
  readonly lastActiveAt: number;
  readonly completedAt: number;
  readonly isCertified: boolean;
}

export interface LearnerList {
  readonly learners: readonly ListedLearner[];
  /** To be asked for the next page; `null` = this is the last. */
  readonly next: string | null;
  readonly counted: Counted;
}

/** A moment of the process. */
export interface LiveSample {
  readonly at: number;
  /** Learners' states made durable a second. */
  readonly writtenPerS: number;
  /** Since the process started. */
  readonly completions: number;
  readonly certificates: number;
  /** Commands that wait, and how long the oldest has. */
  readonly waiting: number;
  readonly lagMs: number;
  readonly pendingEffects: number;
  readonly residents: number;
  readonly isReady: boolean;
  /** '' = none. */
  readonly trouble: string;
}

export interface HealthCheck {
  readonly name: string;
  readonly isHealthy: boolean;
  readonly trouble: string;
}

export type DemoState =
  /** It can be played: nothing is stored yet, and nobody has to prove who they are. */
  | { readonly kind: 'offered' }
  | { readonly kind: 'playing'; readonly done: number; readonly total: number }
  | { readonly kind: 'played' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'none' };

export interface Overview {
  readonly profile: string;
  readonly counted: Counted;
  readonly courses: number;
  readonly batches: number;
  readonly counts: BatchCounts | null;
  readonly days: readonly DayCount[];
  readonly newest: readonly ListedBatch[];
  /** `null` = not for this reader, who is told nothing of the whole installation either. */
  readonly deadLetters: LetterCount | null;
  readonly health: readonly HealthCheck[];
  readonly live: readonly LiveSample[];
  readonly stuckDays: number;
  readonly demo: DemoState;
}

export interface LetterCount {
  readonly count: number;
  /** There are more than are counted. */
  readonly isMore: boolean;
}

export interface UnitView {
  readonly name: string;
  readonly completed: number;
  readonly required: number;
}

export interface AttemptView {
  readonly content: string;
  readonly title: string;
  readonly attempt: string;
  readonly at: number;
  readonly score: number;
  readonly maxScore: number;
}

export type TimelineKind =
  | ('enrolled' | 'left' | 'opened' | 'finished' | 'repeated' | 'attempted')
  | ('completed' | 'issued' | 'revoked');

export interface TimelineEntry {
  readonly at: number;
  readonly kind: TimelineKind;
  /** What it is about: a content's title, a certificate's name; '' = the course. */
  readonly about: string;
  /** A score, a reason; '' = nothing. */
  readonly detail: string;
}

export interface CertificateLine {
  readonly id: string;
  readonly name: string;
  readonly issuedAt: number;
  readonly status: 'valid' | 'revoked' | 'superseded' | 'being-rendered';
}

/** One thing in the way, to be said in the reader's language. */
export interface ObstacleView {
  readonly kind: string;
  readonly wanted: string;
  readonly is: string;
}

export interface CertificateOutlook {
  readonly name: string;
  readonly standing: 'issued' | 'revoked' | 'being-rendered' | 'earned' | 'open';
  readonly obstacles: readonly ObstacleView[];
}

export interface EnrolmentView {
  readonly course: string;
  readonly courseName: string;
  readonly batch: string;
  readonly batchName: string;
  readonly isEnrolled: boolean;
  readonly isActive: boolean;
  readonly isCourseKnown: boolean;
  readonly enrolledAt: number;
  readonly lastActiveAt: number;
  readonly completedAt: number;
  readonly percent: number;
  readonly completed: number;
  readonly required: number;
  readonly units: readonly UnitView[];
  readonly missing: readonly string[];
  readonly attempts: readonly AttemptView[];
  readonly certificates: readonly CertificateLine[];
  readonly outlook: readonly CertificateOutlook[];
  /** In order of time; the newest ones where there are too many. */
  readonly timeline: readonly TimelineEntry[];
  readonly timelineCut: boolean;
}

export interface LearnerPage {
  readonly learner: string;
  readonly name: string;
  readonly isKnown: boolean;
  readonly enrolments: readonly EnrolmentView[];
}

export interface FoundCertificate extends CertificateLine {
  readonly learner: string;
  readonly recipient: string;
  readonly course: string;
  readonly courseName: string;
  readonly batch: string;
  readonly batchName: string;
  readonly reason: string;
}

export interface CertificateSearch {
  readonly certificates: readonly FoundCertificate[];
  readonly next: string | null;
  readonly counted: Counted;
}

export interface SettingLine {
  readonly name: string;
  readonly value: string;
  readonly description: string;
  readonly isDefault: boolean;
}
