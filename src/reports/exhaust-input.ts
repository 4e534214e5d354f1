/**
 * Everything that a report is written from. The composition root fills it; the sheets of the
 * datasets take from it what they need.
 */
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { Instant } from '../domain/ids.js';
import type { OnRows, ReportFault, ReportOrder } from '../engine.js';
import type { CourseInfo, UserStore } from '../persistence/ports.js';

export interface ExhaustInput extends Pick<
  ReportOrder,
  'dataset' | 'requesterOrg' | 'options' | 'assessment'
> {
  /** The batch's states, each call from the start. */
  readonly states: () => AsyncIterable<EnrolmentState>;
  /** When the scan began. */
  readonly asOf: Instant;
  /** Whether the scan shows that moment, or everything that was durable then and maybe more. */
  readonly moment: Moment;
  readonly tree: CourseTree;
  readonly course: CourseInfo;
  readonly batch: Batch;
  readonly users: Pick<UserStore, 'users'>;
  /** IANA name; the printed dates are days of this zone. */
  readonly timeZone: string;
  /** Absolute path of the CSV; the sidecar is `<path>.json`. */
  readonly path: string;
  readonly onRows: OnRows;
}

/** What a scan of a batch promises. */
export type Moment = 'one-moment' | 'at-least';

/** Why a report is not written. */
export type ReportError = Exclude<ReportFault, { readonly kind: 'busy' | 'stopping' }>;
