/**
 * Reads requests to issue the certificates of a batch, or to issue again what was issued, and says
 * what follows. Pure: the batch and its participants are handed in.
 *
 * - I1 Which templates a learner earns is judged later, from durable state; here nobody is refused
 *   for not being enrolled, as upstream.
 *
 * Source: `reference/lms.md` 4.5, 6.3.
 */
import type { Batch } from '../domain/batch.js';
import type { Certify } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { parseLearnerId, type LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { linkedBatch } from './batch-link.js';
import { fault, type Fault } from './fault.js';
import { namedBatch, type NamedBatch } from './named-batch.js';
import { idOf, listOf, localUserId, own, requestOf } from './wire.js';

/** Most users that one request may name. */
export const ISSUE_USERS_COUNT_MAX = 10_000;

export interface CertificateOrder extends NamedBatch {
  /** Empty = every participant of the batch. */
  readonly learners: readonly LearnerId[];
  readonly reIssue: boolean;
}

/** Reads `{request:{courseId|collectionId, batchId, userIds?}}` and `?reIssue=true`. */
export function parseCertificateOrder(
  body: unknown,
  reIssue: unknown,
): Result<CertificateOrder, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  const named = namedBatch(fields);
  if (!named.ok) return named;
  const learners = parseLearners(own(fields, 'userIds'));
  if (!learners.ok) return learners;
  return ok({
    ...named.value,
    learners: learners.value,
    reIssue: typeof reIssue === 'string' && reIssue.toLowerCase() === 'true',
  });
}

/** The batch of an order, if it is one of the course and has templates. */
export function orderedBatch(
  { course, batch: id }: CertificateOrder,
  stored: Batch | null,
): Result<Batch, Fault> {
  const batch = linkedBatch(course, stored);
  if (!batch.ok || Object.keys(batch.value.templates).length > 0) return batch;
  return err(fault('CLIENT_ERROR', `No certificate templates associated with ${id}`));
}

/** Judges one learner again; `request` names an order to issue again, '' = only what is missing. */
export const certifyEffect = (
  { course, batch }: CertificateOrder,
  learner: LearnerId,
  request: string,
): Certify => ({ kind: 'certify', key: { learner, course, batch }, request });

/** Who is judged when an order names nobody. */
export const isJudged = ({ membership }: EnrolmentState): boolean => membership?.active === true;

/** `result` of the answer, which holds another `result`. */
export const orderAnswer = ({ course, batch }: CertificateOrder): Record<string, unknown> => ({
  result: {
    status: `Certificates issue action for Course Batch Id ${batch} submitted Successfully!`,
    batchId: batch,
    courseId: course,
    collectionId: course,
  },
});

function parseLearners(value: unknown): Result<readonly LearnerId[], Fault> {
  const list = listOf(value, 'userIds');
  if (!list.ok) return list;
  if (list.value.length > ISSUE_USERS_COUNT_MAX) {
    const limit = `${String(ISSUE_USERS_COUNT_MAX)} users`;
    return err(fault('LIMIT_EXCEEDED', 'userIds', limit, String(list.value.length)));
  }
  const learners = new Set<LearnerId>();
  for (const [i, id] of list.value.entries()) {
    const local = typeof id === 'string' ? localUserId(id) : id;
    const learner = idOf(local, `userIds[${String(i)}]`, parseLearnerId);
    if (!learner.ok) return learner;
    learners.add(learner.value);
  }
  return ok([...learners]);
}
