/**
 * Progress of a group's members in a course.
 *
 * Source: `reference/lms.md` 4.1.
 */
import type { FastifyRequest } from 'fastify';
import type { EnrolmentState } from '../../../domain/enrolment.js';
import type { LearnerId } from '../../../domain/ids.js';
import { err, ok, type Result } from '../../../domain/result.js';
import {
  groupAggregate,
  membersOf,
  parseGroupRequest,
  parseMembers,
  type GroupMember,
  type GroupRequest,
} from '../../activity-aggregate.js';
import { fault, type Fault } from '../../fault.js';
import { headerOf } from '../auth.js';
import { GROUP_AGGREGATE } from '../schemas.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the route of this resource. */
export function groupRoutes({ deps, add }: Sunbird): void {
  const { engine, groups } = deps;
  /** The group service knows best; without one the request is believed. */
  const membersFor = async (
    group: GroupRequest,
    request: FastifyRequest,
  ): Promise<Result<readonly GroupMember[], Fault>> => {
    if (groups === null) return parseMembers(group);
    const token = headerOf(request, 'x-authenticated-user-token');
    const members = await groups.members(group.groupId, token);
    return members.ok ? membersOf(members.value) : err(fault('ERR_CALLING_GROUOP_API'));
  };
  const aggregate = async (request: FastifyRequest): Promise<Answered> => {
    const group = parseGroupRequest(request.body);
    if (!group.ok) return group;
    const members = await membersFor(group.value, request);
    if (!members.ok) return members;
    const states = new Map<LearnerId, readonly EnrolmentState[]>();
    for (const { learner } of members.value) {
      const enrolments = await engine.learner(learner);
      if (!enrolments.ok) return enrolments;
      states.set(learner, enrolments.value);
    }
    const tree = engine.catalogue.tree(group.value.course);
    return ok(groupAggregate(group.value, members.value, states, tree, deps.clock()));
  };
  add({
    method: 'POST',
    path: '/v1/group/activity/agg',
    access: 'user',
    role: 'api',
    schema: {
      summary: "A group's progress; the request names the members",
      tags: ['group'],
      body: GROUP_AGGREGATE,
    },
    handle: aggregate,
  });
}
