import { describe, expect, it } from 'vitest';
import type { LearnerId } from '../../src/domain/ids.js';
import {
  asksForProfile,
  cacheUpdate,
  USER_CACHE_RULES,
  userStatus,
  type CacheUpdate,
  type UserAudit,
} from '../../src/domain/user-cache.js';
import type { ProfileAnswer, UserProfile } from '../../src/domain/user-profile.js';

describe('The service that registers users', () => {
  it.each(['learner-service', 'userorg-service'])('is asked for the profile: %s', (producer) => {
    expect(asksForProfile(audit([], producer), USER_CACHE_RULES)).toBe(true);
  });

  it('is not asked on the word of another', () => {
    expect(asksForProfile(audit([], 'portal'), USER_CACHE_RULES)).toBe(false);
    expect(asksForProfile(audit([], ''), USER_CACHE_RULES)).toBe(false);
  });
});

describe('An event alone', () => {
  it.each([
    ['google', 'Self-Signed-In'],
    ['self', 'Self-Signed-In'],
    ['sso', 'Validated'],
  ])('says of sign-up by %s: %s', (id, usersignintype) => {
    expect(fieldsOf(eventAlone(['SignupType', id]))).toEqual({ usersignintype });
  });

  it('says how a user logs in, with brackets escaped', () => {
    expect(fieldsOf(eventAlone(['UserRole', 'a[b]']))).toEqual({ userlogintype: 'a\\[b\\]' });
  });

  it('has types in any case, and the last entry of a type wins, also an unknown one', () => {
    const update = eventAlone(
      ['USERROLE', 'parent'],
      ['signuptype', 'sso'],
      ['userRole', 'teacher'],
    );

    expect(fieldsOf(update)).toEqual({ usersignintype: 'Validated', userlogintype: 'teacher' });
    expect(eventAlone(['SignupType', 'sso'], ['SignupType', 'Google'])).toEqual({ kind: 'skip' });
  });

  it('asks for nothing when it says nothing of that', () => {
    expect(eventAlone(['FromAccountId', 'sso'])).toEqual({ kind: 'skip' });
  });
});

describe('The answer of the user service', () => {
  const blocked: ProfileAnswer = { kind: 'blocked' };

  it('leaves a blocked user as is, whatever the event says (cases user-03, user-04)', () => {
    expect(after(blocked, [['SignupType', 'google']])).toEqual({ kind: 'blocked' });
    expect(after(blocked, [])).toEqual({ kind: 'blocked' });
  });

  it('is waited for when it failed', () => {
    expect(after({ kind: 'failed', detail: 'timeout' })).toEqual({
      kind: 'retry',
      reason: 'User Read API does not have details for user: user-1 (timeout)',
    });
  });

  it('rejects the event of a user who is not known', () => {
    expect(after({ kind: 'unknown' })).toEqual({
      kind: 'reject',
      reason: 'User Read API does not have details for user: user-1',
    });
  });

  it('rejects the event of a user without even an empty framework', () => {
    expect(after(found({ framework: null }))).toEqual({
      kind: 'reject',
      reason: 'User Read API does not have details for user: user-1 (framework is missing)',
    });
  });
});

