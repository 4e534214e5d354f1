/**
 * Requests to judge or to issue again the certificates of learners, topic
 * `issue.certificate.request`: those that follow from progress and scores, and those of the API.
 *
 * Source: `reference/jobs.md` 1.8, 4.4; `reference/lms.md` 6.3-6.4.
 */
import { createHash } from 'node:crypto';
import type { Send } from '../../domain/effects.js';
import type { BatchId, CourseId, EnrolmentKey, Instant, LearnerId } from '../../domain/ids.js';
import { jobEnvelope, outgoing } from './record.js';
import { stableId } from './stable-id.js';

const ACTOR = 'Course Certificate Generator';
const OBJECT_TYPE = 'CourseCertificateGeneration';

/**
 * A learner completed the course (`attempt` null) or was scored: `attempt` is the id of the latest
 * attempt, '' when several contents have scores. `cause` tells one occasion from another.
 */
export function autoIssueRecord(
  { learner, course, batch }: EnrolmentKey,
  attempt: string | null,
  cause: string,
  at: Instant,
): Send {
  const id = stableId('auto-issue', learner, course, batch, attempt ?? 'completion', cause);
  const edata = {
    userIds: [learner],
    action: 'issue-certificate',
    trigger: 'auto-issue',
    batchId: batch,
    reIssue: false,
    courseId: course,
    ...(attempt === null ? {} : { attemptId: attempt }),
  };
  const object = { id: `${batch}_${course}`, type: OBJECT_TYPE };
  const value = jobEnvelope({ actor: ACTOR, object, edata }, id, at);
  return outgoing('issue.certificate.request', id, value);
}

export interface IssueOrder {
  readonly course: CourseId;
  readonly batch: BatchId;
  /** Left out of the record when there are none. */
  readonly learners: readonly LearnerId[];
  readonly reIssue: boolean;
}

/** The request that the API makes; the key is the batch and the object's id a hash. */
export function issueOrderRecord(order: IssueOrder, at: Instant): Send {
  const { course, batch, learners, reIssue } = order;
  const id = stableId('issue-order', course, batch, String(reIssue), at, ...learners);
  const edata = {
    ...(learners.length === 0 ? {} : { userIds: learners }),
    batchId: batch,
    courseId: course,
    action: 'issue-certificate',
    ...(reIssue ? { reIssue: true } : {}),
  };
  const hash = createHash('sha256').update(`${batch}_${course}`).digest('hex');
  const object = { id: hash, type: OBJECT_TYPE };
  const value = jobEnvelope({ actor: ACTOR, object, edata }, id, at);
  return outgoing('issue.certificate.request', id, value, batch);
}
