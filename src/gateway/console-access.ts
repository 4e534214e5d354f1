/**
 * What each kind of reader may see and do in the console. Pure; `http/auth.ts` finds out who asks,
 * and the routes apply this to what they answer.
 *
 * - C1 A mentor sees the batches that they created or mentor, their courses and learners, and of
 *   such a learner what belongs to these batches. Whether there is anything else is not told of
 *   learners.
 * - C2 A mentor sees nothing that is counted over the whole installation.
 * - C3 What other routes do is theirs to allow: certificates are revoked by a system role only, and
 *   reports need a role and the caller's own channel.
 */
import type { Batch } from '../domain/batch.js';
import type { CourseId, LearnerId } from '../domain/ids.js';
import type { Caller } from './caller.js';
import type { ConsoleAction } from './console-reader.js';
import { fault, type Fault } from './fault.js';
import { faultOfReportCaller } from './report-access.js';

/** Realm role that may use administrative routes. */
export const SYSTEM_ROLE = 'SYSTEM_ADMINISTRATION';

export type Reader =
  { readonly kind: 'system' } | { readonly kind: 'mentor'; readonly user: LearnerId };

/**
 * Which routes of the console a reader finds open: `mentor` = both kinds, each their part;
 * `operator` = the system role alone.
 */
export type ConsoleAccess = 'mentor' | 'operator';

const SYSTEM: Reader = { kind: 'system' };

/** What a caller is in the console; `null` = nobody who reads here. */
export function readerOf(caller: Caller, mentorRoles: readonly string[]): Reader | null {
  if (caller.system) return SYSTEM;
  const { requestedBy: user, roles } = caller;
  if (user === null || !roles.some((role) => mentorRoles.includes(role))) return null;
  return { kind: 'mentor', user };
}

/** What keeps a caller from a route of the console; `null` = nothing. */
export function faultOfReader(
  access: ConsoleAccess,
  caller: Caller,
  mentorRoles: readonly string[],
): Fault | null {
  const reader = readerOf(caller, mentorRoles);
  if (reader?.kind === 'system' || (reader !== null && access === 'mentor')) return null;
  const needed = neededRoles(access === 'mentor' ? mentorRoles : []);
  return fault('CONSOLE_ROLE_MISSING', needed.join(' or '));
}

/** Roles of which one is enough to read the console, or the part of it for system roles. */
export const neededRoles = (mentorRoles: readonly string[]): readonly string[] => [
  SYSTEM_ROLE,
  ...mentorRoles,
];

/** C1. */
export const isOwnBatch = (
  reader: Reader,
  { createdBy, mentors }: Pick<Batch, 'createdBy' | 'mentors'>,
): boolean =>
  reader.kind === 'system' || createdBy === reader.user || mentors.includes(reader.user);

/** What keeps a reader from a batch; `null` = nothing. */
export const faultOfBatch = (
  reader: Reader,
  batch: Pick<Batch, 'batch' | 'createdBy' | 'mentors'>,
): Fault | null => (isOwnBatch(reader, batch) ? null : fault('BATCH_NOT_YOURS', batch.batch));

/** What keeps a reader from a course, of which they see these batches; `null` = nothing. */
export const faultOfCourse = (
  reader: Reader,
  course: CourseId,
  own: readonly Batch[],
): Fault | null =>
  reader.kind === 'system' || own.length > 0 ? null : fault('COURSE_NOT_YOURS', course);

/** C2, C3; `channel` is the caller's own root organisation, '' = not known. */
export function permittedActions(
  reader: Reader,
  caller: Caller,
  channel: string,
): readonly ConsoleAction[] {
  if (reader.kind === 'system') return EVERYTHING;
  const reports = faultOfReportCaller('submit', caller, channel, channel) === null;
  return reports ? ['certificates.reissue', 'reports'] : ['certificates.reissue'];
}

const EVERYTHING: readonly ConsoleAction[] = [
  ...(['installation', 'dead-letters', 'settings', 'reports'] as const),
  ...(['certificates.reissue', 'certificates.revoke', 'certificates.many', 'courses'] as const),
];
