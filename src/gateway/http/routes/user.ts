/**
 * Entries of the user cache: Laurel's own route, in place of the user service's audit events.
 *
 * Source: design 9, `reference/jobs.md` 5.2.
 */
import type { FastifyRequest } from 'fastify';
import { ok } from '../../../domain/result.js';
import { parseUserEntry } from '../../user-entry.js';
import { USER_ENTRY } from '../schemas.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the route of this resource. */
export function userRoutes({ deps, add }: Sunbird): void {
  const put = async (request: FastifyRequest): Promise<Answered> => {
    const { userId } = request.params as { readonly userId: string };
    const parsed = parseUserEntry(request.body, userId);
    if (!parsed.ok) return parsed;
    const { learner, entry } = parsed.value;
    const done = await deps.engine.catalogue.putUsers([[learner, entry]]);
    return done.ok ? ok({ response: 'SUCCESS', userId: learner }) : done;
  };
  add({
    method: 'PUT',
    path: '/v1/user/cache/:userId',
    access: 'system',
    role: 'user-cache',
    schema: {
      summary: 'Set fields of a user in the user cache',
      tags: ['user'],
      params: params('userId'),
      body: USER_ENTRY,
    },
    handle: put,
  });
}
