/**
 * Progress of a group's members in one course, as `user_activity_agg` shows it. Who belongs to a
 * group is known to the group service; where none is configured, the request itself names the
 * members: `userIds` (a list of ids) or `members` (objects with a `userId`, echoed). Without either
 * it is refused rather than answered with nobody.
 *
 * Source: `reference/lms.md` 4.1.
 */
import { bestScores } from '../domain/attempt.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import {
  parseCourseId,
  parseLearnerId,
  type CourseId,
  type Instant,
  type LearnerId,
} from '../domain/ids.js';
import { countCompleted } from '../domain/progress.js';
import type { CourseTree } from '../domain/course.js';
import { err, ok, type Result } from '../domain/result.js';
import { pick } from './batch-view.js';
import { fault, type Fault } from './fault.js';
import {
  NOT_VALID,
  idOf,
  invalidValue,
  isBlank,
  isFields,
  listOf,
  own,
  requestOf,
  textOf,
  type Fields,
} from './wire.js';

/** Most members of one request. */
export const GROUP_MEMBERS_COUNT_MAX = 1000;

export interface GroupRequest {
  readonly groupId: string;
  readonly course: CourseId;
  readonly activityType: string;
  /** The request itself, in which members may be named. */
  readonly fields: Fields;
}

export interface GroupMember {
  readonly learner: LearnerId;
  /** What is echoed of the member. */
  readonly shown: Fields;
}

/** Reads `{request:{groupId, activityId, activityType}}`. */
export function parseGroupRequest(body: unknown): Result<GroupRequest, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  if (Object.keys(fields).length === 0) return err(fault('INVALID_REQUESTED_DATA', NOT_VALID));
  const missing = MANDATORY.find(([name]) => isBlank(own(fields, name)));
  if (missing !== undefined) return err(fault(missing[1]));
  const course = idOf(own(fields, 'activityId'), 'activityId', parseCourseId);
  if (!course.ok) return course;
  const groupId = textOf(own(fields, 'groupId'), 'groupId');
  if (!groupId.ok) return groupId;
  const activityType = textOf(own(fields, 'activityType'), 'activityType');
  if (!activityType.ok) return activityType;
  const [group, type] = [groupId.value, activityType.value];
  return ok({ groupId: group, course: course.value, activityType: type, fields });
}

const MANDATORY = [
  ['groupId', 'GROUP_ID_MISSING'],
  ['activityId', 'ACTIVITY_ID_MISSING'],
  ['activityType', 'ACTIVITY_TYPE_MISSING'],
] as const;

/** The members that the request names: `members`, or `userIds`. */
export function parseMembers({ fields }: GroupRequest): Result<readonly GroupMember[], Fault> {
  const name = Object.hasOwn(fields, 'members') ? 'members' : 'userIds';
  if (isBlank(own(fields, name))) return err(fault('MANDATORY_PARAMETER_MISSING', 'userIds'));
  const list = listOf(own(fields, name), name);
  if (!list.ok) return list;
  const wrong = list.value.findIndex((entry) => !parseLearnerId(userIdOf(entry)).ok);
  if (wrong === -1) return membersOf(list.value);
  return err(invalidValue(userIdOf(list.value[wrong]), `${name}[${String(wrong)}]`));
}

/** Members as a list describes them; entries without a user are left out, as upstream. */
export function membersOf(list: readonly unknown[]): Result<readonly GroupMember[], Fault> {
  if (list.length > GROUP_MEMBERS_COUNT_MAX) {
    const limit = `${String(GROUP_MEMBERS_COUNT_MAX)} members`;
    return err(fault('LIMIT_EXCEEDED', 'members', limit, String(list.length)));
  }
  const members = new Map<LearnerId, Fields>();
  for (const entry of list) {
    const learner = parseLearnerId(userIdOf(entry));
    const shown = isFields(entry) ? entry : { userId: entry };
    if (learner.ok) members.set(learner.value, pick(shown, MEMBER_FIELDS));
  }
  return ok([...members].map(([learner, shown]) => ({ learner, shown })));
}

const userIdOf = (entry: unknown): unknown => (isFields(entry) ? own(entry, 'userId') : entry);

const MEMBER_FIELDS = ['name', 'userId', 'role', 'status', 'createdBy'];

interface Metric {
  readonly metric: string;
  readonly value: number;
  readonly lastUpdatedOn: Instant | null;
}

/** One entry for each member and batch with work; `states` are all enrolments of a member. */
export function groupAggregate(
  request: GroupRequest,
  members: readonly GroupMember[],
  states: ReadonlyMap<LearnerId, readonly EnrolmentState[]>,
  tree: CourseTree | null,
  now: Instant,
): Record<string, unknown> {
  const rows = members.flatMap(({ learner, shown }) =>
    (states.get(learner) ?? [])
      .filter((state) => state.key.course === request.course && hasWork(state))
      .map((state) => ({ ...shown, agg: metricsOf(state, tree) })),
  );
  const times = rows.flatMap((row) => row.agg.map((metric) => metric.lastUpdatedOn ?? 0));
  const distinct = new Set(rows.map((row) => own(row, 'userId')));
  const enrolled: Metric = {
    metric: 'enrolmentCount',
    lastUpdatedOn: times.length === 0 ? now : Math.max(...times),
    value: distinct.size,
  };
  const { groupId, course, activityType } = request;
  return { groupId, activity: { id: course, type: activityType, agg: [enrolled] }, members: rows };
}

/** An aggregate row exists as soon as a content or an attempt was observed. */
const hasWork = (state: EnrolmentState): boolean =>
  state.contents.size > 0 || state.attempts.size > 0;

function metricsOf(state: EnrolmentState, tree: CourseTree | null): Metric[] {
  const completedAt = Math.max(0, ...[...state.contents.values()].map((c) => c.lastAccessAt));
  const completed: Metric = {
    metric: 'completedCount',
    value: countCompleted(state, tree?.required ?? []),
    lastUpdatedOn: completedAt === 0 ? null : completedAt,
  };
  const scores = bestScores(state.attempts.values()).flatMap((best) => {
    const own = [...state.attempts.values()].filter((a) => a.content === best.content);
    const lastUpdatedOn = Math.max(...own.map((a) => a.attemptedAt));
    return [
      { metric: `score:${best.content}`, value: best.score, lastUpdatedOn },
      { metric: `max_score:${best.content}`, value: best.maxScore, lastUpdatedOn },
      { metric: `attempts_count:${best.content}`, value: best.attempts, lastUpdatedOn },
    ];
  });
  return [completed, ...scores];
}
