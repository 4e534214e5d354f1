import { describe, expect, it } from 'vitest';
import { NEVER } from '../../src/domain/ids.js';
import { HIERARCHY, KEY, NOW, TEMPLATE, content, given } from './given.js';

const UPDATE = '/v1/content/state/update';

describe('a content state read', () => {
  const READ = '/v1/content/state/read';
  const request = { courseId: 'do_c', batchId: 'b-live' };

  it('shows a row for each content', async () => {
    const { ask } = await given();
    const contents = [
      content({ progressdetails: { page: 3 } }),
      content({ contentId: 'do_y', status: 1 }),
    ];
    await ask('PATCH', UPDATE, { request: { contents } });
    const { body } = await ask('POST', READ, { request });
    expect(body.result['contentList']).toEqual([
      {
        contentId: 'do_x',
        batchId: 'b-live',
        courseId: 'do_c',
        collectionId: 'do_c',
        status: 2,
        progress: 100,
        viewCount: 1,
        completedCount: 1,
        lastAccessTime: '2024-05-20 15:30:00:000+0530',
        lastCompletedTime: '2024-05-20 15:30:00:000+0530',
        completionPercentage: null,
        progressdetails: { page: 3 },
      },
      expect.objectContaining({ contentId: 'do_y', status: 1, lastCompletedTime: null }),
    ]);
  });

  it('shows the contents asked for, and scores where asked', async () => {
    const { ask } = await given();
    const event = { ets: 1, edata: { item: { id: 'q', maxscore: 2 }, score: 1 } };
    const assessment = {
      ...content({ contentId: 'do_q' }),
      assessmentTs: NOW,
      userId: 'u1',
      attemptId: 'a1',
      events: [event],
    };
    await ask('PATCH', UPDATE, { request: { contents: [content()], assessments: [assessment] } });
    const wanted = { ...request, contentIds: ['do_q'], fields: ['score'] };
    const { body } = await ask('POST', READ, { request: wanted });
    expect(body.result['contentList']).toEqual([
      expect.objectContaining({
        contentId: 'do_q',
        score: [{ attemptId: 'a1', lastAttemptedOn: NOW, totalMaxScore: 2, totalScore: 1 }],
      }),
    ]);
  });

  it('is empty where nothing is known', async () => {
    const { ask } = await given();
    const { body } = await ask('POST', READ, { request });
    expect(body.result).toEqual({ contentList: [] });
  });

  it.each([
    ['course ids that are no list', { courseId: 'c', courseIds: {} }, 'DATA_TYPE_ERROR'],
    ['content ids that are no list', { ...request, contentIds: 'x' }, 'DATA_TYPE_ERROR'],
    ['no course', { batchId: 'b' }, 'MANDATORY_PARAMETER_MISSING'],
    ['no batch', { courseIds: ['c'] }, 'MANDATORY_PARAMETER_MISSING'],
    [
      'a course that is null, beside others',
      { courseId: null, courseIds: ['c'], batchId: 'b' },
      'MANDATORY_PARAMETER_MISSING',
    ],
  ])('is refused with %s', async (_, wanted, code) => {
    const { ask } = await given();
    const { status, body } = await ask('POST', READ, { request: wanted });
    expect([status, body.params['err']]).toEqual([400, code]);
  });
});

describe('publishing a course', () => {
  const publish = (courseId: string): [string, unknown] => [
    `/v1/course/hierarchy/${courseId}`,
    { request: { hierarchy: HIERARCHY } },
  ];

  it('answers with its version and what counts', async () => {
    const { ask } = await given();
    const { body } = await ask('PUT', ...publish('do_c'));
    expect(body.result).toEqual({
      courseId: 'do_c',
      version: 1,
      leafNodes: 3,
      requiredNodes: 3,
      units: 1,
    });
  });

  it('dry, says who would change, and changes nothing', async () => {
    const { ask, engine } = await given();
    await ask('POST', '/v1/course/enroll', {
      request: { userId: 'u1', courseId: 'do_c', batchId: 'b-live' },
    });
    await ask('PATCH', '/v1/content/state/update', {
      request: { userId: 'u1', contents: [content()] },
    });
    const small = { ...HIERARCHY, children: [{ identifier: 'do_x', mimeType: 'application/pdf' }] };

    const { body } = await ask('PUT', '/v1/course/hierarchy/do_c?dryRun=true', {
      request: { hierarchy: small },
    });

    expect(body.result).toMatchObject({ dryRun: true, completes: 1, progressUp: 0, unchanged: 0 });
    expect(body.result['learners']).toMatchObject([
      { userId: 'u1', batchId: 'b-live', change: 'completes', percentAfter: 100 },
    ]);
    expect(engine.catalogue.course('do_c' as never)?.version).toBe(1);
    expect(engine.state(KEY).completedAt).toBe(NEVER);
  });

  it('under another id is refused', async () => {
    const { ask } = await given();
    const { status, body } = await ask('PUT', ...publish('do_other'));
    expect([status, body.params['err']]).toEqual([400, 'INVALID_HIERARCHY']);
  });
});

