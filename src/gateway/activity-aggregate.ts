/**
 * Progress of a group's members in one course, as `user_activity_agg` shows it. Who belongs to a
 * group is known to the group service, which is not configured here; so the request itself names
 * the members: `userIds` (a list of ids) or `members` (objects with a `userId`, echoed). Without
 * either it is refused rather than answered with nobody.
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
import { idOf, isBlank, isFields, listOf, own, requestOf, type Fields } from './wire.js';

/** Most members of one request. */
export const GROUP_MEMBERS_COUNT_MAX = 1000;

export interface GroupRequest {
  readonly groupId: string;
  readonly course: CourseId;
  readonly activityType: string;
  readonly members: readonly { readonly learner: LearnerId; readonly shown: Fields }[];
}

/** Reads `{request:{groupId, activityId, activityType, userIds|members}}`. */
export function parseGroupRequest(body: unknown): Result<GroupRequest, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  if (Object.keys(fields).length === 0) {
    return err(fault('INVALID_REQUESTED_DATA', 'Requested data for this operation is not valid.'));
  }
  if (isBlank(own(fields, 'groupId'))) return err(fault('GROUP_ID_MISSING'));
  const activityId = own(fields, 'activityId');
  const noActivity = fault('ACTIVITY_ID_MISSING');
  const course = idOf(activityId, 'activityId', parseCourseId, noActivity);
  if (!course.ok) return course;
  if (isBlank(own(fields, 'activityType'))) return err(fault('ACTIVITY_TYPE_MISSING'));
  const members = parseMembers(fields);
  if (!members.ok) return members;
  return ok({
    groupId: String(own(fields, 'groupId')),
    course: course.value,
    activityType: String(own(fields, 'activityType')),
    members: members.value,
  });
}

function parseMembers(fields: Fields): Result<GroupRequest['members'], Fault> {
  const name = Object.hasOwn(fields, 'members') ? 'members' : 'userIds';
  if (isBlank(own(fields, name))) return err(fault('MANDATORY_PARAMETER_MISSING', 'userIds'));
  const list = listOf(own(fields, name), name);
  if (!list.ok) return list;
  if (list.value.length > GROUP_MEMBERS_COUNT_MAX) {
    const limit = `${String(GROUP_MEMBERS_COUNT_MAX)} members`;
    return err(fault('LIMIT_EXCEEDED', name, limit, String(list.value.length)));
  }
  const members = new Map<LearnerId, Fields>();
  for (const [i, entry] of list.value.entries()) {
    const shown = isFields(entry) ? entry : { userId: entry };
    const id = idOf(own(shown, 'userId'), `${name}[${String(i)}]`, parseLearnerId);
    if (!id.ok) return id;
    members.set(id.value, pick(shown, MEMBER_FIELDS));
  }
  return ok([...members].map(([learner, shown]) => ({ learner, shown })));
}

const MEMBER_FIELDS = ['name', 'userId', 'role', 'status', 'createdBy'];

interface Metric {
  readonly metric: string;
  readonly value: number;
  readonly lastUpdatedOn: Instant | null;
}

/** One entry for each member and batch with work; `states` are all enrolments of a member. */
export function groupAggregate(
  request: GroupRequest,
  states: ReadonlyMap<LearnerId, readonly EnrolmentState[]>,
  tree: CourseTree | null,
  now: Instant,
): Record<string, unknown> {
  const rows = request.members.flatMap(({ learner, shown }) =>
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
