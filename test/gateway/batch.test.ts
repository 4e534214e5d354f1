import { describe, expect, it } from 'vitest';
import { batchIdOf } from '../../src/gateway/batch-id.js';
import { addBatch, given } from './given.js';

const CREATE = '/v1/course/batch/create';
const UPDATE = '/v1/course/batch/update';

const batch = (differing: object = {}): object => ({
  courseId: 'do_c',
  name: 'A new batch',
  enrollmentType: 'open',
  startDate: '2024-05-20',
  endDate: '2024-06-20',
  enrollmentEndDate: '2024-06-10',
  createdFor: ['org-1'],
  mentors: ['mentor'],
  ...differing,
});

describe('a new batch', () => {
  it('is created with an id of its own and can be read', async () => {
    const { ask } = await given();
    const { body } = await ask('POST', CREATE, { request: batch() }, 'creator');
    const { batchId } = body.result as { batchId: string };
    expect(body.result['response']).toBe('SUCCESS');
    const read = await ask('GET', `/v1/course/batch/read/${batchId}`);
    expect(read.body.result['response']).toMatchObject({
      identifier: batchId,
      batchId,
      courseId: 'do_c',
      collectionId: 'do_c',
      name: 'A new batch',
      enrollmentType: 'open',
      startDate: '2024-05-20',
      endDate: '2024-06-20',
      enrollmentEndDate: '2024-06-10',
      createdBy: 'creator',
      createdDate: '2024-05-20 15:30:00:000+0530',
      createdFor: ['org-1'],
      mentors: ['mentor'],
      status: 1,
    });
  });

  it.each([
    ['a course', { courseId: '' }, 'MANDATORY_PARAMETER_MISSING'],
    ['a name', { name: null }, 'MANDATORY_PARAMETER_MISSING'],
    ['a type', { enrollmentType: ' ' }, 'MANDATORY_PARAMETER_MISSING'],
    ['a start', { startDate: undefined }, 'MANDATORY_PARAMETER_MISSING'],
    ['a known type', { enrollmentType: 'closed' }, 'INVALID_PARAMETER_VALUE'],
    ['a start in the calendar', { startDate: '2024-02-30' }, 'DATE_FORMAT_ERRROR'],
    ['an end in the calendar', { endDate: '20-06-2024' }, 'DATE_FORMAT_ERRROR'],
    ['a start from today on', { startDate: '2024-05-19' }, 'COURSE_BATCH_START_DATE_INVALID'],
    ['an end after the start', { endDate: '2024-05-20' }, 'END_DATE_ERROR'],
    [
      'an enrolment end from the start on',
      { enrollmentEndDate: '2024-05-19' },
      'ENROLLMENT_END_DATE_START_ERROR',
    ],
    [
      'an enrolment end up to the end',
      { enrollmentEndDate: '2024-06-21' },
      'ENROLLMENT_END_DATE_END_ERROR',
    ],
    ['a list of mentors', { mentors: 'x' }, 'DATA_TYPE_ERROR'],
    ['a list of organisations', { createdFor: {} }, 'DATA_TYPE_ERROR'],
    ['no participants', { participants: [] }, 'INVALID_REQUEST_PARAMETER'],
    ['a published course', { courseId: 'do_none' }, 'INVALID_COURSE_ID'],
  ])('is refused for want of %s', async (_, differing, code) => {
    const { ask } = await given();
    const { status, body } = await ask('POST', CREATE, { request: batch(differing) });
    expect([status, body.params['err']]).toEqual([400, code]);
  });

  it('names the course parameter as upstream does', async () => {
    const { ask } = await given();
    const { body } = await ask('POST', CREATE, { request: batch({ courseId: null }) });
    expect(body.params['errmsg']).toBe('Mandatory parameter courseId/collectionId is missing.');
  });
});

describe('the id of a new batch', () => {
  it('is what upstream makes of time, chance and counter', () => {
    const id = batchIdOf(0, 1_683_617_553_712, 999, 5);
    expect(id).toBe(`0${((1_683_617_554_711n << 13n) + 5n).toString()}`);
  });

  it('differs from one call to the next', async () => {
    const { ask } = await given();
    const first = await ask('POST', CREATE, { request: batch() });
    const second = await ask('POST', CREATE, { request: batch() });
    expect(first.body.result['batchId']).not.toBe(second.body.result['batchId']);
  });
});

