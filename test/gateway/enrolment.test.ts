import { listingOf } from '../../src/domain/issued-list.js';
import { describe, expect, it } from 'vitest';
import { NOW, KEY, addBatch, content, given, type Given } from './given.js';

const ENROL = '/v1/course/enroll';
const UNENROL = '/v1/course/unenroll';
const request = { courseId: 'do_c', batchId: 'b-live' };

describe('enrolling', () => {
  it('makes an active enrolment', async () => {
    const { ask, engine } = await given();
    const { status, body } = await ask('POST', ENROL, { request });
    expect([status, body.result]).toEqual([200, { response: 'SUCCESS' }]);
    expect(engine.state(KEY).membership).toEqual({
      active: true,
      decidedAt: NOW,
      enrolledAt: NOW,
      addedBy: 'u1',
    });
  });

  it('is open before the batch starts', async () => {
    const { ask } = await given();
    const reply = await ask('POST', ENROL, { request: { ...request, batchId: 'b-future' } });
    expect(reply.status).toBe(200);
  });

  it.each([
    ['a batch', {}, { courseId: 'do_c' }, 'MANDATORY_PARAMETER_MISSING'],
    ['a course', {}, { batchId: 'b-live' }, 'MANDATORY_PARAMETER_MISSING'],
    ['a known batch', {}, { ...request, batchId: 'b-none' }, 'INVALID_COURSE_BATCH_ID'],
    ['the course of the batch', {}, { ...request, courseId: 'x' }, 'INVALID_COURSE_BATCH_ID'],
    ['a batch that goes on', { endDate: '2024-05-19' }, request, 'COURSE_BATCH_ALREADY_COMPLETED'],
    [
      'open enrolment',
      { enrollmentEndDate: '2024-05-19' },
      request,
      'COURSE_BATCH_ENROLLMENT_DATE_ENDED',
    ],
  ])('is refused for want of %s', async (_, dates, body, code) => {
    const { ask, engine } = await given();
    await addBatch(engine, { batchId: 'b-live', ...dates });
    const reply = await ask('POST', ENROL, { request: body });
    expect([reply.status, reply.body.params['err']]).toEqual([400, code]);
  });

  it('is refused where the batch has no type', async () => {
    const { ask, engine } = await given();
    const batch = engine.catalogue.batch('b-live' as never)!;
    await engine.catalogue.putBatch({ ...batch, enrolmentType: '' });
    const reply = await ask('POST', ENROL, { request });
    expect(reply.body.params['err']).toBe('ENROLLMENT_TYPE_VALIDATION');
  });

  it('twice is refused', async () => {
    const { ask } = await given();
    await ask('POST', ENROL, { request });
    const reply = await ask('POST', ENROL, { request });
    expect(reply.body.params['err']).toBe('USER_ALREADY_ENROLLED_COURSE');
  });

  it('by an administrator enrols the user named', async () => {
    const { ask, engine } = await given();
    await ask(
      'POST',
      '/v1/course/admin/enroll',
      { request: { ...request, userId: 'u9' } },
      'admin',
    );
    const membership = engine.state({ ...KEY, learner: 'u9' as never }).membership;
    expect(membership).toMatchObject({ active: true, addedBy: 'admin' });
  });

  it('needs a caller', async () => {
    const { ask } = await given();
    expect((await ask('POST', ENROL, { request }, '')).status).toBe(401);
  });
});

describe('leaving', () => {
  it('ends an enrolment and keeps its work', async () => {
    const { ask, engine } = await given();
    await ask('POST', ENROL, { request });
    await ask('PATCH', '/v1/content/state/update', { request: { contents: [content()] } });
    await ask('POST', UNENROL, { request });
    expect(engine.state(KEY).membership?.active).toBe(false);
    expect(engine.state(KEY).contents.size).toBe(1);
  });

  it('and enrolling again at the same moment counts in the order asked', async () => {
    const { ask, engine } = await given();
    for (const path of [ENROL, UNENROL, ENROL, UNENROL]) await ask('POST', path, { request });
    expect(engine.state(KEY).membership).toMatchObject({ active: false, enrolledAt: NOW });
  });

  it('without an enrolment is refused', async () => {
    const { ask } = await given();
    const { status, body } = await ask('POST', UNENROL, { request });
    expect([status, body.params['err']]).toEqual([400, 'USER_NOT_ENROLLED_COURSE']);
  });

  it('a completed course is refused', async () => {
    const { ask } = await given();
    await complete(ask);
    const { body } = await ask('POST', UNENROL, { request });
    expect(body.params['err']).toBe('COURSE_BATCH_ALREADY_COMPLETED');
  });
});

