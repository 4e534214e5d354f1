/**
 * Enrol, leave, list.
 *
 * Source: `reference/lms.md` 3.1, 3.3; design 8, L7, L10, L11.
 */
import type { FastifyRequest } from 'fastify';
import { NEVER, parseLearnerId, type LearnerId } from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import { primaryUser, type Caller } from '../../caller.js';
import { enrolmentList } from '../../enrolment-list.js';
import {
  batchOf,
  faultToEnrol,
  faultToLeave,
  parseEnrolment,
  parseListBody,
  parseListQuery,
  type ListRequest,
} from '../../enrolment-request.js';
import { fault } from '../../fault.js';
import { idOf, localUserId } from '../../wire.js';
import { bodyUserId } from '../auth.js';
import { ENROLMENT, ENROLMENT_LIST, LIST_QUERY } from '../schemas.js';
import { SUCCESS, success } from '../schemas/answer.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird, SunbirdRoute } from '../sunbird-route.js';

/** Adds the routes of this resource. */
export function enrolmentRoutes(gateway: Sunbird): void {
  addDecisions(gateway);
  addLists(gateway);
}

const tags = ['enrolment'];

function addDecisions({ deps, zone, add }: Sunbird): void {
  const { engine } = deps;
  const decide = async (
    kind: 'enrol' | 'unenrol',
    body: unknown,
    user: LearnerId | null,
    addedBy: string,
  ): Promise<Answered> => {
    const parsed = parseEnrolment(body, user);
    if (!parsed.ok) return parsed;
    const key = parsed.value;
    const batch = batchOf(key, engine.catalogue.batch(key.batch));
    if (!batch.ok) return batch;
    const state = await engine.enrolment(key);
    if (!state.ok) return state;
    const receivedAt = deps.clock();
    const judge = kind === 'enrol' ? faultToEnrol : faultToLeave;
    const wrong = judge(batch.value, state.value, zone.dayOf(receivedAt));
    if (wrong !== null) return err(wrong);
    const courseVersion = engine.catalogue.course(key.course)?.version ?? 0;
    // Of two decisions at one time the active one wins, so a decision made after another is later,
    // also within one millisecond or when the clock was set back.
    const at = Math.max(receivedAt, (state.value.membership?.decidedAt ?? NEVER) + 1);
    const common = { key, receivedAt, courseVersion, at };
    const outcome = await engine.decide(
      kind === 'enrol' ? { kind, ...common, addedBy } : { kind, ...common },
    );
    if (!outcome.ok) return outcome;
    return outcome.value === 'not-enrolled'
      ? err(fault('USER_NOT_ENROLLED_COURSE'))
      : ok({ response: 'SUCCESS' });
  };
  const route = (path: string, kind: 'enrol' | 'unenrol', admin: boolean): SunbirdRoute => ({
    method: 'POST',
    path,
    access: admin ? 'system' : 'user',
    role: 'api',
    schema: {
      summary: kind === 'enrol' ? 'Enrol' : 'Leave a batch',
      tags,
      body: ENROLMENT,
      response: success(SUCCESS),
    },
    handle: (request, caller) => {
      const user = admin ? null : primaryUser(caller);
      if (!admin && user === null) return err(fault('UNAUTHORIZED_USER'));
      return decide(kind, request.body, user, caller.requestedBy ?? '');
    },
  });
  add(route('/v1/course/enroll', 'enrol', false));
  add(route('/v1/course/unenroll', 'unenrol', false));
  add(route('/v1/course/admin/enroll', 'enrol', true));
  add(route('/v1/course/admin/unenroll', 'unenrol', true));
}

function addLists({ deps, zone, add }: Sunbird): void {
  const { catalogue } = deps.engine;
  const list = async (userId: unknown, request: ListRequest): Promise<Answered> => {
    const learner = idOf(userId, 'userId', parseLearnerId);
    if (!learner.ok) return learner;
    const states = await deps.engine.learner(learner.value);
    if (!states.ok) return states;
    const courses = enrolmentList(states.value, request, {
      zone,
      today: zone.dayOf(deps.clock()),
      course: (id) => catalogue.course(id),
      tree: (id) => catalogue.tree(id),
      batch: (id) => catalogue.batch(id),
    });
    return ok({ courses });
  };
  const byPath = (request: FastifyRequest, user: unknown): Answered | Promise<Answered> =>
    list(user, parseListQuery(request.query));
  const byBody = (request: FastifyRequest, user: unknown): Answered | Promise<Answered> => {
    const wanted = parseListBody(request.body, request.query);
    return wanted.ok ? list(user, wanted.value) : wanted;
  };
  const v1 = { tags, params: params('uid'), querystring: LIST_QUERY };
  const v2 = { tags, body: ENROLMENT_LIST, querystring: LIST_QUERY };
  add({
    method: 'GET',
    path: '/v1/user/courses/list/:uid',
    access: 'user',
    role: 'api',
    schema: { summary: "The caller's enrolments", ...v1 },
    handle: (request, caller) => byPath(request, listedUser(caller, uidOf(request))),
  });
  add({
    method: 'GET',
    path: '/private/v1/user/courses/list/:uid',
    access: 'system',
    role: 'api',
    schema: { summary: "Any learner's enrolments", ...v1 },
    handle: (request) => byPath(request, uidOf(request)),
  });
  add({
    method: 'POST',
    path: '/v2/user/courses/list',
    access: 'user',
    role: 'api',
    schema: { summary: "The caller's enrolments, by course", ...v2 },
    handle: (request, caller) => byBody(request, listedUser(caller, bodyUserId(request.body))),
  });
  for (const path of ['/private/v2/user/courses/list', '/v2/user/courses/admin/list']) {
    add({
      method: 'POST',
      path,
      access: 'system',
      role: 'api',
      schema: { summary: "Any learner's enrolments, by course", ...v2 },
      handle: (request) => byBody(request, bodyUserId(request.body)),
    });
  }
}

const uidOf = (request: FastifyRequest): string =>
  localUserId((request.params as { readonly uid: string }).uid);

/**
 * Upstream's public lists are the caller's own, whatever user they name. A system role, or nobody
 * in particular while authentication is off, is shown the list that is asked for (L10).
 */
function listedUser(caller: Caller, named: string | null): string | null {
  const user = primaryUser(caller);
  return caller.system ? (named ?? user) : user;
}
