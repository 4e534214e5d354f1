/**
 * The record by which others hear of an event of a durable state.
 *
 * - T1 The same event of the same state gives a record with the same id. What is told again after
 *   the state changed, e.g. another score of one attempt, has an id of its own.
 *
 * Source: `reference/jobs.md` 1.8, 1.10, 3.6, 4.4.
 */
import { attemptKey } from '../../domain/attempt.js';
import { attemptOfSubject, type Send, type Tell } from '../../domain/effects.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { listedAs } from '../../domain/generation.js';
import { compareText, type Instant } from '../../domain/ids.js';
import { certificateIssuedAudit, contentAudit, enrolmentCompleteAudit } from './audit.js';
import { autoIssueRecord } from './issue-record.js';

/** `null`: the event is told by other means than a topic. `at` is the record's own time. */
export function recordOfTell(tell: Tell, state: EnrolmentState, at: Instant): Send | null {
  const { key, subject } = tell;
  switch (tell.event) {
    case 'content-start':
      return contentAudit(key, subject, 'start', at);
    case 'content-complete':
      return contentAudit(key, subject, 'complete', at);
    case 'course-complete':
      return enrolmentCompleteAudit(key, at);
    case 'certificate-request': {
      const attempt = attemptOfSubject(subject);
      return autoIssueRecord(key, attempt, attempt === null ? '' : scoresOf(state), at);
    }
    case 'certificate-issued':
      return certificateIssuedAudit(key, identifierOf(state, subject), at);
    case 'certificate-notify':
    case 'certificate-feed':
      return null;
  }
}

/** T1: what is known of the learner's attempts. */
const scoresOf = ({ attempts }: EnrolmentState): string =>
  JSON.stringify(
    [...attempts.values()]
      .map((a) => [attemptKey(a), a.attemptedAt, a.payloadHash].join(' '))
      .sort(compareText),
  );

function identifierOf({ generations }: EnrolmentState, certificate: string): string {
  const generation = generations.get(certificate);
  return generation === undefined ? certificate : listedAs(generation);
}
