/**
 * The certificates of a batch as one zip, for whoever may read reports of its channel.
 *
 * - A1 The zip is sent while it is made; where it cannot be made whole, the connection breaks.
 */
import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseBatchId, parseCourseId, type BatchId, type CourseId } from '../../../domain/ids.js';
import type { Engine } from '../../../engine.js';
import { writeArchive, type ArchiveParts } from '../../../reports/certificate-archive.js';
import { fault, type Fault } from '../../fault.js';
import { outcomeOf } from '../../outcomes.js';
import type { Zone } from '../../zone.js';
import { authenticator } from '../auth.js';
import type { GatewayDeps } from '../deps.js';
import { failureOfFault, failureOfOutcome, UNAUTHENTICATED, type Failure } from '../envelope.js';
import { channelOf, refusalOfReports } from '../report-caller.js';
import { operation } from '../schemas/answer.js';
import { ARCHIVE_ANSWERS, ARCHIVE_QUERY } from '../schemas/certificate-issue.js';
import { params } from '../schemas/shape.js';
import { headings, sendFailure } from '../sunbird-route.js';

const PATH = '/v1/certificate/batch/:courseId/:file';
const ENDING = '.zip';

/** Adds the route of this resource. */
export function certificateArchiveRoute(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const heading = headings(deps, zone, '/v1/certificate/batch');
  const authenticate = authenticator(deps);
  const refusalOf = async (request: FastifyRequest, course: CourseId): Promise<Failure | null> => {
    const caller = await authenticate(request, 'user');
    if (!caller.ok) {
      const { error } = caller;
      return error === 'unauthenticated' ? UNAUTHENTICATED : failureOfOutcome(outcomeOf(error));
    }
    const channel = channelOf(request);
    const refused = await refusalOfReports('read', caller.value, channel, deps);
    if (refused !== null) {
      return refused.kind === 'fault'
        ? failureOfFault(refused)
        : failureOfOutcome(outcomeOf(refused));
    }
    const owner = deps.engine.catalogue.course(course)?.channel ?? '';
    const allowed = caller.value.system || owner === channel;
    return allowed ? null : failureOfFault(fault('FORBIDDEN', 'You are not authorized.'));
  };
  const schema = operation(
    {
      summary: 'All certificates of a batch as one zip: `<batchId>.zip`',
      tags: ['certificate'],
      params: params('courseId', 'file'),
      querystring: ARCHIVE_QUERY,
      response: ARCHIVE_ANSWERS,
    },
    'user',
  );
  app.get(PATH, { schema, config: { role: 'certificates' } }, async (request, reply) => {
    const place = placeIn(request, deps);
    if ('kind' in place) return sendFailure(reply, heading(request), failureOfFault(place));
    const refused = await refusalOf(request, place.course);
    if (refused !== null) return sendFailure(reply, heading(request), refused);
    const { after } = request.query as { readonly after?: unknown };
    const from = typeof after === 'string' ? after : '';
    return send(reply, partsOf(deps.engine, place, from), place.batch, request);
  });
}

interface Place {
  readonly course: CourseId;
  readonly batch: BatchId;
}

function placeIn(request: FastifyRequest, { engine }: GatewayDeps): Place | Fault {
  const { courseId, file } = request.params as { readonly courseId: string; readonly file: string };
  const course = parseCourseId(courseId);
  const batch = file.endsWith(ENDING) ? parseBatchId(file.slice(0, -ENDING.length)) : null;
  if (!course.ok || batch?.ok !== true) return fault('RESOURCE_NOT_FOUND');
  const known = engine.catalogue.batch(batch.value);
  if (known?.course !== course.value) return fault('INVALID_COURSE_BATCH_ID');
  return { course: course.value, batch: batch.value };
}

const partsOf = (engine: Engine, { course, batch }: Place, after: string): ArchiveParts => ({
  states: engine.participants(course, batch),
  facts: async (id) => {
    const view = await engine.certificate(id);
    return view.ok ? { ok: true, value: view.value?.facts ?? null } : view;
  },
  document: (id) => engine.certificateDocument(id),
  after,
});

/** A1. */
function send(
  reply: FastifyReply,
  parts: ArchiveParts,
  batch: string,
  request: FastifyRequest,
): FastifyReply {
  const body = new PassThrough();
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (body.destroyed) throw new Error('nobody takes it any more');
    if (!body.write(bytes)) await once(body, 'drain');
  };
  writeArchive(parts, put).then(
    () => body.end(),
    (error: unknown) => {
      request.log.warn({ err: error, batch }, 'certificates of a batch were not sent whole');
      body.destroy(error instanceof Error ? error : new Error(String(error)));
    },
  );
  return reply
    .header('content-type', 'application/zip')
    .header('content-disposition', `attachment; filename="${batch.replace(/[^\w-]/g, '-')}.zip"`)
    .header('cache-control', 'private, no-store')
    .send(body);
}
