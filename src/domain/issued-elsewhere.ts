/**
 * Certificates that another system issued and that were read in with an enrolment: what their list
 * tells of them, as facts, so that they are found by their number like all others.
 */
import type { CertificateFacts } from './certificate.js';
import { LISTED_ELSEWHERE, type Generation } from './generation.js';
import { NEVER, type EnrolmentKey } from './ids.js';
import type { IssuedEntry } from './issued-list.js';

/** Whether an enrolment's certificate came with its rows and was not decided here. */
export const isReadIn = ({ listing }: Generation): boolean =>
  listing === LISTED_ELSEWHERE || 'identifier' in (JSON.parse(listing) as IssuedEntry);

/** Names of learner, course and batch are not in the list: whoever shows facts looks them up. */
export function factsOfListed(key: EnrolmentKey, generation: Generation): CertificateFacts {
  const columns =
    generation.listing === LISTED_ELSEWHERE ? {} : (JSON.parse(generation.listing) as IssuedEntry);
  return {
    certificate: generation.id,
    replaces: generation.replaces,
    ...key,
    recipientName: '',
    courseName: '',
    batchName: '',
    template: generation.template,
    templateName: generation.name,
    templateHash: '',
    issuer: { name: '', url: '' },
    completedAt: NEVER,
    issuedAt: generation.issuedAt,
    scorePercent: null,
    accessCode: columns['token'] ?? '',
    verifyUrl: '',
    timeZone: 'UTC',
    issuedElsewhere: true,
  };
}
