/**
 * Certificate templates of a batch: add and remove.
 *
 * Source: `reference/lms.md` 3.6; design 8.
 */
import type { FastifyRequest } from 'fastify';
import type { Batch } from '../../../domain/batch.js';
import type { TemplateId } from '../../../domain/ids.js';
import { ok, type Result } from '../../../domain/result.js';
import type { Template } from '../../../domain/template.js';
import type { Refusal } from '../../../engine.js';
import { linkedBatch } from '../../batch-link.js';
import type { Fault } from '../../fault.js';
import {
  parseTemplateAdd,
  parseTemplateRemove,
  wishedTemplate,
  type TemplateTarget,
} from '../../template-request.js';
import { readyTemplate, type ReadyTemplate } from '../../template-content.js';
import { storedTemplate } from '../../template-source.js';
import type { Fields } from '../../wire.js';
import { TEMPLATE_REMOVE } from '../schemas.js';
import { SUCCESS, success } from '../schemas/answer.js';
import { TEMPLATE_ADD, TEMPLATE_ADDED } from '../schemas/template.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Adds the routes of this resource. */
export function certificateTemplateRoutes({ deps, add }: Sunbird): void {
  const { catalogue } = deps.engine;
  const stored = ({ batch, course }: Omit<TemplateTarget, 'template'>): Result<Batch, Fault> =>
    linkedBatch(course, catalogue.batch(batch));
  const put = async (
    batch: Batch,
    templates: Readonly<Record<TemplateId, Template>>,
  ): Promise<Answered> => {
    const done = await catalogue.putBatch({ ...batch, templates, updatedAt: deps.clock() });
    return done.ok ? ok({ response: 'SUCCESS' }) : done;
  };
  /** The content first, so that what a batch names can always be drawn. */
  const madeReady = async (
    template: Template,
    fields: Fields,
  ): Promise<Result<ReadyTemplate, Fault | Refusal>> => {
    if (!deps.drawsCertificates) return ok({ template, content: null, warnings: [] });
    const ready = await readyTemplate(template, fields, deps.templatePreparation);
    if (!ready.ok || ready.value.content === null) return ready;
    const kept = await deps.keepTemplate(ready.value.content);
    return kept.ok ? ready : kept;
  };
  const addTemplate = async (request: FastifyRequest): Promise<Answered> => {
    const wish = parseTemplateAdd(request.body);
    if (!wish.ok) return wish;
    const batch = stored(wish.value);
    if (!batch.ok) return batch;
    const source = await storedTemplate(wish.value, deps.templates);
    if (!source.ok) return source;
    const { templateImageBytesMax } = deps.settings;
    const template = wishedTemplate(wish.value, source.value, templateImageBytesMax);
    if (!template.ok) return template;
    const ready = await madeReady(template.value, wish.value.fields);
    if (!ready.ok) return ready;
    const { template: added, warnings } = ready.value;
    const templates = { ...batch.value.templates, [wish.value.template]: added };
    const done = await put(batch.value, templates);
    if (!done.ok || warnings.length === 0) return done;
    return ok({ response: 'SUCCESS', warnings });
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
    role: 'api',
    schema: {
      summary: 'Add a certificate template to a batch',
      tags,
      body: TEMPLATE_ADD,
      response: success(TEMPLATE_ADDED),
    },
    handle: addTemplate,
  });
  add({
    method: 'PATCH',
    path: '/v1/course/batch/cert/template/remove',
    access: 'user',
    role: 'api',
    schema: {
      summary: 'Take a certificate template off a batch',
      tags,
      body: TEMPLATE_REMOVE,
      response: success(SUCCESS),
    },
    handle: removeTemplate,
  });
}
