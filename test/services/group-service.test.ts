import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { groupService } from '../../src/services/group-service.js';
import { answered, fakeService, type FakeService } from './given.js';

const GROUP = '/private/v1/group/read/g%2F1?fields=members';
const members = [{ userId: 'u1', name: 'Asha' }];

describe('The members of a group', () => {
  it('are those that the service names, asked for in the name of the caller', async () => {
    const http = fakeService({ [GROUP]: answered(200, { result: { members } }) });
    const headers: unknown[] = [];
    const groups = groupService((sent) => {
      headers.push(sent);
      return http;
    });

    expect(await groups.members('g/1', 'token-1')).toEqual(ok(members));
    expect(headers).toEqual([{ 'x-authenticated-user-token': 'token-1' }]);
  });

  it('are none where the service names none', async () => {
    const http = fakeService({ [GROUP]: answered(200, { result: { members: null } }) });

    expect(await membersAt(http)).toEqual(ok([]));
  });

  it.each([401, 404, 500])('are not known where the service answers %i', async (status) => {
    const http = fakeService({ [GROUP]: answered(status, { result: { members } }) });

    const detail = `the group service answered ${String(status)}`;
    expect(await membersAt(http)).toEqual(err({ detail }));
  });

  it('are not known where nobody answers', async () => {
    expect((await membersAt(fakeService({}))).ok).toBe(false);
  });
});

const membersAt = (http: FakeService) => groupService(() => http).members('g/1', 'token-1');
