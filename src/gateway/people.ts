/**
 * Whether the organisations and mentors that a batch names exist and belong together. Asks whoever
 * knows users and organisations; an installation without such a service does not check (design 9).
 *
 * Source: `reference/lms.md` 3.4 (rules of the actor).
 */
import type { Batch } from '../domain/batch.js';
import type { Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';

/** An outside service of users and organisations; failures are for a sentence in the log. */
export interface People {
  /** The root organisation of a user, '' = none; `null` = the user is unknown or deleted. */
  rootOrganisation(user: string): Promise<Result<string | null, Unanswered>>;
  organisationExists(organisation: string): Promise<Result<boolean, Unanswered>>;
}

interface Unanswered {
  readonly detail: string;
}

type Named = Pick<Batch, 'createdBy' | 'createdFor' | 'mentors'>;

/** What is wrong with the people of a batch; `null` = nothing. */
export async function faultOfPeople(batch: Named, people: People): Promise<Fault | null> {
  for (const organisation of batch.createdFor) {
    const exists = await people.organisationExists(organisation);
    if (!exists.ok) return UNANSWERED;
    if (!exists.value) return fault('INVALID_ORG_ID');
  }
  return batch.mentors.length === 0 ? null : faultOfMentors(batch, people);
}

/** Every mentor exists and shares the creator's root organisation. */
async function faultOfMentors(
  { createdBy, mentors }: Named,
  people: People,
): Promise<Fault | null> {
  const wanted = await people.rootOrganisation(createdBy);
  if (!wanted.ok) return UNANSWERED;
  for (const mentor of mentors) {
    const root = await people.rootOrganisation(mentor);
    if (!root.ok) return UNANSWERED;
    if (root.value === null) return fault('INVALID_USER_ID');
    if (root.value === '' || root.value !== wanted.value) {
      return fault('USER_NOT_ASSOCIATED_TO_ROOT_ORG', mentor);
    }
  }
  return null;
}

const UNANSWERED = fault('SERVICE_UNAVAILABLE', 'The user service did not answer.');
