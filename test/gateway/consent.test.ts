import { describe, expect, it } from 'vitest';
import { ok } from '../../src/domain/result.js';
import type { People } from '../../src/gateway/people.js';
import { NOW, given } from './given.js';

const UPDATE = '/v1/user/consent/update';
const READ = '/v1/user/consent/read';
const consent = {
  userId: 'u1',
  consumerId: 'org-1',
  objectId: 'do_c',
  objectType: 'Collection',
  status: 'ACTIVE',
};

describe('a consent', () => {
  it('is answered as the user service does', async () => {
    const { ask } = await given();
    const { status, body } = await ask('POST', UPDATE, { request: { consent } });
    expect([status, body.id]).toEqual([200, 'api.user.consent.update']);
    expect(body.result).toEqual({
      consent: { userId: 'u1' },
      message: 'User Consent updated successfully.',
    });
  });

  it('can be read with its times', async () => {
    const { ask } = await given();
    await ask('POST', UPDATE, { request: { consent } });
    const { body } = await ask('POST', READ, { request: { consent: { filters: consent } } });
    expect(body.result['consents']).toEqual([
      {
        id: 'usr-consent:u1:org-1:do_c',
        ...consent,
        consumerType: 'ORGANISATION',
        expiry: NOW + 100 * 86_400_000,
        categories: null,
        createdOn: NOW,
        lastUpdatedOn: NOW,
      },
    ]);
  });

  it('taken back keeps the time at which it was first given', async () => {
    let now = NOW;
    const { ask } = await given({ clock: () => now });
    await ask('POST', UPDATE, { request: { consent } });
    now += 5000;
    await ask('POST', UPDATE, { request: { consent: { ...consent, status: 'REVOKED' } } });
    const { body } = await ask('POST', READ, { request: { consent: { filters: consent } } });
    expect(body.result['consents']).toMatchObject([
      { status: 'REVOKED', createdOn: NOW, lastUpdatedOn: NOW + 5000 },
    ]);
  });

  it('leaves everything else that is known of the user', async () => {
    const { ask, engine } = await given();
    await engine.catalogue.putUsers([['u1' as never, { firstname: 'Asha' }]]);
    await ask('POST', UPDATE, { request: { consent } });
    const user = await engine.catalogue.user('u1' as never);
    expect(user).toMatchObject({ value: { firstname: 'Asha' } });
  });

  it('for one object says nothing of another, whatever their ids', async () => {
    const { ask } = await given();
    const one = { ...consent, consumerId: 'a:b', objectId: 'c' };
    await ask('POST', UPDATE, { request: { consent: one } });
    const other = { ...consent, consumerId: 'a', objectId: 'b:c' };
    const { status, body } = await ask('POST', READ, { request: { consent: { filters: other } } });
    expect([status, body.params['err'], body.responseCode]).toEqual([
      404,
      'USER_CONSENT_NOT_FOUND',
      'RESOURCE_NOT_FOUND',
    ]);
  });

  it('that somebody else wrote over in the user cache is none', async () => {
    const { ask, engine } = await given();
    await engine.catalogue.putUsers([['u1' as never, { 'consent:org-1:do_c': '{' }]]);
    const { status } = await ask('POST', READ, { request: { consent: { filters: consent } } });
    expect(status).toBe(404);
  });

  it.each([
    ['userId', 'MANDATORY_PARAMETER_MISSING'],
    ['consumerId', 'MANDATORY_PARAMETER_MISSING'],
    ['objectType', 'MANDATORY_PARAMETER_MISSING'],
    ['objectId', 'MANDATORY_PARAMETER_MISSING'],
    ['status', 'MANDATORY_PARAMETER_MISSING'],
  ])('without %s is refused', async (name, code) => {
    const { ask } = await given();
    const { status, body } = await ask('POST', UPDATE, {
      request: { consent: { ...consent, [name]: '' } },
    });
    expect([status, body.params['err']]).toEqual([400, code]);
    expect(body.params['errmsg']).toBe(`Mandatory parameter ${name} is missing.`);
  });

  it.each(['active', 'GIVEN'])('with the status %s is refused', async (status) => {
    const { ask } = await given();
    const { body } = await ask('POST', UPDATE, { request: { consent: { ...consent, status } } });
    expect(body.params['err']).toBe('INVALID_CONSENT_STATUS');
  });

  it('for an organisation that nobody knows is refused', async () => {
    const { ask } = await given({ people: knowing(['org-2']) });
    const { status, body } = await ask('POST', UPDATE, { request: { consent } });
    expect([status, body.params['err']]).toEqual([404, 'INVALID_ORG_ID']);
  });

  it('beyond the limit of one user is refused', async () => {
    const { ask, engine } = await given();
    const many = Array.from({ length: 1000 }, (_, i) => [`consent:o:${String(i)}`, '{}'] as const);
    await engine.catalogue.putUsers([['u1' as never, Object.fromEntries(many)]]);
    const { status, body } = await ask('POST', UPDATE, { request: { consent } });
    expect([status, body.params['err']]).toEqual([400, 'LIMIT_EXCEEDED']);
  });
});

/** A service that knows these organisations. */
const knowing = (organisations: readonly string[]): People => ({
  rootOrganisation: () => Promise.resolve(ok('')),
  organisationExists: (id) => Promise.resolve(ok(organisations.includes(id))),
});