describe('the list of enrolments', () => {
  it('shows course, progress and batch', async () => {
    const { ask } = await given();
    await ask('POST', ENROL, { request });
    await ask('PATCH', '/v1/content/state/update', { request: { contents: [content()] } });
    const url = '/v1/user/courses/list/u1?batchDetails=name,status';
    const { body } = await ask('GET', url);
    expect(body.result['courses']).toEqual([
      expect.objectContaining({
        userId: 'u1',
        courseId: 'do_c',
        collectionId: 'do_c',
        contentId: 'do_c',
        batchId: 'b-live',
        active: true,
        courseName: 'A course',
        leafNodesCount: 3,
        enrolledDate: NOW,
        status: 1,
        progress: 1,
        completionPercentage: 33,
        contentStatus: { do_x: 2 },
        lastReadContentId: 'do_x',
        completedOn: null,
        issuedCertificates: [],
        batch: { batchId: 'b-live', identifier: 'b-live', name: 'A batch', status: 1 },
      }),
    ]);
  });

  it('shows completion with status 2', async () => {
    const { ask } = await given();
    await complete(ask);
    const { body } = await ask('POST', '/v2/user/courses/list', {
      request: { courseIds: ['do_c'] },
    });
    expect(body.result['courses']).toEqual([
      expect.objectContaining({
        status: 2,
        completionPercentage: 100,
        completedOn: NOW,
      }),
    ]);
  });

  it('leaves out other courses than those asked for', async () => {
    const { ask } = await given();
    await ask('POST', ENROL, { request });
    const { body } = await ask('POST', '/v2/user/courses/list', { request: { courseIds: ['x'] } });
    expect(body.result['courses']).toEqual([]);
  });

  it('leaves out enrolments that ended and courses that are unknown', async () => {
    const { ask, engine } = await given();
    await addBatch(engine, { batchId: 'b-strange', courseId: 'do_strange' });
    await ask('POST', ENROL, { request: { courseId: 'do_strange', batchId: 'b-strange' } });
    await ask('POST', ENROL, { request });
    await ask('POST', UNENROL, { request });
    const { body } = await ask('GET', '/v1/user/courses/list/u1');
    expect(body.result['courses']).toEqual([]);
  });

  it('shows issued certificates once their document is public', async () => {
    const { ask, engine } = await given();
    await complete(ask);
    const common = { key: KEY, receivedAt: NOW, courseVersion: 1 };
    const facts = { certificate: 'cert-1', templateName: 'Merit', issuedAt: NOW, replaces: '' };
    await engine.submit([
      { kind: 'issue-certificate', ...common, facts: facts as never, listing: listingOf('') },
    ]);
    await engine.submit([
      { kind: 'confirm-certificate', ...common, certificate: 'cert-1', identifier: '' },
    ]);
    const { body } = await ask('GET', '/v1/user/courses/list/u1');
    const [course] = body.result['courses'] as readonly Record<string, unknown>[];
    expect(course!['issuedCertificates']).toEqual([
      {
        identifier: 'cert-1',
        name: 'Merit',
        token: '',
        lastIssuedOn: '2024-05-20T10:00:00.000+0000',
        type: 'TrainingCertificate',
      },
    ]);
  });
});

async function complete(ask: Given['ask']): Promise<void> {
  await ask('POST', ENROL, { request });
  const contents = ['do_x', 'do_y', 'do_q'].map((contentId) => content({ contentId }));
  await ask('PATCH', '/v1/content/state/update', { request: { contents } });
}
