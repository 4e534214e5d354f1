/**
 * A user's consent: give, take back, read.
 *
 * Source: `reference/lms.md` 4.6.
 */
import type { FastifyRequest } from 'fastify';
import { err, ok } from '../../../domain/result.js';
import { speaksFor, type Caller } from '../../caller.js';
import { consentFields, heldConsent, parseConsent, parseConsentFilters } from '../../consent.js';
import { fault, faultAs } from '../../fault.js';
import { CONSENT_READ, CONSENT_UPDATE } from '../schemas/consent.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

const tags = ['consent'];
const NOT_FOUND = 404;

/** Adds the routes of this resource. */
export function consentRoutes({ deps, add }: Sunbird): void {
  const { catalogue } = deps.engine;
  const update = async (request: FastifyRequest, caller: Caller): Promise<Answered> => {
    const decision = parseConsent(request.body);
    if (!decision.ok) return decision;
    const { user, consumer } = decision.value;
    if (!caller.system && !speaksFor(caller, user)) return err(fault('UNAUTHORIZED_USER'));
    const known = await deps.people?.organisationExists(consumer);
    if (known?.ok === false) {
      return err(fault('SERVICE_UNAVAILABLE', 'The user service did not answer.'));
    }
    if (known?.value === false) return err(faultAs('INVALID_ORG_ID', { status: NOT_FOUND }));
    const held = await catalogue.user(user);
    if (!held.ok) return held;
    const fields = consentFields(decision.value, held.value, deps.clock());
    if (!fields.ok) return fields;
    const done = await catalogue.putUsers([[user, fields.value]]);
    if (!done.ok) return done;
    return ok({ consent: { userId: user }, message: 'User Consent updated successfully.' });
  };
  const read = async (request: FastifyRequest, caller: Caller): Promise<Answered> => {
    const subject = parseConsentFilters(request.body);
    if (!subject.ok) return subject;
    const { user } = subject.value;
    if (!caller.system && !speaksFor(caller, user)) return err(fault('UNAUTHORIZED_USER'));
    const held = await catalogue.user(user);
    if (!held.ok) return held;
    const consent = heldConsent(subject.value, held.value);
    return consent === null ? err(fault('USER_CONSENT_NOT_FOUND')) : ok({ consents: [consent] });
  };
  add({
    method: 'POST',
    path: '/v1/user/consent/update',
    access: 'user',
    role: 'api',
    schema: { summary: 'Give a consent, or take it back', tags, body: CONSENT_UPDATE },
    handle: update,
  });
  for (const path of ['/v1/user/consent/read', '/v2/user/consent/read']) {
    const schema = { summary: 'Read a consent', tags, body: CONSENT_READ };
    add({ method: 'POST', path, access: 'user', schema, role: 'api', handle: read });
  }
}