describe('an entry of the user cache', () => {
  const put = '/v1/user/cache/u1';

  it('is kept as texts', async () => {
    const { ask, engine } = await given();
    const user = { userid: 'u1', firstname: 'Asha', status: 1, language: ['en'], email: null };
    const { body } = await ask('PUT', put, { request: { user } });
    expect(body.result['response']).toBe('SUCCESS');
    const held = await engine.catalogue.user('u1' as never);
    expect(held).toEqual({
      ok: true,
      value: { userid: 'u1', firstname: 'Asha', status: '1', language: '["en"]', email: '' },
    });
  });

  it.each([
    ['no user', {}, 'MANDATORY_PARAMETER_MISSING'],
    ['a text as user', { user: 'x' }, 'DATA_TYPE_ERROR'],
    ['the id of another user', { user: { userid: 'u2' } }, 'INVALID_PARAMETER_VALUE'],
    ['a field too long', { user: { x: 'x'.repeat(8193) } }, 'LIMIT_EXCEEDED'],
  ])('is refused with %s', async (_, request, code) => {
    const { ask } = await given();
    const { status, body } = await ask('PUT', put, { request });
    expect([status, body.params['err']]).toEqual([400, code]);
  });
});

describe('an explanation', () => {
  const path = '/v1/learner/u1/course/do_c/batch/b-live/explain';

  it('says what is missing and why there is no certificate', async () => {
    const { ask } = await given();
    const batch = { courseId: 'do_c', batchId: 'b-live' };
    const template = { request: { batch: { ...batch, template: TEMPLATE } } };
    await ask('PATCH', '/v1/course/batch/cert/template/add', template);
    await ask('POST', '/v1/course/enroll', { request: batch });
    await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    const { body } = await ask('GET', path);
    expect(body.result).toMatchObject({
      enrolled: true,
      active: true,
      missing: ['do_y', 'do_q'],
      completedAt: null,
      progress: { status: 1, completed: 1, required: 3, percentage: 33 },
    });
    expect(body.result['why']).toEqual([
      'Not complete: 2 of 3 required contents are missing: do_y, do_q.',
      'Certificate "Certificate of completion": status 2 is asked for, it is 1.',
      'Certificate "Certificate of completion": the user cache does not know the learner; ' +
        'it waits until it does.',
    ]);
  });

  it('says that a learner never enrolled', async () => {
    const { ask } = await given();
    const { body } = await ask('GET', path);
    expect(body.result['why']).toEqual([
      'The learner has never enrolled; work so far will count on enrolling.',
    ]);
  });

  it('is refused for an unknown batch', async () => {
    const { ask } = await given();
    const { status, body } = await ask('GET', path.replace('b-live', 'b-none'));
    expect([status, body.params['err']]).toEqual([400, 'INVALID_COURSE_BATCH_ID']);
  });
});

describe("a group's aggregate", () => {
  const AGGREGATE = '/v1/group/activity/agg';
  const request = { groupId: 'g1', activityId: 'do_c', activityType: 'Course' };

  it('shows the members named that have progress', async () => {
    const { ask } = await given();
    await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    const { body } = await ask('POST', AGGREGATE, {
      request: { ...request, userIds: ['u1', 'u2'] },
    });
    expect(body.result).toEqual({
      groupId: 'g1',
      activity: {
        id: 'do_c',
        type: 'Course',
        agg: [{ metric: 'enrolmentCount', lastUpdatedOn: NOW, value: 1 }],
      },
      members: [
        {
          userId: 'u1',
          agg: [{ metric: 'completedCount', value: 1, lastUpdatedOn: NOW }],
        },
      ],
    });
  });

  it.each([
    ['nothing', {}, 'INVALID_REQUESTED_DATA'],
    ['no group', { ...request, groupId: '' }, 'GROUP_ID_MISSING'],
    ['no activity', { ...request, activityId: null }, 'ACTIVITY_ID_MISSING'],
    ['no type', { ...request, activityType: ' ' }, 'ACTIVITY_TYPE_MISSING'],
    ['no members', request, 'MANDATORY_PARAMETER_MISSING'],
  ])('is refused with %s', async (_, asked, code) => {
    const { ask } = await given();
    const { status, body } = await ask('POST', AGGREGATE, { request: asked });
    expect([status, body.params['err']]).toEqual([400, code]);
  });
});
