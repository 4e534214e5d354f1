/**
 * The parts of a batch that are neither ids nor dates: texts, lists of ids, the type of enrolment.
 *
 * Source: `reference/lms.md` 3.4.
 */
import type { Batch } from '../domain/batch.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import { invalidValue, isBlank, own, textOf, type Fields } from './wire.js';

export type BatchTexts = Pick<
  Batch,
  'name' | 'description' | 'createdBy' | 'createdFor' | 'mentors'
>;

/** Absent and null are '' or the empty list; mentors named twice are one. */
export function parseBatchTexts(fields: Fields): Result<BatchTexts, Fault> {
  const createdFor = idsOf(fields, 'createdFor');
  if (!createdFor.ok) return createdFor;
  const mentors = idsOf(fields, 'mentors');
  if (!mentors.ok) return mentors;
  const name = textOf(own(fields, 'name'), 'name');
  if (!name.ok) return name;
  const description = textOf(own(fields, 'description'), 'description');
  if (!description.ok) return description;
  const createdBy = textOf(own(fields, 'createdBy'), 'createdBy');
  if (!createdBy.ok) return createdBy;
  return ok({
    name: name.value,
    description: description.value,
    createdBy: createdBy.value,
    createdFor: createdFor.value,
    mentors: [...new Set(mentors.value)],
  });
}

/** `open` or `invite-only`, ignoring case; mandatory. */
export function parseEnrolmentType(value: unknown): Result<string, Fault> {
  if (isBlank(value)) return err(fault('MANDATORY_PARAMETER_MISSING', 'enrollmentType'));
  return typeof value === 'string' && ['open', 'invite-only'].includes(value.toLowerCase())
    ? ok(value)
    : err(invalidValue(value, 'enrollmentType'));
}

/** `participants` were a part of batches once and are refused since. */
export const participantsFault = (fields: Fields): Fault | null =>
  (own(fields, 'participants') ?? null) === null
    ? null
    : fault('INVALID_REQUEST_PARAMETER', 'participants');

/** Upstream's word for a list is another here than elsewhere. */
function idsOf(fields: Fields, name: string): Result<readonly string[], Fault> {
  const value = own(fields, name) ?? [];
  if (!Array.isArray(value)) return err(fault('DATA_TYPE_ERROR', name, 'Arrays'));
  const ids: string[] = [];
  for (const id of value as readonly unknown[]) {
    if (typeof id !== 'string') return err(invalidValue(id, name));
    ids.push(id);
  }
  return ok(ids);
}