describe('an update of a batch', () => {
  const change = (differing: object = {}): object => ({
    id: 'b-live',
    courseId: 'do_c',
    startDate: '2024-05-01',
    ...differing,
  });

  it('changes what it names and keeps the rest', async () => {
    const { ask, engine } = await given();
    const request = change({ name: 'Renamed', endDate: '2024-07-01', mentors: ['m'] });
    const { status, body } = await ask('PATCH', UPDATE, { request }, 'creator');
    expect([status, body.result]).toEqual([200, {}]);
    expect(engine.catalogue.batch('b-live' as never)).toMatchObject({
      name: 'Renamed',
      startDate: '2024-05-01',
      endDate: '2024-07-01',
      mentors: ['m'],
      createdBy: 'creator',
      enrolmentType: 'open',
    });
  });

  it('is refused to who names himself a mentor', async () => {
    const { ask, engine } = await given();
    const request = change({ mentors: ['intruder'] });
    const { status, body } = await ask('PATCH', UPDATE, { request }, 'intruder');
    expect([status, body.params['err'], body.responseCode]).toEqual([
      401,
      'UNAUTHORIZED_USER',
      'UNAUTHORIZED',
    ]);
    expect(engine.catalogue.batch('b-live' as never)?.mentors).toEqual([]);
  });

  it('is open to a stored mentor', async () => {
    const { ask, engine } = await given();
    await addBatch(engine, { batchId: 'b-live', mentors: ['mentor'] });
    const { status } = await ask('PATCH', UPDATE, { request: change() }, 'mentor');
    expect(status).toBe(200);
  });

  it.each([
    ['an id', { id: null }, 'MANDATORY_PARAMETER_MISSING'],
    ['a course', { courseId: '' }, 'MANDATORY_PARAMETER_MISSING'],
    ['the right course', { courseId: 'do_other' }, 'INVALID_COURSE_BATCH_ID'],
    ['a known batch', { id: 'b-none' }, 'INVALID_COURSE_BATCH_ID'],
    ['a start', { startDate: null }, 'DATE_FORMAT_ERRROR'],
    ['a status 0 to 2', { status: 3 }, 'INVALID_PROGRESS_STATUS'],
    ['a name', { name: ' ' }, 'INVALID_PARAMETER_VALUE'],
    ['an end after the start', { endDate: '2024-04-01' }, 'END_DATE_ERROR'],
    ['an end from today on', { endDate: '2024-05-19' }, 'INVALID_BATCH_END_DATE_ERROR'],
    ['the start it has', { startDate: '2024-05-02' }, 'INVALID_BATCH_START_DATE_ERROR'],
    [
      'an enrolment end to come',
      { enrollmentEndDate: '2024-05-19' },
      'ENROLLMENT_END_DATE_UPDATE_ERROR',
    ],
  ])('is refused for want of %s', async (_, differing, code) => {
    const { ask } = await given();
    const { status, body } = await ask('PATCH', UPDATE, { request: change(differing) }, 'creator');
    expect([status, body.params['err']]).toEqual([400, code]);
  });
});

describe('a read of an unknown batch', () => {
  it('answers with an empty document', async () => {
    const { ask } = await given();
    const { status, body } = await ask('GET', '/v1/course/batch/read/b-none');
    expect([status, body.result]).toEqual([200, { response: {} }]);
  });
});

describe('a search of batches', () => {
  const search = async (request: object, query = ''): Promise<Found> => {
    const { ask } = await given();
    const { body } = await ask('POST', `/v1/course/batch/search${query}`, { request });
    return body.result['response'] as Found;
  };

  it.each([
    ['a status', { status: 1 }, ['b-live']],
    ['several statuses', { status: ['0', '2'] }, ['b-ended', 'b-future']],
    ['the course', { collectionId: 'do_c' }, ['b-live', 'b-ended', 'b-future']],
    ['a bound', { startDate: { '>': '2024-05-20' } }, ['b-future']],
    ['a field that no batch has', { colour: 'red' }, []],
  ])('finds by %s', async (_, filters, ids) => {
    const found = await search({ filters });
    expect(found.content.map((b) => b['batchId'])).toEqual(ids);
    expect(found.count).toBe(ids.length);
  });

  it('shows the fields asked for, a page at a time', async () => {
    const request = { fields: ['batchId'], sort_by: { batchId: 'desc' }, limit: 1, offset: 1 };
    expect(await search(request)).toEqual({ count: 3, content: [{ batchId: 'b-future' }] });
  });

  it('adds active participants where they are asked for', async () => {
    const { ask } = await given();
    const enrolment = { courseId: 'do_c', batchId: 'b-live' };
    await ask('POST', '/v1/course/enroll', { request: enrolment });
    const path = '/v1/course/batch/search?fields=participants';
    const { body } = await ask('POST', path, { request: { filters: { batchId: 'b-live' } } });
    const found = body.result['response'] as Found;
    expect(found.content[0]!['participants']).toEqual(['u1']);
  });
});

describe('the participants of a batch', () => {
  it('are those whose enrolment is active', async () => {
    const { ask } = await given();
    const enrolment = { courseId: 'do_c', batchId: 'b-live' };
    await ask('POST', '/v1/course/enroll', { request: enrolment }, 'u1');
    await ask('POST', '/v1/course/enroll', { request: enrolment }, 'u2');
    await ask('POST', '/v1/course/unenroll', { request: enrolment }, 'u2');
    const list = async (active: boolean): Promise<unknown> => {
      const request = { batch: { batchId: 'b-live', active } };
      const { body } = await ask('POST', '/v1/batch/participants/list', { request });
      return body.result['batch'];
    };
    expect(await list(true)).toEqual({ count: 1, participants: ['u1'] });
    expect(await list(false)).toEqual({ count: 1, participants: ['u2'] });
  });

  it.each([
    ['no batch', {}, 'INVALID_REQUESTED_DATA'],
    ['no batch id', { batch: {} }, 'MANDATORY_PARAMETER_MISSING'],
  ])('are refused with %s', async (_, request, code) => {
    const { ask } = await given();
    const { status, body } = await ask('POST', '/v1/batch/participants/list', { request });
    expect([status, body.params['err']]).toEqual([400, code]);
  });
});

interface Found {
  readonly count: number;
  readonly content: readonly Readonly<Record<string, unknown>>[];
}
