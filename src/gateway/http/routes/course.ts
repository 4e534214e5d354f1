/**
 * Publishes a course: Laurel's own route, in place of the content service's publish event.
 *
 * Source: design 9.
 */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { NEVER } from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import { previewOf } from '../../course-preview.js';
import { fault } from '../../fault.js';
import { parseHierarchy } from '../../hierarchy.js';
import { HIERARCHY } from '../schemas.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

const DRY_RUN = Type.Object({
  dryRun: Type.Optional(Type.String({ enum: ['true', 'false'] })),
});

const isDryRun = (request: FastifyRequest): boolean =>
  (request.query as { readonly dryRun?: unknown }).dryRun === 'true';

/** Adds the route of this resource. */
export function courseRoutes({ deps, add }: Sunbird): void {
  const { catalogue } = deps.engine;
  const publish = async (request: FastifyRequest): Promise<Answered> => {
    const parsed = parseHierarchy(request.body);
    if (!parsed.ok) return parsed;
    const { info, structure } = parsed.value;
    const { courseId } = request.params as { readonly courseId: string };
    if (info.course !== courseId) {
      const named = `its identifier is ${info.course}, the path names ${courseId}`;
      return err(fault('INVALID_HIERARCHY', named));
    }
    if (isDryRun(request)) return ok(await previewOf(deps.engine, info.course, structure));
    const publishedAt = info.publishedAt === NEVER ? deps.clock() : info.publishedAt;
    const published = await catalogue.publish({ ...info, publishedAt }, structure);
    if (!published.ok) return published;
    const { version } = published.value;
    const tree = catalogue.tree(info.course, version);
    return ok({
      courseId,
      version,
      leafNodes: tree?.leaves.length ?? 0,
      requiredNodes: tree?.required.length ?? 0,
      units: tree?.units.length ?? 0,
    });
  };
  add({
    method: 'PUT',
    path: '/v1/course/hierarchy/:courseId',
    access: 'system',
    role: null,
    schema: {
      summary: 'Publish a course; with `dryRun` only count the learners who would change',
      tags: ['course'],
      params: params('courseId'),
      querystring: DRY_RUN,
      body: HIERARCHY,
    },
    handle: publish,
  });
}
