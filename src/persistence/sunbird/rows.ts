/**
 * The rows of Sunbird's tables as plain records under Sunbird's column names: what a projection
 * writes (`project.ts`) and what an existing installation holds (`adopt.ts`).
 *
 * - W1 A column that a written row does not name keeps its value. No column is ever unset, since
 *   the state behind it only grows.
 * - W2 Timestamps are written as milliseconds. They are read in any form that a driver, an export
 *   or an older release gave them (`cell.ts`).
 *
 * Source: `reference/jobs.md` 0.5 and 4.5, `reference/lms.md` 5.1.
 */
import type { Day } from '../../domain/batch.js';
import type { EnrolmentKey, Instant } from '../../domain/ids.js';

/** `user_content_consumption`. */
export interface ConsumptionRow {
  readonly userid: string;
  readonly courseid: string;
  readonly batchid: string;
  readonly contentid: string;
  readonly status?: number;
  readonly progress?: number;
  readonly viewcount?: number;
  readonly completedcount?: number;
  readonly last_access_time?: Instant;
  readonly last_completed_time?: Instant;
  readonly last_updated_time?: Instant;
  /** JSON text. */
  readonly progressdetails?: string;
  readonly completionpercentage?: number;
  readonly datetime?: Instant;
  /** The text twins of the three times, from before they were timestamps; read only. */
  readonly lastaccesstime?: string;
  readonly lastcompletedtime?: string;
  readonly lastupdatedtime?: string;
}

/** `user_enrolments`. */
export interface EnrolmentRow {
  readonly userid: string;
  readonly courseid: string;
  readonly batchid: string;
  readonly active?: boolean;
  readonly addedby?: string;
  readonly enrolled_date?: Instant;
  readonly status?: number;
  /** Required contents completed; a count, no percentage. */
  readonly progress?: number;
  readonly contentstatus?: Readonly<Record<string, number>>;
  readonly completedon?: Instant;
  readonly datetime?: Instant;
  readonly lastreadcontentid?: string;
  readonly lastreadcontentstatus?: number;
  readonly lastcontentaccesstime?: Instant;
  readonly issued_certificates?: readonly IssuedCertificate[];
  readonly completionpercentage?: number;
  readonly certstatus?: number;
  /** Certificates from before `issued_certificates`; read by others only. */
  readonly certificates?: readonly IssuedCertificate[];
  /** The text twin of `enrolled_date`; read only. */
  readonly enrolleddate?: string;
}

/** An entry of `issued_certificates`, a map of texts. */
export type IssuedCertificate = Readonly<Record<string, string>>;

/**
 * `user_activity_agg`. Maps are merged into what is stored, key by key; the list replaces it.
 */
export interface ActivityRow {
  /** `Course`, of courses and units alike (Q6). */
  readonly activity_type: string;
  readonly activity_id: string;
  readonly user_id: string;
  /** `cb:<batchId>`. */
  readonly context_id: string;
  readonly aggregates?: Readonly<Record<string, number>>;
  readonly agg_last_updated?: Readonly<Record<string, Instant>>;
  /** One JSON text an attempt, then one a certificate. */
  readonly agg_details?: readonly string[];
  /** What `aggregates` replaced; read only. */
  readonly agg?: Readonly<Record<string, number>>;
}

/** `assessment_aggregator`. */
export interface AssessmentRow {
  readonly course_id: string;
  readonly batch_id: string;
  readonly user_id: string;
  readonly content_id: string;
  readonly attempt_id: string;
  readonly last_attempted_on: Instant;
  readonly total_score: number;
  readonly total_max_score: number;
  readonly grand_total: string;
  readonly question?: readonly Question[];
  readonly created_on?: Instant;
  readonly updated_on: Instant;
}

/** The type `question`. */
export interface Question {
  readonly id: string;
  readonly assess_ts: Instant;
  readonly max_score: number;
  readonly score: number;
  readonly type: string | null;
  readonly title: string;
  readonly resvalues: readonly Readonly<Record<string, string>>[];
  readonly params: readonly Readonly<Record<string, string>>[];
  readonly description: string;
  /** Seconds. */
  readonly duration: number;
}

/** Rows to be written, by table. */
export interface RowChanges {
  readonly user_content_consumption: readonly ConsumptionRow[];
  /** At most one. */
  readonly user_enrolments: readonly EnrolmentRow[];
  readonly user_activity_agg: readonly ActivityRow[];
  readonly assessment_aggregator: readonly AssessmentRow[];
}

/** `course_batch`. */
export interface CourseBatchRow {
  readonly courseid: string;
  readonly batchid: string;
  readonly name?: string;
  readonly description?: string;
  readonly enrollmenttype?: string;
  readonly status?: number;
  readonly createdby?: string;
  readonly createdfor?: readonly string[];
  readonly mentors?: readonly string[];
  readonly tandc?: boolean;
  readonly start_date?: Instant;
  readonly end_date?: Instant;
  readonly enrollment_enddate?: Instant;
  readonly created_date?: Instant;
  readonly updated_date?: Instant;
  /** The text twins of the five dates; read only. */
  readonly startdate?: string;
  readonly enddate?: string;
  readonly enrollmentenddate?: string;
  readonly createddate?: string;
  readonly updateddate?: string;
  /** By template id; objects and lists as JSON text. */
  readonly cert_templates?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A row as it is stored somewhere: nothing is known of its cells. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** The installation's time zone, as far as rows need it. */
export interface RowZone {
  dayOf(at: Instant): Day;
  /** `yyyy-MM-dd HH:mm:ss:SSSZ`. */
  format(at: Instant): string;
}

/** `activity_type` of every row (Q6). */
export const ACTIVITY_TYPE = 'Course';

const CONTEXT_PREFIX = 'cb:';

/** `context_id` of a batch. */
export const contextOf = (batch: string): string => `${CONTEXT_PREFIX}${batch}`;

/** The batch of a `context_id`; `null` when it names none. */
export const batchOfContext = (context: string): string | null =>
  context.startsWith(CONTEXT_PREFIX) ? context.slice(CONTEXT_PREFIX.length) : null;

/** The key columns that consumption and enrolment rows share. */
export const keyColumns = (
  key: EnrolmentKey,
): Pick<EnrolmentRow, 'userid' | 'courseid' | 'batchid'> => ({
  userid: key.learner,
  courseid: key.course,
  batchid: key.batch,
});
