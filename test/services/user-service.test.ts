import { describe, expect, it } from 'vitest';
import type { LearnerId } from '../../src/domain/ids.js';
import type { HttpAnswer } from '../../src/services/http-service.js';
import { recipient, USER_QUERY, userService } from '../../src/services/user-service.js';
import { answered, BLOCKED, fakeService, userAnswer, type FakeService } from './given.js';

const LEARNER = 'user-1' as LearnerId;
const PATH = '/private/user/v1/read/user-1?fields=locations,organisations';

describe('Reading a user', () => {
  it('asks for one user with the query that it is for', async () => {
    const http = fakeService({});

    await userService(http, USER_QUERY.cache).read('a/b' as LearnerId);
    await userService(http, USER_QUERY.certificate, '/user/').read(LEARNER);

    expect(http.calls).toEqual([
      'GET /private/user/v1/read/a%2Fb?fields=locations,organisations',
      'GET /user/user-1?organisations,roles,locations,declarations,externalIds',
    ]);
  });

  it('gives the profile with empty texts for what is null', async () => {
    const profileUserTypes = [{ type: 'teacher', subType: null }];
    const answer = await read(userAnswer({ profileUserTypes, userLocations: [{ type: 'state' }] }));

    expect(answer).toEqual({
      kind: 'found',
      profile: {
        plain: {
          firstname: 'Utkarsha',
          lastname: 'Kapoor',
          encemail: '',
          encphone: '',
          rootorgid: '0127738024883077121',
          userid: 'a962a4ff-b5b5-46ad-a9fa-f54edf1bcccb',
          status: '1',
        },
        languages: ['English'],
        organisation: 'Root Org2',
        locations: [{ type: 'state', name: '', code: '' }],
        types: [{ type: 'teacher' }],
        framework: new Map([
          ['board', ['TestBoard-Health']],
          ['gradeLevel', ['Volunteers']],
          ['id', ['testboard_health']],
          ['medium', ['English']],
          ['subject', ['IRCS']],
        ]),
      },
    });
  });

  it('tells an absent list and an absent framework from empty ones', async () => {
    const none = await read(userAnswer({ language: null, framework: undefined }));
    const empty = await read(userAnswer({ language: [], framework: {} }));

    expect(none).toMatchObject({ profile: { languages: null, framework: null } });
    expect(empty).toMatchObject({ profile: { languages: [], framework: new Map() } });
  });

  it.each<[string, HttpAnswer]>([
    ['by status and code', BLOCKED],
    ['by the code of notifications', answered(400, { params: { err: 'USER_ACCOUNT_BLOCKED' } })],
    ['in a text', answered(400, '... UOS_USRRED0006 ...')],
    [
      'by the envelope alone',
      answered(200, { responseCode: 'client_error', params: { err: 'uos_usrred0006' } }),
    ],
  ])('knows a blocked account %s', async (_, answer) => {
    expect(await read(answer)).toEqual({ kind: 'blocked' });
  });

  it.each<[string, HttpAnswer]>([
    ['a client error of another code', answered(400, { responseCode: 'CLIENT_ERROR' })],
    ['no such user', answered(404, { responseCode: 'RESOURCE_NOT_FOUND' })],
    ['no details', answered(200, { responseCode: 'OK', result: {} })],
    [
      'an error under a status of 200',
      answered(200, { responseCode: 'x', result: { response: {} } }),
    ],
    ['no body', answered(200, null)],
  ])('does not know a user of whom it is told %s', async (_, answer) => {
    expect(await read(answer)).toEqual({ kind: 'unknown' });
  });

  it.each([500, 503, 429, 401])('may be asked again after status %d', async (status) => {
    expect(await read(answered(status, 'UOS_USRRED0006'))).toEqual({
      kind: 'failed',
      detail: `the user service answered ${status}`,
    });
  });

  it('may be asked again when it is not there', async () => {
    const service = userService(fakeService({}), USER_QUERY.cache);

    expect(await service.read(LEARNER)).toEqual({
      kind: 'failed',
      detail: `GET ${PATH}: ECONNREFUSED`,
    });
  });
});

describe('The recipient of a certificate', () => {
  it('is the user with name, organisation and places', async () => {
    const found = await recipient(
      users(userAnswer({ lastName: null, maskedPhone: '**83' })),
      LEARNER,
    );

    expect(found).toMatchObject({
      ok: true,
      value: { firstname: 'Utkarsha', lastname: '', maskedphone: '**83', district: 'CUTTACK' },
    });
  });

  it('is nobody when the account is blocked or unknown', async () => {
    expect(await recipient(users(BLOCKED), LEARNER)).toEqual({ ok: true, value: null });
    expect(await recipient(users(answered(404, null)), LEARNER)).toEqual({ ok: true, value: null });
  });

  it('is not known while the service does not answer', async () => {
    const found = await recipient(users(answered(500, { err: 'x' })), LEARNER);

    expect(found).toEqual({ ok: false, error: { detail: 'the user service answered 500' } });
  });
});

const users = (answer: HttpAnswer): ReturnType<typeof userService> =>
  userService(serving(answer), USER_QUERY.cache);

const read = (answer: HttpAnswer): ReturnType<ReturnType<typeof userService>['read']> =>
  users(answer).read(LEARNER);

const serving = (answer: HttpAnswer): FakeService => fakeService({ [PATH]: answer });
