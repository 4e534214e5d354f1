import { describe, expect, it } from 'vitest';
import type { UserEntry } from '../../src/domain/certificate.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import { USER_CACHE_RULES, type CacheUpdate, type UserAudit } from '../../src/domain/user-cache.js';
import { withFields } from '../../src/domain/user-fields.js';
import { frameworkService } from '../../src/services/framework-service.js';
import type { HttpAnswer } from '../../src/services/http-service.js';
import { userCacheUpdate } from '../../src/services/user-cache-updater.js';
import { USER_QUERY, userService } from '../../src/services/user-service.js';
import { BLOCKED, CATEGORIES, fakeService, frameworkAnswer, userAnswer } from './given.js';

const ENCRYPTED = 'LednrgEat6NcG8DX3ue89T7osrjR76AWYqtSYzAvg1jvx1a4lZn6KssNuPP4UeiG==';

/** Hashes of cases user-01-nine-events and user-07-moved-location, but for the form of `status`. */
const FRAMEWORK = {
  framework_id: 'testboard_health',
  framework_board: '["TestBoard-Health"]',
  framework_medium: '["English"]',
  framework_gradeLevel: '["Volunteers"]',
  framework_subject: '["IRCS"]',
};
const PLACE = { state: 'Odisha', district: 'CUTTACK', block: 'BLOCK1', cluster: 'CLUSTER1' };
const SCHOOL = { schoolname: 'DPS, MATHURA', schooludisecode: '3183211' };
const PERSON = {
  firstname: 'Utkarsha',
  lastname: 'Kapoor',
  language: '["English"]',
  orgname: 'Root Org2',
  rootorgid: '0127738024883077121',
  phone: '',
  email: '',
  status: '1',
  userid: 'a962a4ff-b5b5-46ad-a9fa-f54edf1bcccb',
};

describe('A registered user', () => {
  it('gets all that the services say, and keeps how the user logs in (user-1)', async () => {
    const old = {
      firstname: 'Manju',
      framework_agriculturecategory: 'category1',
      userlogintype: 'Validated',
    };

    expect(await entryAfter(userAnswer({}), old)).toEqual({
      usersignintype: 'Self-Signed-In',
      ...FRAMEWORK,
      ...PLACE,
      ...SCHOOL,
      usertype: 'administrator,teacher,other,parent',
      usersubtype: 'hm,crp',
      profileusertypes:
        '\\[{"subType":"hm","type":"administrator"},{"type":"teacher"},' +
        '{"subType":"crp","type":"administrator"},{"type":"other"},{"type":"parent"}\\]',
      ...PERSON,
      userlogintype: 'Validated',
    });
  });

  it('has no fields of a framework it has not, nor a status that is null (user-3)', async () => {
    const answer = userAnswer({
      language: [],
      profileUserTypes: [{ type: 'administrator', subType: 'deo' }],
      userLocations: [{ type: 'school', name: 'DPS, MATHURA', code: '3183211' }],
      userId: 'user-3',
      status: null,
      framework: {},
    });

    expect(await entryAfter(answer, null)).toEqual({
      usersignintype: 'Self-Signed-In',
      ...SCHOOL,
      usertype: 'administrator',
      usersubtype: 'deo',
      profileusertypes: '\\[{"subType":"deo","type":"administrator"}\\]',
      ...PERSON,
      language: '[]',
      status: '',
      userid: 'user-3',
    });
  });

  it('has no framework fields where the framework has no id (user-4)', async () => {
    const answer = userAnswer({
      encEmail: ENCRYPTED,
      encPhone: ENCRYPTED,
      language: null,
      profileUserTypes: [{ type: 'teacher' }],
      userLocations: [{ type: 'location', name: '' }],
      framework: { board: [], gradeLevel: ['Volunteers'], medium: ['English'] },
    });

    expect(await entryAfter(answer, null)).toEqual({
      usersignintype: 'Self-Signed-In',
      location: '',
      usertype: 'teacher',
      usersubtype: '',
      profileusertypes: '\\[{"type":"teacher"}\\]',
      ...PERSON,
      language: '',
      phone: ENCRYPTED,
      email: ENCRYPTED,
    });
  });

  it('has the brackets of names escaped (user-10)', async () => {
    const answer = userAnswer({
      profileUserTypes: [{ type: 'administrator', subType: null }],
      userLocations: [
        { type: 'block', name: 'BLOCK1]', code: '211' },
        { type: 'school', name: '[RPMMAT M.S UDHADIH', code: '3183211' },
      ],
    });

    expect(await entryAfter(answer, null)).toEqual({
      usersignintype: 'Self-Signed-In',
      ...FRAMEWORK,
      block: 'BLOCK1\\]',
      schoolname: '\\[RPMMAT M.S UDHADIH',
      schooludisecode: '3183211',
      usertype: 'administrator',
      usersubtype: '',
      profileusertypes: '\\[{"type":"administrator"}\\]',
      ...PERSON,
    });
  });

  it('loses the places and categories that a new profile does not name (user-07)', async () => {
    const old = {
      firstname: 'Old',
      state: 'Bihar',
      block: 'OLDBLOCK',
      schoolname: 'OLD',
      schooludisecode: '9',
      framework_topic: '["t"]',
      usersubtype: 'x',
    };
    const answer = userAnswer({
      firstName: 'New',
      lastName: 'Name',
      profileUserTypes: [{ type: 'teacher' }],
      userLocations: [
        { type: 'state', name: 'Odisha' },
        { type: 'district', name: 'CUTTACK' },
      ],
      userId: 'user-11',
    });

    expect(await entryAfter(answer, old)).toEqual({
      usersignintype: 'Self-Signed-In',
      ...FRAMEWORK,
      state: 'Odisha',
      district: 'CUTTACK',
      usertype: 'teacher',
      usersubtype: '',
      profileusertypes: '\\[{"type":"teacher"}\\]',
      ...PERSON,
      firstname: 'New',
      lastname: 'Name',
      userid: 'user-11',
    });
  });
});

