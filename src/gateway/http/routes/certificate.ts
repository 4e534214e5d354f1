/**
 * Public verification of certificates: a page for people, JSON for programs, the document itself.
 * Open to anybody who has the id, since that is what the QR code holds.
 *
 * Source: design 9.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { certificateJson, certificatePage } from '../../../certificates/page.js';
import { parseCertificateId, type CertificateId } from '../../../domain/ids.js';
import type { Refusal } from '../../../engine.js';
import { fault } from '../../fault.js';
import { outcomeOf } from '../../outcomes.js';
import type { Zone } from '../../zone.js';
import type { GatewayDeps } from '../deps.js';
import { failureOfFault, failureOfOutcome, type Failure } from '../envelope.js';
import { CERTIFICATE_ANSWERS } from '../schemas/documents.js';
import { params } from '../schemas/shape.js';
import { headings, sendFailure, sendSuccess } from '../sunbird-route.js';

const RENDERING_RETRY_S = 1;
const UNKNOWN = failureOfFault(fault('RESOURCE_NOT_FOUND'));

/** Adds the routes of this resource. */
export function certificateRoutes(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const servicePath = '/v1/certificates/read';
  const heading = headings(deps, zone, servicePath);
  const refuse = (request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply =>
    sendFailure(reply, heading(request), failure);
  const tags = ['certificate'];
  const config = { servicePath };
  app.get(
    '/certificates/:id',
    {
      schema: {
        summary: 'Verify a certificate',
        tags,
        params: params('id'),
        response: CERTIFICATE_ANSWERS,
      },
      config,
    },
    async (request, reply) => {
      const { id: name } = request.params as { readonly id: string };
      if (name.endsWith('.pdf')) return pdf(request, reply, name.slice(0, -'.pdf'.length));
      const id = parseCertificateId(name);
      const view = id.ok ? await deps.engine.certificate(id.value) : null;
      if (view?.ok === false) return refuse(request, reply, refusal(view.error));
      const found = view?.value ?? null;
      // The verifying program may run in any page; nothing here is secret to who has the id.
      reply.header('access-control-allow-origin', '*').header('vary', 'accept');
      if (prefersJson(request)) {
        if (found === null) return refuse(request, reply, UNKNOWN);
        return sendSuccess(reply, heading(request), certificateJson(found));
      }
      const about = { id: name, pdfPath: `/certificates/${encodeURIComponent(name)}.pdf` };
      const html = certificatePage(found, { ...about, now: deps.clock() });
      return reply
        .code(found === null ? 404 : 200)
        .header('content-type', 'text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .send(html);
    },
  );

  /** The router knows no suffixes after a parameter, so the page's route hands over to this. */
  async function pdf(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
  ): Promise<FastifyReply> {
    const id = parseCertificateId(name);
    if (!id.ok) return refuse(request, reply, UNKNOWN);
    const document = await deps.engine.certificateDocument(id.value);
    if (!document.ok) return refuse(request, reply, refusal(document.error));
    if (document.value === null) return refuse(request, reply, await missing(id.value, deps));
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename="certificate-${fileName(name)}.pdf"`)
      .header('access-control-allow-origin', '*')
      .send(Buffer.from(document.value));
  }
}

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

const refusal = (error: Refusal): Failure => failureOfOutcome(outcomeOf(error));

const fileName = (name: string): string => name.replace(/[^\w-]/g, '');

/** A certificate that was decided a moment ago has its document soon. */
async function missing(id: CertificateId, { engine }: GatewayDeps): Promise<Failure> {
  const view = await engine.certificate(id);
  if (!view.ok) return refusal(view.error);
  return view.value === null ? UNKNOWN : BEING_RENDERED;
}

const BEING_RENDERED: Failure = {
  status: 503,
  responseCode: 'SERVER_ERROR',
  err: 'CERTIFICATE_BEING_RENDERED',
  paramsStatus: 'CERTIFICATE_BEING_RENDERED',
  errmsg: 'The document of this certificate is being drawn. Please try again.',
  retryAfterS: RENDERING_RETRY_S,
};

/** JSON only where it is asked for and HTML is not, as a browser asks for both. */
function prefersJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('json') && !accept.includes('text/html');
}
