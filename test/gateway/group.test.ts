import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { KEY, NOW, content, given, type Differing, type Given } from './given.js';

const AGGREGATE = '/v1/group/activity/agg';
const request = { groupId: 'g1', activityId: 'do_c', activityType: 'Course' };

describe('the aggregate of a group whose members the group service knows', () => {
  it('echoes what the service says of each member with progress, and counts them', async () => {
    const members = [
      { userId: 'u1', name: 'Asha', role: 'admin', status: 'active', createdBy: 'u9', phone: '1' },
      { userId: 'u2', name: 'Ravi' },
      { name: 'nobody' },
    ];
    const { ask } = await withWork({ groups: { members: () => Promise.resolve(ok(members)) } });
    const { body } = await ask('POST', AGGREGATE, { request });
    expect(body.result).toEqual({
      groupId: 'g1',
      activity: {
        ...{ id: 'do_c', type: 'Course' },
        agg: [{ metric: 'enrolmentCount', lastUpdatedOn: NOW, value: 1 }],
      },
      members: [
        {
          ...{ userId: 'u1', name: 'Asha', role: 'admin', status: 'active', createdBy: 'u9' },
          agg: [{ metric: 'completedCount', value: 1, lastUpdatedOn: NOW }],
        },
      ],
    });
  });

  it('believes the service and not the request', async () => {
    const { ask } = await withWork({ groups: { members: () => Promise.resolve(ok([])) } });
    const { body } = await ask('POST', AGGREGATE, { request: { ...request, userIds: ['u1'] } });
    expect(body.result['members']).toEqual([]);
  });

  it('asks the service for the group with the token of the caller', async () => {
    const asked: unknown[] = [];
    const groups = {
      members: (...args: unknown[]) => {
        asked.push(args);
        return Promise.resolve(ok([]));
      },
    };
    const { app } = await given({ groups });
    const headers = { 'x-authenticated-user-token': 'token-1' };
    await app.inject({ method: 'POST', url: AGGREGATE, headers, payload: { request } });
    expect(asked).toEqual([['g1', 'token-1']]);
  });

  it('is refused while the service does not answer', async () => {
    const groups = { members: () => Promise.resolve(err({ detail: 'no answer' })) };
    const { ask } = await given({ groups });
    const { status, body } = await ask('POST', AGGREGATE, { request });
    expect([status, body.params['err'], body.params['errmsg']]).toEqual([
      500,
      'ERR_CALLING_GROUOP_API',
      'Error while fetching group members record.',
    ]);
  });
});

describe('a member of two batches', () => {
  it('appears once for each, and counts once', async () => {
    const { ask, engine } = await withWork();
    const key = { ...KEY, batch: 'b-ended' as never };
    const common = { key, receivedAt: NOW, courseVersion: 1 };
    const [first] = engine.state(KEY).contents.values();
    await engine.submit([{ kind: 'observe', ...common, contents: [first!] }]);
    const { body } = await ask('POST', AGGREGATE, { request: { ...request, userIds: ['u1'] } });
    expect(body.result['members']).toHaveLength(2);
    expect(body.result['activity']).toMatchObject({ agg: [{ value: 1 }] });
  });
});

async function withWork(differing: Differing = {}): Promise<Given> {
  const made = await given(differing);
  await made.ask('PATCH', '/v1/content/state/update', { request: { contents: [content()] } });
  return made;
}
