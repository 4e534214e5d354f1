/**
 * Jobs about one enrolment, keyed by the learner: contents were updated, the enrolment is to be
 * derived again, the course was completed.
 *
 * Source: `reference/lms.md` 6.1-6.2; design 8 (`course-completed`).
 */
import type { ContentStatus } from '../../domain/content.js';
import type { Send } from '../../domain/effects.js';
import type { ContentId, EnrolmentKey, Instant } from '../../domain/ids.js';
import { jobEnvelope, outgoing, type OutputTopic } from './record.js';
import { stableId } from './stable-id.js';

export interface UpdatedContent {
  readonly content: ContentId;
  /** After joining what was known with what was sent. */
  readonly status: ContentStatus;
}

/** One for each learner and batch of a state update; every item, in order, duplicates included. */
export function enrolmentUpdateRecord(
  key: EnrolmentKey,
  updated: readonly UpdatedContent[],
  at: Instant,
): Send {
  const contents = updated.map(({ content, status }) => ({ contentId: content, status }));
  const action = 'batch-enrolment-update';
  return enrolmentJob('coursebatch.job.request', key, { action, contents }, at);
}

export const enrolmentSyncRecord = (key: EnrolmentKey, at: Instant): Send =>
  enrolmentJob('batch.enrolment.sync.request', key, { action: 'user-enrolment-sync' }, at);

/** Our own; upstream's jobs ignore the action. `completedAt` names the occasion. */
export const courseCompletedRecord = (
  key: EnrolmentKey,
  completedAt: Instant,
  at: Instant,
): Send => {
  const edata = { action: 'course-completed', completedOn: completedAt };
  return enrolmentJob('coursebatch.job.request', key, edata, at, completedAt);
};

function enrolmentJob(
  topic: OutputTopic,
  key: EnrolmentKey,
  said: Readonly<Record<string, unknown>>,
  at: Instant,
  occasion: Instant = at,
): Send {
  const { learner, course, batch } = key;
  const id = stableId(topic, learner, course, batch, JSON.stringify(said), occasion);
  const object = { id: `${batch}_${learner}`, type: 'CourseBatchEnrolment' };
  const edata = { ...said, batchId: batch, userId: learner, courseId: course };
  const value = jobEnvelope({ actor: 'Course Batch Updater', object, edata }, id, at);
  return outgoing(topic, id, value, learner);
}
