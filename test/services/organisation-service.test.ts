import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { organisationService } from '../../src/services/organisation-service.js';
import { answered, fakeService, userAnswer } from './given.js';

const USER = '/private/user/v1/read/user-1';
const ORGANISATION = '/v1/org/read';
const NOT_THERE = answered(404, { responseCode: 'RESOURCE_NOT_FOUND' });
const FAILED = answered(500, {});

describe('The root organisation of a user', () => {
  it.each([
    ['is the one that the user has', userAnswer({ rootOrgId: 'org-1' }), ok('org-1')],
    [
      'is the one registered with, where that is a root',
      userAnswer({ rootOrgId: 'org-1', registeredOrg: { id: 'org-2', isRootOrg: true } }),
      ok('org-2'),
    ],
    [
      'is not one registered with that is no root',
      userAnswer({ rootOrgId: 'org-1', registeredOrg: { id: 'org-2', isRootOrg: false } }),
      ok('org-1'),
    ],
    ['is nothing where the user has none', userAnswer({ rootOrgId: null }), ok('')],
    ['is not there where the user was deleted', userAnswer({ isDeleted: true }), ok(null)],
    ['is not there where nobody knows the user', NOT_THERE, ok(null)],
    [
      'is not known where the service fails',
      FAILED,
      err({ detail: 'the user service answered 500' }),
    ],
  ])('%s', async (_, answer, expected) => {
    const http = fakeService({ [USER]: answer });

    expect(await organisationService(http).rootOrganisation('user-1')).toEqual(expected);
  });
});

describe('An organisation', () => {
  const found = answered(200, { responseCode: 'OK', result: { response: { id: 'org-1' } } });

  it.each([
    ['exists where the service has it', found, ok(true)],
    ['does not exist where the service has none', NOT_THERE, ok(false)],
    ['does not exist where the answer is empty', answered(200, { result: {} }), ok(false)],
    ['may exist where the service fails', FAILED, err({ detail: 'the user service answered 500' })],
  ])('%s', async (_, answer, expected) => {
    const http = fakeService({ [ORGANISATION]: answer });

    expect(await organisationService(http).organisationExists('org-1')).toEqual(expected);
  });

  it('of another id than was asked for does not count', async () => {
    const http = fakeService({ [ORGANISATION]: found });

    expect(await organisationService(http).organisationExists('org-2')).toEqual(ok(false));
  });

  it('cannot be asked for where nobody answers', async () => {
    const answer = await organisationService(fakeService({})).organisationExists('org-1');

    expect(answer.ok).toBe(false);
  });
});
