/** Which of several broken rules of a batch is told: upstream's order (`reference/lms.md` 3.4). */
import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import type { People } from '../../src/gateway/people.js';
import { addBatch, given } from './given.js';

const CREATE = '/v1/course/batch/create';
const UPDATE = '/v1/course/batch/update';
const sound = {
  courseId: 'do_c',
  name: 'A batch',
  enrollmentType: 'open',
  startDate: '2024-05-21',
};

describe('the first broken rule of a new batch', () => {
  it.each([
    [{ name: '', enrollmentType: '' }, 'Mandatory parameter name is missing.'],
    [{ enrollmentType: '', startDate: '' }, 'Mandatory parameter enrollmentType is missing.'],
    [{ enrollmentType: 'closed', startDate: '' }, 'Invalid value closed for parameter enrollment'],
    [{ startDate: '', endDate: 'x' }, 'Mandatory parameter startDate is missing.'],
    [{ startDate: '21-05-2024' }, 'Date format error.'],
    [{ startDate: '2024-05-19', endDate: 'x' }, 'Batch start date should be either today or'],
    [{ endDate: 'x', enrollmentEndDate: 'x' }, 'Date format error.'],
    [{ endDate: '2024-05-21', enrollmentEndDate: 'x' }, 'End date should be greater than start'],
    [{ enrollmentEndDate: '2024-05-20', mentors: 'x' }, 'Enrollment End date should be greater'],
    [
      { endDate: '2024-05-22', enrollmentEndDate: '2024-05-23' },
      'Enrollment End date should be lesser than course batch end date.',
    ],
    [{ createdFor: 'x', mentors: 'x' }, 'Data type of createdFor should be Arrays.'],
    [{ mentors: {}, participants: [] }, 'Data type of mentors should be Arrays.'],
    [{ participants: [], courseId: 'do_no' }, 'Invalid parameter participants in request.'],
    [{ courseId: 'do_no' }, 'Course doesnot exist.'],
  ])('%j is told: %s', async (wrong, message) => {
    const { ask } = await given();
    const { status, body } = await ask('POST', CREATE, { request: { ...sound, ...wrong } });
    expect(status).toBe(400);
    expect(body.params['errmsg']).toContain(message);
  });
});

describe('the first broken rule of a change', () => {
  const change = { id: 'b-1', courseId: 'do_c', startDate: '2024-05-25' };
  const stored = { batchId: 'b-1', startDate: '2024-05-25', endDate: '2024-06-25' };

  it.each([
    [{ courseId: '', status: 9 }, 'Mandatory parameter courseId/collectionId is missing.'],
    [{ status: 3, name: '' }, 'Progress status value should be'],
    [{ name: ' ', enrollmentType: '' }, 'for parameter name.'],
    [{ enrollmentType: '', id: '' }, 'Mandatory parameter enrollmentType is missing.'],
    [{ enrollmentType: 'x', id: '' }, 'for parameter enrollmentType.'],
    [{ id: '', startDate: '' }, 'Mandatory parameter id is missing.'],
    [{ startDate: null, endDate: 'x' }, 'Date format error.'],
    [{ endDate: '2024-05-25', mentors: 'x' }, 'End date should be greater than start date.'],
    [{ startDate: '2024-05-01', endDate: '2024-05-19' }, 'Please provide valid End Date.'],
    [{ mentors: 'x', participants: [] }, 'Data type of mentors should be Arrays.'],
    [{ participants: [], id: 'b-no' }, 'Invalid parameter participants in request.'],
    [{ id: 'b-no', startDate: '2024-05-01' }, 'Invalid course batch id '],
    [{ startDate: '2024-05-19' }, 'Please provide valid Start Date.'],
    [{ startDate: '2024-06-26' }, 'Please provide valid End Date.'],
    [{ enrollmentEndDate: '2024-05-24' }, 'Enrollment End date should be greater than'],
    [{ enrollmentEndDate: '2024-06-26' }, 'Enrollment End date should be lesser than'],
  ])('%j is told: %s', async (wrong, message) => {
    const { ask, engine } = await given();
    await addBatch(engine, stored);
    const { status, body } = await ask('PATCH', UPDATE, { request: { ...change, ...wrong } });
    expect(status).toBe(400);
    expect(body.params['errmsg']).toContain(message);
  });

  it('of the dates comes before the question who may change the batch', async () => {
    const { ask, engine } = await given();
    await addBatch(engine, stored);
    const wrong = { ...change, startDate: '2024-05-19' };
    const early = await ask('PATCH', UPDATE, { request: wrong }, 'stranger');
    const late = await ask('PATCH', UPDATE, { request: change }, 'stranger');
    expect([early.status, late.status]).toEqual([400, 401]);
  });

  it('is its course, where that is no longer published', async () => {
    const { ask, engine } = await given();
    await addBatch(engine, { ...stored, courseId: 'do_gone' });
    const gone = { ...change, courseId: 'do_gone' };
    const { body } = await ask('PATCH', UPDATE, { request: gone }, 'creator');
    expect(body.params['err']).toBe('INVALID_COURSE_ID');
  });
});

describe('a change of a batch', () => {
  const change = { id: 'b-1', courseId: 'do_c', startDate: '2024-05-25' };

  it('takes a status as text, an id beside, and each mentor once', async () => {
    const { ask, engine } = await given();
    await addBatch(engine, { batchId: 'b-1', startDate: '2024-05-25' });
    const request = { ...change, id: 'x', batchId: 'b-1', status: '2', mentors: ['m', 'n', 'm'] };
    const { status, body } = await ask('PATCH', UPDATE, { request }, 'creator');
    expect([status, body.result]).toEqual([200, {}]);
    expect(engine.catalogue.batch('b-1' as never)?.mentors).toEqual(['m', 'n']);
  });
});

describe('the people of a new batch', () => {
  const roots: Readonly<Record<string, string>> = { u1: 'org-1', m1: 'org-1', m2: 'org-2', m3: '' };
  const people: People = {
    rootOrganisation: (user) => Promise.resolve(ok(roots[user] ?? null)),
    organisationExists: (id) => Promise.resolve(ok(id.startsWith('org-'))),
  };

  it.each([
    [{ createdFor: ['org-1', 'other'] }, 'INVALID_ORG_ID'],
    [{ mentors: ['m1', 'nobody'] }, 'INVALID_USER_ID'],
    [{ mentors: ['m2'] }, 'USER_NOT_ASSOCIATED_TO_ROOT_ORG'],
    [{ mentors: ['m3'] }, 'USER_NOT_ASSOCIATED_TO_ROOT_ORG'],
  ])('%j are refused', async (named, code) => {
    const { ask } = await given({ people });
    const { status, body } = await ask('POST', CREATE, { request: { ...sound, ...named } });
    expect([status, body.params['err']]).toEqual([400, code]);
  });

  it('are taken where all exist and belong together', async () => {
    const { ask } = await given({ people });
    const named = { createdFor: ['org-2'], mentors: ['m1'] };
    const { status } = await ask('POST', CREATE, { request: { ...sound, ...named } });
    expect(status).toBe(200);
  });

  it('cannot be judged while the user service does not answer', async () => {
    const silent = () => Promise.resolve(err({ detail: 'no answer' }));
    const { ask } = await given({ people: { ...people, organisationExists: silent } });
    const { status, body } = await ask('POST', CREATE, {
      request: { ...sound, createdFor: ['org-1'] },
    });
    expect([status, body.params['err']]).toEqual([503, 'SERVICE_UNAVAILABLE']);
  });
});