describe('Asking about an event', () => {
  it('asks nobody when another service says that a user changed', async () => {
    const { http, update } = given(userAnswer({}), null);

    expect(await update({ ...AUDIT, producer: 'portal' })).toEqual({
      kind: 'change',
      fields: { usersignintype: 'Self-Signed-In' },
    });
    expect(http.calls).toEqual([]);
  });

  it('asks the user service about the user, then for the framework', async () => {
    const { http, update } = given(userAnswer({}), null);

    await update(AUDIT);

    expect(http.calls).toEqual([`GET ${USER_PATH}`, `GET ${FRAMEWORK_PATH}`]);
  });

  it('leaves the entry of a blocked user as it was', async () => {
    const { http, update } = given(BLOCKED, { firstname: 'A', state: 'Odisha' });

    expect(await update(AUDIT)).toEqual({ kind: 'blocked' });
    expect(http.calls).toEqual([`GET ${USER_PATH}`]);
  });

  it('is repeated while the user service fails', async () => {
    const { http, update } = given(userAnswer({}), null);
    http.answers.delete(USER_PATH);

    expect(await update(AUDIT)).toMatchObject({ kind: 'retry' });
  });

  it('is repeated while the framework service fails, as categories would be lost', async () => {
    const { http, update } = given(userAnswer({}), null);
    http.answers.delete(FRAMEWORK_PATH);

    expect(await update(AUDIT)).toEqual({
      kind: 'retry',
      reason: `GET ${FRAMEWORK_PATH}: ECONNREFUSED`,
    });
  });

  it('is repeated while the cache cannot be read', async () => {
    const { parts } = given(userAnswer({}), null);
    const entry = () => Promise.resolve(err('down'));

    expect(await userCacheUpdate({ ...parts, entry }, AUDIT)).toMatchObject({ kind: 'retry' });
  });
});

const USER_PATH = '/private/user/v1/read/user-1?fields=locations,organisations';
const FRAMEWORK_PATH = '/framework/v3/read/testboard_health';

const AUDIT: UserAudit = {
  learner: 'user-1' as LearnerId,
  producer: 'learner-service',
  related: [{ type: 'SignupType', id: 'google' }],
};

function given(user: HttpAnswer, old: UserEntry | null) {
  const framework = frameworkAnswer(...CATEGORIES);
  const http = fakeService({ [USER_PATH]: user, [FRAMEWORK_PATH]: framework });
  const parts = {
    users: userService(http, USER_QUERY.cache),
    frameworks: frameworkService(http, () => 0),
    rules: USER_CACHE_RULES,
    entry: () => Promise.resolve(ok(old)),
  };
  const update = (audit: UserAudit): Promise<CacheUpdate> => userCacheUpdate(parts, audit);
  return { http, parts, update };
}

async function entryAfter(user: HttpAnswer, old: UserEntry | null): Promise<UserEntry | null> {
  const update = await given(user, old).update(AUDIT);
  if (update.kind !== 'change') throw new Error(`the entry does not change: ${update.kind}`);
  return withFields(old, update.fields);
}
