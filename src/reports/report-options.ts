/**
 * What a report may show beyond Sunbird's columns, on request, so that a reader who asks for
 * nothing gets Sunbird's header; and what a report tells of the role that its scores come from.
 */

/** Columns on request; a dataset passes over those that it does not know. */
export interface ReportOptions {
  /** Progress: one column for each unit of the first level. */
  readonly unitProgress: boolean;
  /** Progress: number of attempts at each scored content. */
  readonly attempts: boolean;
  /** Progress: day of the last observed work. */
  readonly lastActivity: boolean;
  /** User info: whether the account is active, as the last column. */
  readonly status: boolean;
}

/** Sunbird's columns only. */
export const NO_OPTIONS: ReportOptions = {
  unitProgress: false,
  attempts: false,
  lastActivity: false,
  status: false,
};

/** Whether attempts at assessments are taken in here, and how far behind that is. */
export interface AssessmentLag {
  readonly role: 'on' | 'off';
  /** Milliseconds since the oldest record that is not in a durable snapshot; 0 = none. */
  readonly lagMs: number;
}
