/**
 * Certificates by the routes of Sunbird's registry, as its portal and app call them. They answer
 * without an envelope.
 *
 * Source: `reference/jobs.md` 3.4.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openPdf } from '../../../certificates/credential/pdf-seal.js';
import { FORMATS } from '../../../certificates/credential/sealed-file.js';
import { recipientName, type UserEntry } from '../../../domain/certificate.js';
import type { LearnerId } from '../../../domain/ids.js';
import { listedAs } from '../../../domain/generation.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Answer, CertificateView, Refusal } from '../../../engine.js';
import type { Caller } from '../../caller.js';
import { findCertificate } from '../../certificate-lookup.js';
import { fault, type Fault } from '../../fault.js';
import { outcomeOf } from '../../outcomes.js';
import {
  listedCertificates,
  listedRecord,
  openRecord,
  parseRegistrySearch,
  withoutLearner,
  type RegistrySearch,
} from '../../registry-record.js';
import type { Zone } from '../../zone.js';
import { authenticator, headerOf, type Access } from '../auth.js';
import type { GatewayDeps } from '../deps.js';
import { failureOfFault, failureOfOutcome, UNAUTHENTICATED } from '../envelope.js';
import { documentOf, listed, notSet, silent } from '../portal-access.js';
import { operation } from '../schemas/answer.js';
import {
  KEY_ANSWERS,
  REGISTRY_DOWNLOAD_ANSWERS,
  REGISTRY_SEARCH,
  REGISTRY_SEARCH_ANSWERS,
} from '../schemas/portal-certificate.js';
import { params } from '../schemas/shape.js';
import { headings, sendFailure } from '../sunbird-route.js';

const tags = ['certificate'];

/** Adds the routes of the registry. */
export function registryRoutes(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const add = adding(app, deps, zone);
  add('POST', 'search', 'user', {
    schema: {
      summary: "A learner's certificates, as Sunbird's registry lists them",
      body: REGISTRY_SEARCH,
      response: REGISTRY_SEARCH_ANSWERS,
    },
    handle: async (request, caller) => {
      const search = parseRegistrySearch(request.body);
      if (!search.ok) return search;
      const records = await recordsOf(search.value, caller, deps);
      return records.ok ? ok(json(records.value)) : records;
    },
  });
  add('GET', 'download/:id', 'open', {
    schema: {
      summary: 'One certificate: its record, or its document where `Accept` asks for one',
      params: params('id'),
      response: REGISTRY_DOWNLOAD_ANSWERS,
    },
    handle: (request) => download(request, deps),
  });
  add('GET', 'key/:id', 'open', {
    schema: {
      summary: 'A public key that verifies certificates',
      params: params('id'),
      response: KEY_ANSWERS,
    },
    handle: (request) => publicKey(idIn(request), deps),
  });
}

interface Raw {
  readonly type: string;
  readonly body: string | Buffer;
}

type RawAnswer = Result<Raw, Fault | Refusal>;

interface RawRoute {
  readonly schema: object;
  readonly handle: (request: FastifyRequest, caller: Caller) => Promise<RawAnswer>;
}

