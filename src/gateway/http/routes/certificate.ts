/**
 * Public verification of certificates: a page for people, JSON for programs, and its files.
 * Open to anybody who has the id, since that is what the QR code holds.
 *
 * Source: design 9.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { digestOf } from '../../../certificates/credential/pdf-seal.js';
import { FORMATS } from '../../../certificates/credential/sealed-file.js';
import { certificateJson } from '../../../certificates/certificate-record.js';
import { pageLanguage } from '../../../certificates/page-language.js';
import { certificatePage } from '../../../certificates/public-page.js';
import type { PageTexts } from '../../../certificates/public-texts/page-texts.js';
import { parseLearnerId } from '../../../domain/ids.js';
import type { Result } from '../../../domain/result.js';
import { findCertificate, type FoundCertificate } from '../../certificate-lookup.js';
import { fault } from '../../fault.js';
import type { Zone } from '../../zone.js';
import {
  certificateFile,
  fileAskedFor,
  refusal,
  UNKNOWN,
  type CertificateFile,
} from '../certificate-file.js';
import { headerOf } from '../auth.js';
import type { GatewayDeps } from '../deps.js';
import { failureOfFault, type Failure } from '../envelope.js';
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
      const found = await findCertificate(name, deps);
      if (!found.ok) return refuse(request, reply, refusal(found.error));
      const { view, registry } = found.value;
      const now = deps.clock();
      // The verifying program may run in any page; nothing here is secret to who has the id.
      reply.header('access-control-allow-origin', '*').header('vary', 'accept, accept-language');
      if (prefersJson(request)) {
        if (view === null) return refuse(request, reply, registry === 'silent' ? SILENT : UNKNOWN);
        return sendSuccess(reply, heading(request), certificateJson(view, now));
      }
      const about = { id: name, pdfPath: `/certificates/${encodeURIComponent(name)}.pdf` };
      const signed = deps.issuer !== null;
      const texts = await languageFor(request, found.value, deps);
      const html = certificatePage(view, { ...about, signed, now, texts, registry });
      return reply
        .code(view !== null ? 200 : registry === 'silent' ? 503 : 404)
        .header('content-type', 'text/html; charset=utf-8')
        .header('content-language', texts.code)
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

/** It may be one that only the registry knows. */
const SILENT = failureOfFault(fault('SERVICE_UNAVAILABLE', 'The registry did not answer.'));

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

/** The learner's own language counts where the viewer's is none of the page's. */
async function languageFor(
  request: FastifyRequest,
  { view }: FoundCertificate,
  { engine }: GatewayDeps,
): Promise<PageTexts> {
  const { lang } = request.query as { readonly lang?: unknown };
  const asked = typeof lang === 'string' ? lang : '';
  const accepted = headerOf(request, 'accept-language');
  const learner = parseLearnerId(view?.facts.learner);
  const user = learner.ok ? await engine.catalogue.user(learner.value) : null;
  const ofLearner = user?.ok === true ? (user.value?.['language'] ?? '') : '';
  return pageLanguage({ asked, accepted, ofLearner });
}

/** JSON only where it is asked for and HTML is not, as a browser asks for both. */
function prefersJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('json') && !accept.includes('text/html');
}
