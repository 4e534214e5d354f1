/**
 * How a certificate template will look, before it is added: a PDF with made-up facts, marked as a
 * specimen.
 *
 * - V1 At most `PREVIEW_WAITING_MAX` wait for the one thread that draws them.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asSpecimen, specimenFacts } from '../../../certificates/template/sample.js';
import { builtinDesign } from '../../../certificates/builtin-design.js';
import { err, ok, type Result } from '../../../domain/result.js';
import { fault, type Fault } from '../../fault.js';
import { outcomeOf } from '../../outcomes.js';
import { preparedOrFault } from '../../template-content.js';
import { parsePreview, previewOf } from '../../template-preview.js';
import { storedTemplate, withStored } from '../../template-source.js';
import { idOf, own } from '../../wire.js';
import { parseTemplateId } from '../../../domain/ids.js';
import type { Zone } from '../../zone.js';
import { authenticator } from '../auth.js';
import type { GatewayDeps } from '../deps.js';
import { failureOfFault, failureOfOutcome, UNAUTHENTICATED } from '../envelope.js';
import { TEMPLATE_PREVIEW } from '../schemas/template.js';
import { PREVIEW_ANSWERS } from '../schemas/documents.js';
import { operation } from '../schemas/answer.js';
import { headings, sendFailure } from '../sunbird-route.js';

export const PREVIEW_WAITING_MAX = 8;

const PATH = '/v1/certificate/template/preview';

/** Adds the route. */
export function templatePreviewRoute(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const authenticate = authenticator(deps);
  const heading = headings(deps, zone, PATH);
  let waiting = 0;
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const caller = await authenticate(request, 'user');
    if (!caller.ok) {
      const { error } = caller;
      const isUnknown = error === 'unauthenticated';
      const failure = isUnknown ? UNAUTHENTICATED : failureOfOutcome(outcomeOf(error));
      return sendFailure(reply, heading(request), failure);
    }
    if (waiting >= PREVIEW_WAITING_MAX) {
      return sendFailure(reply, heading(request), failureOfFault(BUSY));
    }
    waiting++;
    const drawn = await preview(request.body, deps).finally(() => waiting--);
    if (!drawn.ok) return sendFailure(reply, heading(request), failureOfFault(drawn.error));
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', 'inline; filename="specimen.pdf"')
      .header('cache-control', 'no-store')
      .send(Buffer.from(drawn.value));
  };
  app.route({
    method: 'POST',
    url: PATH,
    config: { servicePath: PATH, role: 'api' },
    handlerTimeout: deps.settings.requestTimeoutMs,
    schema: operation(
      {
        summary: 'Look at a certificate template with made-up facts',
        tags: ['certificate template'],
        body: TEMPLATE_PREVIEW,
        response: PREVIEW_ANSWERS,
      },
      'user',
    ),
    handler: answer,
  });
}

const BUSY = fault('SERVICE_UNAVAILABLE', 'Too many previews are being drawn.');

async function preview(body: unknown, deps: GatewayDeps): Promise<Result<Uint8Array, Fault>> {
  const { templateImageBytesMax, publicUrl, timeZone } = deps.settings;
  const parsed = parsePreview(body, templateImageBytesMax);
  if (!parsed.ok) return parsed;
  const completed = await withStoredParts(parsed.value.fields, deps);
  if (!completed.ok) return completed;
  const wanted = previewOf(completed.value, parsed.value.wanted.sample, templateImageBytesMax);
  if (!wanted.ok) return wanted;
  const prepared = await preparedOrFault(wanted.value.template, deps.templatePreparation);
  if (!prepared.ok) return prepared;
  const { content } = prepared.value;
  const { name, issuer, sample } = wanted.value;
  const settings = { name, issuer, sample, publicUrl, timeZone, now: deps.clock() };
  const design = asSpecimen(content.design ?? builtinDesign(content));
  const drawn = await deps.drawPreview(specimenFacts(settings), { ...content, design });
  return drawn.ok ? drawn : err(fault('INVALID_DATA', `It cannot be drawn: ${drawn.error.detail}`));
}

/** A template that the content service keeps is looked at as it would be added. */
async function withStoredParts(
  fields: Readonly<Record<string, unknown>>,
  { templates }: GatewayDeps,
): Promise<Result<Readonly<Record<string, unknown>>, Fault>> {
  if (templates === null || own(fields, 'identifier') === undefined) return ok(fields);
  const template = idOf(own(fields, 'identifier'), 'identifier', parseTemplateId);
  if (!template.ok) return template;
  const stored = await storedTemplate({ template: template.value }, templates);
  if (!stored.ok) return stored;
  return ok(stored.value === null ? fields : withStored(fields, stored.value));
}
