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

/** Reads `{enrollment?:{status}, assessment?:{score}, user?|users?:{..}}`. */
export function parseCriteria(value: unknown): Result<Criteria, Fault> {
  if (!isFields(value)) return err(fault('DATA_TYPE_ERROR', 'template.criteria', 'Map'));
  const status = parseStatus(own(value, 'enrollment') ?? null);
  if (!status.ok) return status;
  const score = parseScore(own(value, 'assessment') ?? null);
  if (!score.ok) return score;
  const user = parseUser(own(value, 'user') ?? own(value, 'users') ?? null);
  if (!user.ok) return user;
  if (status.value === null && score.value === null && user.value === null) {
    return err(fault('INVALID_PROPERTY_ERROR', 'template.criteria'));
  }
  return ok({ enrolmentStatus: status.value, score: score.value, user: user.value });
}

function parseStatus(enrolment: unknown): Result<number | null, Fault> {
  if (enrolment === null) return ok(null);
  if (!isFields(enrolment)) return mistyped('criteria.enrollment');
  const [name, ...others] = Object.keys(enrolment);
  if (name !== 'status' || others.length > 0) {
    return err(fault('INVALID_PROPERTY_ERROR', 'criteria.enrollment'));
  }
  const status = enrolment['status'];
  return status === 0 || status === 1 || status === 2
    ? ok(status)
    : err(invalidValue(status, 'criteria.enrollment.status'));
}

const OPERATORS: Readonly<Record<string, ScoreOperator>> = {
  eq: 'eq',
  EQ: 'eq',
  '=': 'eq',
  ne: 'ne',
  '!=': 'ne',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
};

function parseScore(assessment: unknown): Result<Criteria['score'], Fault> {
  if (assessment === null) return ok(null);
  if (!isFields(assessment)) return mistyped('criteria.assessment');
  const [name, ...others] = Object.keys(assessment);
  if (name !== 'score' || others.length > 0) {
    return err(fault('INVALID_PROPERTY_ERROR', 'criteria.assessment'));
  }
  const score = assessment['score'];
  if (typeof score === 'number') return threshold('eq', score);
  if (!isFields(score)) return err(fault('INVALID_PROPERTY_ERROR', 'Score'));
  const [word] = Object.keys(score);
  const operator = word === undefined ? undefined : own(OPERATORS, word);
  if (word === undefined || operator === undefined) {
    return err(fault('INVALID_PROPERTY_ERROR', 'Score'));
  }
  return threshold(operator as ScoreOperator, score[word]);
}

function threshold(operator: ScoreOperator, value: unknown): Result<Criteria['score'], Fault> {
  return typeof value === 'number' && Number.isFinite(value)
    ? ok({ operator, percent: value })
    : err(invalidValue(value, 'criteria.assessment.score'));
}

function parseUser(user: unknown): Result<Criteria['user'], Fault> {
  if (user === null) return ok(null);
  if (!isFields(user)) return mistyped('criteria.user');
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
