/**
 * Which learners a report shows to the organisation that asks for it.
 *
 * - U1 The owner of the course, and the installation itself, see every learner; a learner whom the
 *   user cache does not know is among them, with empty cells.
 * - U2 Another organisation sees only its own learners; one whose organisation is unknown is left
 *   out and counted.
 *
 * Source: `reference/exhausts.md` 1.7 (org filter), design 8 (learners without a profile).
 */
import type { UserEntry } from '../domain/certificate.js';
import type { CourseInfo } from '../persistence/ports.js';

/** `row` = shown, `hidden` = of another organisation, `left-out` = organisation unknown (U2). */
export type Showing = 'row' | 'hidden' | 'left-out';

/** Whether every learner of the batch is shown (U1). `requesterOrg` '' = the installation. */
export const seesEveryone = (requesterOrg: string, course: Pick<CourseInfo, 'channel'>): boolean =>
  requesterOrg === '' || requesterOrg === course.channel;

/** How one learner appears in a report for another organisation than the owner (U2). */
export function showingTo(requesterOrg: string, user: UserEntry | null): Showing {
  const org = user?.['rootorgid'] ?? '';
  if (org === '') return 'left-out';
  return org === requesterOrg ? 'row' : 'hidden';
}