describe('A profile', () => {
  it('writes values of the categories that the framework has, and its id', () => {
    const framework = values({ id: ['fw', 'other'], board: ['B'], topic: [], colour: ['red'] });

    const fields = fieldsOf(after(found({ framework }), [], ['board', 'topic', 'medium']));

    expect(pick(fields, /framework/)).toEqual({ framework_id: 'fw', framework_board: '["B"]' });
  });

  it('writes JSON as Sunbird prints it', () => {
    const board = ["R&D <'a=b'>"];
    const framework = values({ id: ['fw'], board });

    const fields = fieldsOf(after(found({ framework }), [], ['board']));

    const printed = '["R\\u0026D \\u003c\\u0027a\\u003db\\u0027\\u003e"]';
    expect(fields['framework_board']).toBe(printed);
    expect(JSON.parse(printed)).toEqual(board);
  });

  it('removes every framework field and place that it does not set, and nothing else', () => {
    const old = {
      state: 'Bihar',
      district: 'Patna',
      block: 'b',
      cluster: 'c',
      schoolname: 's',
      schooludisecode: '1',
      framework_topic: '[]',
      old_framework_x: '[]',
      village: 'v',
      usertype: 'teacher',
    };
    const locations = [{ type: 'state', name: 'Goa', code: '' }];

    const fields = fieldsOf(after(found({ locations }), [], [], old));

    expect(Object.keys(pick(fields, /./, null)).sort()).toEqual([
      'block',
      'cluster',
      'district',
      'framework_topic',
      'old_framework_x',
      'schoolname',
      'schooludisecode',
    ]);
    expect(fields['state']).toBe('Goa');
  });

  it('leaves the types of before where it has none', () => {
    const old = { usertype: 'teacher', usersubtype: '', profileusertypes: '\\[\\]' };

    expect(pick(fieldsOf(after(found({ types: [] }), [], [], old)), /type/)).toEqual({});
  });

  it('takes a school in any case and leaves out a place of no type', () => {
    const locations = [
      { type: 'SCHOOL', name: 'DPS', code: '7' },
      { type: '', name: 'nowhere', code: '' },
    ];

    const fields = fieldsOf(after(found({ locations })));

    expect(fields).toMatchObject({ schoolname: 'DPS', schooludisecode: '7' });
    expect(Object.values(fields)).not.toContain('nowhere');
  });

  it.each([
    ['1', '1'],
    ['1.0', '1'],
    ['0', '0'],
    ['', ''],
    ['active', ''],
  ])('writes the status %j as %j', (status, written) => {
    expect(fieldsOf(after(found({ plain: { status } })))['status']).toBe(written);
  });
});

describe('The status of a user in the cache', () => {
  it.each([
    ['1.0', 1],
    ['1', 1],
    ['0.0', 0],
    ['', null],
  ])('is read from %j as %j', (status, expected) => {
    expect(userStatus({ status })).toBe(expected);
  });

  it('is not known where there is none', () => {
    expect(userStatus({})).toBeNull();
  });
});

type Related = readonly (readonly [string, string])[];

const audit = (related: Related, producer = 'learner-service'): UserAudit => ({
  learner: 'user-1' as LearnerId,
  producer,
  related: related.map(([type, id]) => ({ type, id })),
});

const eventAlone = (...related: Related): CacheUpdate =>
  cacheUpdate(audit(related, 'portal'), null, [], { state: 'Goa' }, USER_CACHE_RULES);

const after = (
  answer: ProfileAnswer,
  related: Related = [],
  categories: readonly string[] = [],
  old: Record<string, string> | null = null,
): CacheUpdate => cacheUpdate(audit(related), answer, categories, old, USER_CACHE_RULES);

const found = (more: Partial<UserProfile>): ProfileAnswer => ({
  kind: 'found',
  profile: {
    plain: { firstname: 'Asha' },
    languages: null,
    organisation: '',
    locations: [],
    types: [{ type: 'teacher' }],
    framework: new Map(),
    ...more,
  },
});

const values = (byCode: Record<string, string[]>): ReadonlyMap<string, string[]> =>
  new Map(Object.entries(byCode));

function fieldsOf(update: CacheUpdate): Readonly<Record<string, string | null>> {
  if (update.kind !== 'change') throw new Error(`it changes nothing: ${update.kind}`);
  return update.fields;
}

/** The fields whose name matches, or that also have a value. */
const pick = (
  fields: Readonly<Record<string, string | null>>,
  name: RegExp,
  value?: string | null,
): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(fields).filter(([k, v]) => name.test(k) && (value === undefined || v === value)),
  );
