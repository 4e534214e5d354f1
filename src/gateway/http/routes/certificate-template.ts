/**
 * Certificate templates of a batch: add and remove.
 *
 * Source: `reference/lms.md` 3.6; design 8.
 */
import type { FastifyRequest } from 'fastify';
import type { Batch } from '../../../domain/batch.js';
import type { TemplateId } from '../../../domain/ids.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Template } from '../../../domain/template.js';
import { fault, type Fault } from '../../fault.js';
import {
  parseTemplateAdd,
  parseTemplateRemove,
  type TemplateTarget,
} from '../../template-request.js';
import { TEMPLATE_ADD, TEMPLATE_REMOVE } from '../schemas.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the routes of this resource. */
export function certificateTemplateRoutes({ deps, add }: Sunbird): void {
  const { catalogue } = deps.engine;
  const stored = ({ batch, course }: Omit<TemplateTarget, 'template'>): Result<Batch, Fault> => {
    const held = catalogue.batch(batch);
    if (held === null) return err(fault('CLIENT_ERROR', 'No such batchId exists'));
    if (held.course === course) return ok(held);
    return err(fault('CLIENT_ERROR', 'batchId is not linked with courseId'));
  };
  const put = async (
    batch: Batch,
    templates: Readonly<Record<TemplateId, Template>>,
  ): Promise<Answered> => {
    const done = await catalogue.putBatch({ ...batch, templates, updatedAt: deps.clock() });
    return done.ok ? ok({ response: 'SUCCESS' }) : done;
  };
  const addTemplate = async (request: FastifyRequest): Promise<Answered> => {
    const wanted = parseTemplateAdd(request.body, deps.settings.templateImageBytesMax);
    if (!wanted.ok) return wanted;
    const batch = stored(wanted.value);
    if (!batch.ok) return batch;
    const { template } = wanted.value;
    return put(batch.value, { ...batch.value.templates, [template.template]: template });
  };
  const removeTemplate = async (request: FastifyRequest): Promise<Answered> => {
    const wanted = parseTemplateRemove(request.body);
    if (!wanted.ok) return wanted;
    const batch = stored(wanted.value);
    if (!batch.ok) return batch;
    const kept = Object.entries(batch.value.templates);
    return put(
      batch.value,
      Object.fromEntries(kept.filter(([id]) => id !== wanted.value.template)),
    );
  };
  const tags = ['certificate template'];
  add({
    method: 'PATCH',
    path: '/v1/course/batch/cert/template/add',
    access: 'user',
    schema: { summary: 'Add a certificate template to a batch', tags, body: TEMPLATE_ADD },
    handle: addTemplate,
  });
  add({
    method: 'PATCH',
    path: '/v1/course/batch/cert/template/remove',
    access: 'user',
    schema: { summary: 'Take a certificate template off a batch', tags, body: TEMPLATE_REMOVE },
    handle: removeTemplate,
  });
}
