/**
 * One learner as the console shows it, asked of the learner's actor, so that what was accepted
 * before is in it. A mentor sees of it what belongs to their batches.
 */
import type { FastifyRequest } from 'fastify';
import { parseLearnerId } from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import type { Caller } from '../../caller.js';
import { fault } from '../../fault.js';
import { learnerPage, type ContextOf } from '../../learner-view.js';
import { idOf } from '../../wire.js';
import { ownStates, type ConsoleContext } from '../console-context.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the route of this resource. */
export function consoleLearnerRoutes({ add }: Sunbird, { deps, reader }: ConsoleContext): void {
  const { engine } = deps;
  const { catalogue } = engine;
  const contextOf: ContextOf = ({ course, batch }) => ({
    tree: catalogue.tree(course),
    courseName: catalogue.course(course)?.name ?? '',
    batch: catalogue.batch(batch),
  });
  const handle = async (request: FastifyRequest, caller: Caller): Promise<Answered> => {
    const named = request.params as Readonly<Record<string, string>>;
    const learner = idOf(named['userId'], 'userId', parseLearnerId);
    if (!learner.ok) return learner;
    const states = await engine.learner(learner.value);
    if (!states.ok) return states;
    const by = reader(caller);
    const seen = ownStates(by, states.value, catalogue);
    if (by.kind === 'mentor' && seen.length === 0) {
      return err(fault('LEARNER_NOT_YOURS', learner.value));
    }
    const user = await catalogue.user(learner.value);
    if (!user.ok) return user;
    return ok(learnerPage(learner.value, seen, user.value, contextOf));
  };
  add({
    method: 'GET',
    path: '/v1/console/learners/:userId',
    access: 'mentor',
    role: null,
    schema: {
      summary: 'A learner: progress, timeline, certificates, what is in the way',
      ...{ tags: ['console'], params: params('userId') },
    },
    handle,
  });
}
