/**
 * An explanation as a reader gets it: the facts of `domain/explain.ts`, and one sentence for each
 * thing that is in the way.
 */
import type { Obstacle } from '../domain/certificate.js';
import type { CertificateExplanation, Explanation } from '../domain/explain.js';
import { NEVER } from '../domain/ids.js';
import { assertNever } from '../domain/result.js';
import type { Zone } from './zone.js';

/** `result` of the explain route; times are printed in the zone, `null` = never. */
export function explanationView(explanation: Explanation, zone: Zone): Record<string, unknown> {
  return {
    ...explanation,
    completedAt: explanation.completedAt === NEVER ? null : zone.format(explanation.completedAt),
    why: [
      ...courseSentences(explanation),
      ...explanation.certificates.flatMap((certificate) =>
        certificateSentences(certificate).map(
          (text) => `Certificate "${certificate.name}": ${text}`,
        ),
      ),
    ],
  };
}

function courseSentences({
  enrolled,
  active,
  courseKnown,
  missing,
  progress,
}: Explanation): string[] {
  if (!enrolled) return ['The learner has never enrolled; work so far will count on enrolling.'];
  const sentences: string[] = [];
  if (!active) sentences.push('The learner has left the batch.');
  if (!courseKnown) sentences.push('The course has not been published here.');
  if (progress.status !== 2 && missing.length > 0) {
    const count = `${String(missing.length)} of ${String(progress.required)}`;
    sentences.push(`Not complete: ${count} required contents are missing: ${missing.join(', ')}.`);
  }
  return sentences;
}

function certificateSentences({ standing, obstacles }: CertificateExplanation): string[] {
  if (standing === 'being-rendered') return ['its document is being drawn.'];
  if (standing === 'revoked') return ['it was revoked; issuing again makes a new one.'];
  return obstacles.map(sentence);
}

function sentence(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'not-enrolled':
      return 'the learner is not enrolled.';
    case 'enrolment-inactive':
      return 'the learner has left the batch.';
    case 'status':
      return `status ${String(obstacle.wanted)} is asked for, it is ${String(obstacle.is)}.`;
    case 'score':
      return `a score of ${obstacle.wanted} % is asked for, it is ${String(obstacle.isPercent)} %.`;
    case 'user-unknown':
      return 'the user cache does not know the learner; it waits until it does.';
    case 'user-field':
      return `the user's ${obstacle.field} must be ${obstacle.wanted}.`;
    case 'name-unknown':
      return "the learner's name is not known; it waits until it is.";
    case 'template':
      return `the template lacks ${obstacle.parameter}.`;
    default:
      return assertNever(obstacle);
  }
}
