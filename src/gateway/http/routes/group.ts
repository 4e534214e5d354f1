/**
 * Progress of a group's members in a course.
 *
 * Source: `reference/lms.md` 4.1.
 */
import type { FastifyRequest } from 'fastify';
import type { EnrolmentState } from '../../../domain/enrolment.js';
import type { LearnerId } from '../../../domain/ids.js';
import { ok } from '../../../domain/result.js';
import { groupAggregate, parseGroupRequest } from '../../activity-aggregate.js';
import { GROUP_AGGREGATE } from '../schemas.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the route of this resource. */
export function groupRoutes({ deps, add }: Sunbird): void {
  const { engine } = deps;
  const aggregate = async (request: FastifyRequest): Promise<Answered> => {
    const group = parseGroupRequest(request.body);
    if (!group.ok) return group;
    const states = new Map<LearnerId, readonly EnrolmentState[]>();
    for (const { learner } of group.value.members) {
      const enrolments = await engine.learner(learner);
      if (!enrolments.ok) return enrolments;
      states.set(learner, enrolments.value);
    }
    const tree = engine.catalogue.tree(group.value.course);
    return ok(groupAggregate(group.value, states, tree, deps.clock()));
  };
  add({
    method: 'POST',
    path: '/v1/group/activity/agg',
    access: 'user',
    schema: {
      summary: "A group's progress; the request names the members",
      tags: ['group'],
      body: GROUP_AGGREGATE,
    },
    handle: aggregate,
  });
}
