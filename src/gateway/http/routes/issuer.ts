/**
 * Who issues certificates here and with which keys, for programs that check a credential: the
 * document of its did:web identifier, and the keys alone.
 */
import type { FastifyInstance } from 'fastify';
import { didDocument } from '../../../certificates/credential/did-document.js';
import { publicKeySet } from '../../../certificates/credential/key-ring.js';
import type { GatewayDeps } from '../deps.js';
import { ISSUER_ANSWERS } from '../schemas/documents.js';
import { headings, sendFailure } from '../sunbird-route.js';
import type { Zone } from '../../zone.js';
import { UNKNOWN } from '../certificate-file.js';

/** A rotation is rare, and a verifier that meets a new key asks again. */
const CACHED = 'public, max-age=300';

/** Adds the routes of this resource; an installation without keys answers 404. */
export function issuerRoutes(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const { issuer } = deps;
  const heading = headings(deps, zone, null);
  const add = (path: string, summary: string, hide: boolean, type: string, body: string): void => {
    const schema = { summary, tags: ['certificate'], hide, response: ISSUER_ANSWERS };
    app.get(path, { schema }, (request, reply) => {
      reply.header('access-control-allow-origin', '*');
      if (issuer === null) return sendFailure(reply, heading(request), UNKNOWN);
      return reply.header('cache-control', CACHED).header('content-type', type).send(body);
    });
  };
  const document = issuer === null ? '' : JSON.stringify(didDocument(issuer.did, issuer.keys));
  const keys = issuer === null ? '' : publicKeySet(issuer.keys);
  const did = 'The issuer of certificates (did:web)';
  add('/.well-known/did.json', did, false, 'application/did+json', document);
  // Where the identifier has a path, its document is right below that.
  add('/did.json', did, true, 'application/did+json', document);
  const set = 'The public keys that verify certificates';
  add('/.well-known/jwks.json', set, false, 'application/jwk-set+json', keys);
}
