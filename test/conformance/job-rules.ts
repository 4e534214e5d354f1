/**
 * The deviations from Sunbird's stream jobs. Each rule recognises the differences that its decision
 * makes, and only where upstream's own result is what is expected.
 *
 * Source: design decisions on the quirks of `reference/jobs.md` 0.6.
 */
import { AGGREGATION_RULES } from './aggregation-rules.js';
import { CERTIFICATE_RULES } from './certificate-rules.js';
import { ENROLMENT_RULES } from './enrolment-rules.js';
import type { Difference } from './difference.js';
import { at, cellOf, expectsNoChange, extraEvent, type JobContext } from './job-context.js';
import { isFields } from './fields.js';

export type { JobContext } from './job-context.js';

export interface JobRule {
  readonly number: number;
  readonly reason: string;
  explains(difference: Difference, context: JobContext): boolean;
}

const EQUAL_TIMES: JobRule = {
  number: 6,
  reason:
    'Of two payloads of one attempt with equal time the greater by a fixed order stays, ' +
    'whichever came first: upstream keeps the first, so that the order of arrival decides.',
  explains: (difference, context) => {
    const repeated = attemptsOfEqualTime(context);
    const cell = cellOf(difference);
    if (cell?.table === 'assessment_aggregator') {
      return repeated.some(({ key }) => key === cell.key) && expectsNoChange(difference, context);
    }
    if (cell?.table === 'user_activity_agg') {
      return repeated.some(({ row }) => row === cell.key) && expectsNoChange(difference, context);
    }
    const event = extraEvent(difference, 'issue.certificate.request');
    return event !== null && repeated.some(({ object }) => at(event, OBJECT_ID) === object);
  },
};

const BLOCKED_USER: JobRule = {
  number: 12,
  reason:
    'The cache entry of a blocked user is left as it was: upstream strips its location and ' +
    'framework fields although nothing new is known.',
  explains: ({ path: [kind, users, hash = '', field = ''], expected, actual }, { given }) => {
    if (kind !== 'redis' || users !== 'users' || !isBlocked(hash, given.stubs)) return false;
    const before = given.redis.users?.[hash]?.[field];
    if (actual !== before) return false;
    if (expected === undefined) return /^framework_/.test(field) || STRIPPED.includes(field);
    const keys = [given.config['user.self.signin.key'], given.config['user.valid.key']];
    if (field === 'usersignintype') return keys.includes(expected);
    return field === 'userlogintype' && rolesIn(given.input).includes(expected);
  },
};

const USER_STATUS: JobRule = {
  number: 13,
  reason: "A user's status is written as an integer (`1`, not `1.0`) and read in either form.",
  explains: ({ path: [kind, users, , field], expected, actual }) =>
    kind === 'redis' &&
    users === 'users' &&
    field === 'status' &&
    typeof actual === 'string' &&
    /^\d+$/.test(actual) &&
    expected === `${actual}.0`,
};

const GONE_RELATIONS: JobRule = {
  number: 14,
  reason:
    'A relation set that has lost its last member is deleted on publish: upstream leaves the old ' +
    'members standing.',
  explains: ({ path: [kind, relations, key = ''], expected, actual }, { given, observed }) =>
    kind === 'redis' &&
    relations === 'relations' &&
    actual === undefined &&
    observed.relations[key] === undefined &&
    (given.redis.relations?.[key] ?? []).includes(String(expected)),
};

export const JOB_RULES: readonly JobRule[] = [
  ...AGGREGATION_RULES,
  EQUAL_TIMES,
  ...CERTIFICATE_RULES,
  BLOCKED_USER,
  USER_STATUS,
  GONE_RELATIONS,
  ...ENROLMENT_RULES,
];

const OBJECT_ID = ['object', 'id'];
const STRIPPED = ['state', 'district', 'block', 'cluster', 'schoolname', 'schooludisecode'];

/** Inputs whose attempt is stored with the very same time. */
function attemptsOfEqualTime({ given }: JobContext) {
  return given.input.flatMap(({ topic, value }) => {
    if (topic !== 'telemetry.assess' || !isFields(value)) return [];
    const { courseId, batchId, userId, contentId, attemptId, assessmentTs } = value;
    const key = [courseId, batchId, userId, contentId, attemptId].map(String).join('/');
    const stored = given.tables['assessment_aggregator']?.some(
      (row) =>
        [row['course_id'], row['batch_id'], row['user_id'], row['content_id'], row['attempt_id']]
          .map(String)
          .join('/') === key && row['last_attempted_on'] === assessmentTs,
    );
    if (stored !== true) return [];
    const row = ['Course', courseId, userId, `cb:${String(batchId)}`].map(String).join('/');
    return [{ key, row, object: `${String(batchId)}_${String(courseId)}` }];
  });
}

function isBlocked(hash: string, stubs: JobContext['given']['stubs']): boolean {
  const user = hash.replace(/^user:/, '');
  return stubs.some(
    ({ path, body }) =>
      path.replace(/\?.*$/s, '').endsWith(`/${user}`) &&
      at(body, ['params', 'err']) === 'UOS_USRRED0006',
  );
}

function rolesIn(input: JobContext['given']['input']): unknown[] {
  return input
    .flatMap(({ value }) => [at(value, ['context', 'cdata']) ?? []].flat())
    .map((entry) => at(entry, ['id']));
}