const json = (value: unknown): Raw => ({
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

function adding(app: FastifyInstance, deps: GatewayDeps, zone: Zone) {
  const authenticate = authenticator(deps);
  return (method: 'GET' | 'POST', path: string, access: Access, route: RawRoute): void => {
    const heading = headings(deps, zone, `/v1/certificate/${path}`);
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      if (deps.tokens !== null || access === 'open') {
        reply.header('access-control-allow-origin', '*');
      }
      const caller = await authenticate(request, access);
      if (!caller.ok) {
        const { error } = caller;
        const failure =
          error === 'unauthenticated' ? UNAUTHENTICATED : failureOfOutcome(outcomeOf(error));
        return sendFailure(reply, heading(request), failure);
      }
      const answer = await route.handle(request, caller.value);
      if (answer.ok) return reply.header('content-type', answer.value.type).send(answer.value.body);
      const { error } = answer;
      const failure =
        error.kind === 'fault' ? failureOfFault(error) : failureOfOutcome(outcomeOf(error));
      return sendFailure(reply, heading(request), failure);
    };
    const schema = operation({ tags, ...route.schema }, access);
    const shared = { method, handler, config: { role: 'certificates' } as const };
    app.route({ ...shared, url: `/api/rc/certificate/v1/${path}`, schema });
    app.route({ ...shared, url: `/rc/certificate/v1/${path}`, schema: { ...schema, hide: true } });
  };
}

const idIn = (request: FastifyRequest): string => (request.params as { readonly id: string }).id;

async function recordsOf(
  search: RegistrySearch,
  caller: Caller,
  deps: GatewayDeps,
): Promise<Result<readonly unknown[], Fault | Refusal>> {
  const found = await listed(search.learner, caller, deps, (states) =>
    listedCertificates(states, true, search),
  );
  if (!found.ok) return found;
  const records: unknown[] = [];
  const [first] = found.value;
  const user = first === undefined ? ok(null) : await userOf(first.state.key.learner, deps);
  if (!user.ok) return user;
  const recipient = user.value === null ? '' : recipientName(user.value);
  for (const certificate of found.value) {
    const { entry, state } = certificate;
    const own = [...state.generations.values()].find((g) => listedAs(g) === entry['identifier']);
    const view = own === undefined ? ok(null) : await deps.engine.certificate(own.id);
    if (!view.ok) return view;
    const course = deps.engine.catalogue.course(state.key.course)?.name ?? '';
    records.push(listedRecord(certificate, view.value, { recipient, course }));
  }
  return ok(records);
}

const userOf = (learner: LearnerId, { engine }: GatewayDeps): Answer<UserEntry | null> =>
  engine.catalogue.user(learner);

async function download(request: FastifyRequest, deps: GatewayDeps): Promise<RawAnswer> {
  const id = idIn(request);
  const accept = headerOf(request, 'accept');
  const found = await findCertificate(id, deps);
  if (!found.ok) return found;
  const { view, record, registry } = found.value;
  if (view === null) {
    return err(registry === 'silent' ? silent('registry') : fault('RESOURCE_NOT_FOUND'));
  }
  const wantsDocument = /image\/svg\+xml|application\/pdf/.test(accept);
  if (view.facts.issuedElsewhere !== true) {
    return wantsDocument ? ownDocument(view, accept, deps) : ownRecord(view, deps);
  }
  if (wantsDocument) return drawingElsewhere(id, headerOf(request, 'template'), deps);
  return ok(json(record === null ? openRecord(view, null) : withoutLearner(record)));
}

/** The portal asks for a drawing and prints it. */
async function ownDocument(
  view: CertificateView,
  accept: string,
  deps: GatewayDeps,
): Promise<RawAnswer> {
  const document = await documentOf(view, deps);
  if (!document.ok) return document;
  if (accept.includes(FORMATS.svg.mediaType)) {
    const drawing = await deps.picture(view.facts, 'svg');
    if (!drawing.ok) return drawing;
    return ok({ type: FORMATS.svg.mediaType, body: Buffer.from(drawing.value) });
  }
  return ok({ type: 'application/pdf', body: Buffer.from(document.value) });
}

async function ownRecord(view: CertificateView, { engine }: GatewayDeps): Promise<RawAnswer> {
  const document = await engine.certificateDocument(view.facts.certificate);
  if (!document.ok) return document;
  const opened = document.value === null ? 'unsigned' : openPdf(document.value);
  return ok(json(openRecord(view, typeof opened === 'string' ? null : opened.credential)));
}

/** O2. */
async function drawingElsewhere(
  id: string,
  templateUrl: string,
  { elsewhere }: GatewayDeps,
): Promise<RawAnswer> {
  if (elsewhere.svg === null) return err(notSet('LAUREL_ISSUED_REGISTRY_URL'));
  const svg = await elsewhere.svg(id, templateUrl);
  if (!svg.ok) return err(silent('registry'));
  if (svg.value === null) return err(fault('RESOURCE_NOT_FOUND'));
  return ok({ type: 'image/svg+xml', body: svg.value });
}

async function publicKey(id: string, { issuer, elsewhere }: GatewayDeps): Promise<RawAnswer> {
  const own = issuer?.keys.find(({ kid }) => kid === id);
  if (own !== undefined) {
    const value = own.key.export({ type: 'spki', format: 'pem' });
    return ok(json({ osid: id, alg: 'EdDSA', value, osOwner: [] }));
  }
  if (elsewhere.key === null) return err(fault('RESOURCE_NOT_FOUND'));
  const key = await elsewhere.key(id);
  if (!key.ok) return err(silent('registry'));
  return key.value === null ? err(fault('RESOURCE_NOT_FOUND')) : ok(json(key.value));
}
