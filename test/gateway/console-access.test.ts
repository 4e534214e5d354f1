import { describe, expect, it } from 'vitest';
import type { BatchId, LearnerId } from '../../src/domain/ids.js';
import { NOBODY, type Caller } from '../../src/gateway/caller.js';
import {
  faultOfBatch,
  faultOfReader,
  isOwnBatch,
  permittedActions,
  readerOf,
  type Reader,
} from '../../src/gateway/console-access.js';
import { faultMessage, faultStatus } from '../../src/gateway/fault.js';

const MENTORS = ['COURSE_MENTOR', 'TEACHER'];
const SYSTEM: Reader = { kind: 'system' };
const MENTOR: Reader = { kind: 'mentor', user: 'm1' as LearnerId };

describe('who reads the console', () => {
  it.each<[string, Partial<Caller>, Reader['kind'] | null]>([
    ['a system caller whom nobody names', { system: true }, 'system'],
    ['a system caller who is a mentor, too', { ...named('TEACHER'), system: true }, 'system'],
    ['a user with a role of mentors', named('TEACHER'), 'mentor'],
    ['a user with another role', named('CONTENT_CREATOR'), null],
    ['a user without roles', named(), null],
    ['a role without a user', { roles: ['COURSE_MENTOR'] }, null],
  ])('%s', (_, caller, kind) => {
    expect(readerOf({ ...NOBODY, ...caller }, MENTORS)?.kind ?? null).toBe(kind);
  });
});

describe('a route of the console', () => {
  it.each([
    ['mentor', named('COURSE_MENTOR'), null],
    ['operator', named('COURSE_MENTOR'), 'This needs one of the roles SYSTEM_ADMINISTRATION.'],
    ['mentor', { system: true }, null],
    ['operator', { system: true }, null],
    [
      'mentor',
      named('PUBLIC'),
      'This needs one of the roles SYSTEM_ADMINISTRATION or COURSE_MENTOR or TEACHER.',
    ],
  ] as const)('for %s answers %j with %j', (access, caller, message) => {
    const fault = faultOfReader(access, { ...NOBODY, ...caller }, MENTORS);

    expect(fault === null ? null : faultMessage(fault)).toBe(message);
    expect(fault === null ? 403 : faultStatus(fault)).toBe(403);
  });
});

describe('a batch', () => {
  const of = (createdBy: string, mentors: readonly string[] = []) => ({
    ...{ batch: 'b1' as BatchId, createdBy, mentors },
  });

  it.each([
    ['who created it', of('m1'), true],
    ['whom it names', of('other', ['m2', 'm1']), true],
    ['of another batch', of('other', ['m2']), false],
    ['whose name begins the same', of('m10', ['m11']), false],
  ])('is shown to a mentor %s: %j, %j', (_, batch, isShown) => {
    expect(isOwnBatch(MENTOR, batch)).toBe(isShown);
    expect(faultOfBatch(MENTOR, batch)?.code).toBe(isShown ? undefined : 'BATCH_NOT_YOURS');
  });

  it('is shown to a system role, whoever made it', () => {
    expect(faultOfBatch(SYSTEM, of('other'))).toBeNull();
  });
});

describe('what may be done', () => {
  it('is everything for a system role', () => {
    expect(permittedActions(SYSTEM, { ...NOBODY, system: true }, '')).toEqual(
      expect.arrayContaining(['installation', 'dead-letters', 'settings', 'certificates.revoke']),
    );
  });

  it.each([
    ['COURSE_MENTOR', 'org-1', ['certificates.reissue', 'reports']],
    ['COURSE_MENTOR', '', ['certificates.reissue']],
    ['TEACHER', 'org-1', ['certificates.reissue']],
  ])('by a %s of "%s" is %j', (role, channel, may) => {
    expect(permittedActions(MENTOR, { ...NOBODY, ...named(role) }, channel)).toEqual(may);
  });
});

function named(...roles: string[]): Partial<Caller> {
  return { requestedBy: 'm1' as LearnerId, roles };
}
