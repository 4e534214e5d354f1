/**
 * Why a learner has not completed a course, and why a certificate is not there.
 */
import type { FastifyRequest } from 'fastify';
import { explain } from '../../../domain/explain.js';
import { parseBatchId, parseCourseId, parseLearnerId } from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import type { Template } from '../../../domain/template.js';
import { speaksFor, type Caller } from '../../caller.js';
import { explanationView } from '../../explanation-view.js';
import { fault } from '../../fault.js';
import { idOf } from '../../wire.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the route of this resource. */
export function explainRoutes({ deps, zone, add }: Sunbird): void {
  const { engine } = deps;
  const handle = async (request: FastifyRequest, caller: Caller): Promise<Answered> => {
    const named = request.params as Readonly<Record<string, string>>;
    const learner = idOf(named['userId'], 'userId', parseLearnerId);
    if (!learner.ok) return learner;
    const course = idOf(named['courseId'], 'courseId', parseCourseId);
    if (!course.ok) return course;
    const batchId = idOf(named['batchId'], 'batchId', parseBatchId);
    if (!batchId.ok) return batchId;
    if (!caller.system && !speaksFor(caller, learner.value)) return err(fault('UNAUTHORIZED_USER'));
    const batch = engine.catalogue.batch(batchId.value);
    if (batch?.course !== course.value) return err(fault('INVALID_COURSE_BATCH_ID'));
    const key = { learner: learner.value, course: course.value, batch: batchId.value };
    const state = await engine.enrolment(key);
    if (!state.ok) return state;
    const user = await engine.catalogue.user(learner.value);
    if (!user.ok) return user;
    const templates = Object.values<Template>(batch.templates);
    const tree = engine.catalogue.tree(course.value);
    return ok(explanationView(explain(state.value, tree, templates, user.value), zone));
  };
  add({
    method: 'GET',
    path: '/v1/learner/:userId/course/:courseId/batch/:batchId/explain',
    access: 'user',
    role: null,
    schema: {
      summary: 'Why not complete, why no certificate',
      tags: ['learner'],
      params: params('userId', 'courseId', 'batchId'),
    },
    handle,
  });
}
