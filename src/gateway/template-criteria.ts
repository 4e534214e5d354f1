/**
 * Reads the criteria under which a certificate is earned: enrolment status, score, user fields.
 *
 * - C1 At least one of `enrollment` and `assessment` is asked for, or a `user` part alone (Q7).
 * - C2 A bare number as score means equality (Q8); decimal thresholds are taken.
 *
 * Source: `reference/lms.md` 3.6, `reference/jobs.md` 2.2-2.3.
 */
import { err, ok, type Result } from '../domain/result.js';
import type { Criteria, ScoreOperator } from '../domain/template.js';
import { fault, type Fault } from './fault.js';
import { invalidValue, isBlank, isFields, own, type Fields } from './wire.js';

/** Reads `{enrollment?:{status}, assessment?:{score}, user?|users?:{..}}`, in upstream's order. */
export function parseCriteria(value: unknown): Result<Criteria, Fault> {
  if (!isFields(value)) return mistyped('criteria');
  const enrolment = own(value, 'enrollment') ?? null;
  const assessment = own(value, 'assessment') ?? null;
  const users = own(value, 'user') ?? own(value, 'users') ?? null;
  if (enrolment === null && assessment === null && users === null) {
    return err(fault('MANDATORY_PARAMETER_MISSING', 'Enrollment or Status'));
  }
  const status = parseStatus(enrolment);
  if (!status.ok) return status;
  const score = parseScore(assessment);
  if (!score.ok) return score;
  const user = parseUser(users);
  if (!user.ok) return user;
  return ok({ enrolmentStatus: status.value, score: score.value, user: user.value });
}

function parseStatus(enrolment: unknown): Result<number | null, Fault> {
  if (enrolment === null) return ok(null);
  const status = onlyField(enrolment, 'enrollment', 'status', 'Enrollment');
  if (!status.ok) return status;
  const known = STATUSES.get(status.value);
  return known === undefined
    ? err(invalidValue(status.value, 'criteria.enrollment.status'))
    : ok(known);
}

/** Upstream's documentation shows the status as text. */
const STATUSES: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  [0, 0],
  [1, 1],
  [2, 2],
  ['0', 0],
  ['1', 1],
  ['2', 2],
]);

/** The one field that a part of the criteria must have, and has alone. */
function onlyField(
  part: unknown,
  partName: string,
  name: string,
  title: string,
): Result<unknown, Fault> {
  if (!isFields(part)) return mistyped(partName);
  if (!Object.hasOwn(part, name)) return err(fault('MANDATORY_PARAMETER_MISSING', name));
  return Object.keys(part).length > 1
    ? err(fault('INVALID_PROPERTY_ERROR', title))
    : ok(own(part, name));
}

const OPERATORS: ReadonlyMap<string, ScoreOperator> = new Map([
  ['eq', 'eq'],
  ['EQ', 'eq'],
  ['=', 'eq'],
  ['ne', 'ne'],
  ['!=', 'ne'],
  ['<', '<'],
  ['>', '>'],
  ['<=', '<='],
  ['>=', '>='],
]);

function parseScore(assessment: unknown): Result<Criteria['score'], Fault> {
  if (assessment === null) return ok(null);
  const read = onlyField(assessment, 'assessment', 'score', 'Assessment');
  if (!read.ok) return read;
  const score = read.value;
  if (typeof score === 'number') return threshold('eq', score);
  if (!isFields(score)) return mistyped('score');
  const [word] = Object.keys(score);
  const operator = word === undefined ? undefined : OPERATORS.get(word);
  if (word === undefined || operator === undefined) {
    return err(fault('INVALID_PROPERTY_ERROR', 'Score'));
  }
  return threshold(operator, own(score, word));
}

function threshold(operator: ScoreOperator, value: unknown): Result<Criteria['score'], Fault> {
  return typeof value === 'number' && Number.isFinite(value)
    ? ok({ operator, percent: value })
    : err(invalidValue(value, 'criteria.assessment.score'));
}

function parseUser(user: unknown): Result<Criteria['user'], Fault> {
  if (user === null) return ok(null);
  if (!isFields(user)) return mistyped('user');
  if (isBlank(own(user, 'rootOrgId'))) {
    return err(fault('MANDATORY_PARAMETER_MISSING', 'criteria.user.rootOrgId'));
  }
  const wrong = Object.entries(user).find(([, wanted]) => typeof wanted !== 'string');
  if (wrong !== undefined) return err(invalidValue(wrong[1], `criteria.user.${wrong[0]}`));
  return ok(wantedFields(user));
}

const wantedFields = (user: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(user).map(([field, wanted]) => [field, String(wanted)]));

const mistyped = (part: string): Result<never, Fault> => err(fault('DATA_TYPE_ERROR', part, 'Map'));
