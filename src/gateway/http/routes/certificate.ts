/**
 * Public verification of certificates: a page for people, JSON for programs, and its files.
 * Open to anybody who has the id, since that is what the QR code holds.
 *
 * Source: design 9.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { digestOf } from '../../../certificates/credential/pdf-seal.js';
import { FORMATS } from '../../../certificates/credential/sealed-file.js';
import { certificateJson, certificatePage } from '../../../certificates/page.js';
import { parseCertificateId } from '../../../domain/ids.js';
import type { Result } from '../../../domain/result.js';
import type { Zone } from '../../zone.js';
import {
  certificateFile,
  fileAskedFor,
  refusal,
  UNKNOWN,
  type CertificateFile,
} from '../certificate-file.js';
import type { GatewayDeps } from '../deps.js';
import type { Failure } from '../envelope.js';
import { CERTIFICATE_ANSWERS } from '../schemas/documents.js';
import { params } from '../schemas/shape.js';
import { headings, sendFailure, sendSuccess } from '../sunbird-route.js';

/** Adds the routes of this resource. */
export function certificateRoutes(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const servicePath = '/v1/certificates/read';
  const heading = headings(deps, zone, servicePath);
  const refuse = (request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply =>
    sendFailure(reply, heading(request), failure);
  const file = (
    request: FastifyRequest,
    reply: FastifyReply,
    made: Result<CertificateFile, Failure>,
  ): FastifyReply => {
    reply.header('access-control-allow-origin', '*');
    if (!made.ok) return refuse(request, reply, made.error);
    const tag = `"${digestOf(Buffer.from(made.value.body)).slice(0, TAG_CHARS)}"`;
    reply.header('etag', tag).header('cache-control', CACHED);
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
    if (made.value.type === SVG) reply.header('content-security-policy', DRAWING_POLICY);
    return reply
      .header('content-type', made.value.type)
      .header('content-disposition', `inline; filename="${made.value.name}"`)
      .send(made.value.body);
  };
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
      // The router knows no suffixes after a parameter.
      const asked = fileAskedFor(name);
      if (asked !== null) return file(request, reply, await certificateFile(asked, deps));
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
      const signed = deps.issuer !== null;
      const html = certificatePage(found, { ...about, signed, now: deps.clock() });
      return reply
        .code(found === null ? 404 : 200)
        .header('content-type', 'text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .send(html);
    },
  );
}

/** Files hold names: whoever asked may keep them for a while, nobody between may. */
const CACHED = 'private, max-age=300';
const TAG_CHARS = 27;

const SVG = FORMATS.svg.mediaType;
/** A drawing that is opened by itself shows what it holds and runs nothing. */
const DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

/** JSON only where it is asked for and HTML is not, as a browser asks for both. */
function prefersJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('json') && !accept.includes('text/html');
}
