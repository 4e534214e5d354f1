/**
 * Takes certificates back, and tells verifiers which were.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { statusList } from '../../../certificates/credential/status-list.js';
import { parseCertificateId } from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import { fault } from '../../fault.js';
import { parseRevocation, revokeCommand } from '../../revocation.js';
import type { Zone } from '../../zone.js';
import { refusal, UNKNOWN } from '../certificate-file.js';
import type { GatewayDeps } from '../deps.js';
import { SUCCESS, success } from '../schemas/answer.js';
import { STATUS_ANSWERS } from '../schemas/documents.js';
import { REVOCATION } from '../schemas/certificate-issue.js';
import { params } from '../schemas/shape.js';
import { headings, sendFailure, type Answered, type Sunbird } from '../sunbird-route.js';

const tags = ['certificate'];

/** Adds the route that revokes; repeating it keeps the first reason. */
export function revocationRoutes({ deps, add }: Sunbird): void {
  const { engine } = deps;
  const revoke = async (request: FastifyRequest): Promise<Answered> => {
    const asked = parseRevocation(request.body);
    if (!asked.ok) return asked;
    const view = await engine.certificate(asked.value.certificate);
    if (!view.ok) return view;
    if (view.value === null) return err(fault('RESOURCE_NOT_FOUND'));
    const command = revokeCommand(asked.value, view.value.facts, deps.clock());
    const done = await engine.submit([command]);
    return done.ok ? ok({ response: 'SUCCESS' }) : done;
  };
  add({
    method: 'POST',
    path: '/v1/certificate/revoke',
    access: 'system',
    role: 'certificates',
    schema: { summary: 'Revoke a certificate', tags, body: REVOCATION, response: success(SUCCESS) },
    handle: revoke,
  });
}

/** Adds the status list of each certificate, for programs. */
export function certificateStatusRoute(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const heading = headings(deps, zone, null);
  const schema = {
    summary: 'Whether a certificate was revoked (Bitstring Status List, signed)',
    tags,
    params: params('id'),
    response: STATUS_ANSWERS,
  };
  app.get('/certificates/:id/status', { schema }, async (request, reply) => {
    reply.header('access-control-allow-origin', '*');
    const { issuer } = deps;
    const id = parseCertificateId((request.params as { readonly id: string }).id);
    if (!id.ok || issuer === null) return sendFailure(reply, heading(request), UNKNOWN);
    const view = await deps.engine.certificate(id.value);
    if (!view.ok) return sendFailure(reply, heading(request), refusal(view.error));
    if (view.value === null) return sendFailure(reply, heading(request), UNKNOWN);
    const { facts, revocation } = view.value;
    const list = statusList(facts.verifyUrl, revocation !== null, issuer.did, deps.clock());
    return reply.header('content-type', 'application/jwt').send(issuer.sign(list));
  });
}
