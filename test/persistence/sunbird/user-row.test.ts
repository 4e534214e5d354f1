/** The fields of `reference/exhausts.md` 7.1, one by one, and the users of its fixture. */
import { describe, expect, it } from 'vitest';
import type { StoredRow } from '../../../src/persistence/sunbird/rows.js';
import {
  frameworkIn,
  indexedUser,
  organisationsOf,
  type UserSurroundings,
} from '../../../src/persistence/sunbird/user-row.js';
import fixture from '../../cases/exhaust/fixtures/indexer_user.json' with { type: 'json' };
import {
  AROUND,
  EXPECTED_AGRI,
  EXPECTED_NCF,
  FIXTURE_MEMBERSHIPS,
  LOCATION_IDS,
} from './indexed-users.js';

const ROOT = 'org-root';
const MEMBERSHIPS = [member(ROOT), member('school-b'), member('school-a')];

describe('An indexed user', () => {
  it('is a hash of the fields of 7.1, for the users of the fixture', () => {
    const [ncf, agri, none] = fixture.map((row) => indexedUser(row, FIXTURE_MEMBERSHIPS, AROUND));

    expect(ncf).toEqual({
      learner: fixture[0]!.userid,
      fields: EXPECTED_NCF,
      unreadable: [],
    });
    expect(agri?.fields).toEqual(EXPECTED_AGRI);
    expect(Object.keys(none!.fields).filter((field) => field.startsWith('framework'))).toEqual([]);
  });

  it('is found by the column userid, and a row without one is nobody', () => {
    expect(indexedUser({ id: 'u1', firstname: 'Asha' }, [], AROUND)).toBeNull();
    expect(indexedUser({ id: 'u1', userid: '' }, [], AROUND)).toBeNull();
    expect(indexedUser({ id: 'other', userid: 'u1' }, [], AROUND)?.learner).toBe('u1');
  });

  it('has no field for what the row does not hold, except the types', () => {
    expect(fieldsOf({ firstname: null, phone: '' })).toEqual({
      phone: '',
      usersignintype: 'Validated',
      usertype: '',
      usersubtype: '',
      profileusertypes: '',
    });
  });

  it('has the status as a whole number', () => {
    expect(fieldsOf({ status: 1 })).toMatchObject({ status: '1' });
    expect(fieldsOf({ status: 0 })).toMatchObject({ status: '0' });
    expect(fieldsOf({})).not.toHaveProperty('status');
  });

  it('signed in by itself when the root organisation is the custodian', () => {
    expect(fieldsOf({ rootorgid: AROUND.custodian })['usersignintype']).toBe('Self-Signed-In');
    expect(fieldsOf({ rootorgid: ROOT })['usersignintype']).toBe('Validated');
  });

  it('has the name of its root organisation as a member of any, by marks that say so', () => {
    const name = (memberships: StoredRow[], rootorgid: string | null = ROOT) =>
      fieldsOf({ rootorgid }, memberships)['orgname'];

    expect(name([member(ROOT)])).toBe('Root [Org]');
    expect(name([member('elsewhere')])).toBe('Root [Org]');
    expect(name([{ ...member(ROOT), isdeleted: 'False' }])).toBe('Root [Org]');
    expect(name([{ ...member(ROOT), isdeleted: true }])).toBeUndefined();
    expect(name([{ ...member(ROOT), isdeleted: null }])).toBeUndefined();
    expect(name([])).toBeUndefined();
    expect(name([member(ROOT)], null)).toBeUndefined();
    expect(name([member('unknown')], 'unknown')).toBe('');
  });

  it('has the first school among its organisations, with brackets escaped', () => {
    expect(fieldsOf({ rootorgid: ROOT }, MEMBERSHIPS)).toMatchObject({
      schoolname: 'School \\[A\\]',
      schooludisecode: 'udise-a',
    });
    expect(fieldsOf({}, [member(ROOT)])).not.toHaveProperty('schoolname');
  });

  it('has the first location of each type, as the locations themselves tell it', () => {
    const [state, district] = LOCATION_IDS;
    const places = (...list: unknown[]) => {
      const {
        state: s,
        district: d,
        block: b,
      } = fieldsOf({ profilelocation: JSON.stringify(list) });
      return [s, d, b];
    };

    expect(places({ id: state, type: 'State' })).toEqual(['Andhra', undefined, undefined]);
    expect(
      places({ id: 'nowhere', type: 'state' }, { id: state, type: 'state' }),
      'the first counts, also when nobody knows it',
    ).toEqual([undefined, undefined, undefined]);
    expect(places({ id: district, type: 'block' })).toEqual([undefined, 'Chittooor', undefined]);
    expect(places({ id: state, type: 'school' })).toEqual([undefined, undefined, undefined]);
    expect(
      places({ id: district, type: 'state' }, { id: 'district2', type: 'district' }),
      'of two of one type, in the order of the types that the profile names',
    ).toEqual([undefined, 'Chittooor', undefined]);
  });

  it('has types and sub-types, each once, in the order of their occurrence', () => {
    const types = [
      { type: 'teacher', subType: 'hm' },
      { subType: 'crp', type: 'administrator' },
      { type: 'teacher', subType: null },
      { type: '' },
    ];

    expect(fieldsOf({ profileusertypes: JSON.stringify(types, null, 1) })).toMatchObject({
      usertype: 'teacher,administrator',
      usersubtype: 'hm,crp',
      profileusertypes: JSON.stringify(types),
    });
    expect(fieldsOf({ profileusertypes: '[]' })).toMatchObject({
      usertype: '',
      profileusertypes: '[]',
    });
  });

  it('names the columns that are no JSON lists, and has the other fields', () => {
    const row = {
      userid: 'u1',
      firstname: 'Asha',
      profilelocation: '{"id":',
      profileusertypes: '{}',
    };
    const user = indexedUser(row, [], AROUND);

    expect(user?.unreadable).toEqual(['profileusertypes', 'profilelocation']);
    expect(user?.fields).toEqual({ firstname: 'Asha', usersignintype: 'Validated' });
  });

  it('has the categories of its framework where those are known, else all that it names', () => {
    const framework = { id: ['NCF'], board: ['B1', 'B2'], extra: ['x'], subject: null };
    const around = (codes: string[] | null): UserSurroundings => ({
      ...AROUND,
      categories: (id) => (id === 'NCF' ? codes : null),
    });
    const categories = (codes: string[] | null): string[] =>
      Object.keys(indexedUser({ userid: 'u1', framework }, [], around(codes))!.fields)
        .filter((field) => field.startsWith('framework_'))
        .sort();

    expect(categories(null)).toEqual(['framework_board', 'framework_extra', 'framework_id']);
    expect(categories(['board', 'medium'])).toEqual(['framework_board', 'framework_id']);
    expect(fieldsOf({ framework })).toMatchObject({
      framework_id: 'NCF',
      framework_board: '["B1","B2"]',
      board: 'B2',
      framework: 'NCF',
    });
    expect(fieldsOf({ framework: new Map([['id', ['TPD']]]) })).toMatchObject({ framework: 'TPD' });
  });
});

describe('A page of users', () => {
  it('refers to organisations and frameworks, each once', () => {
    const users = [{ rootorgid: ROOT }, { rootorgid: ROOT }, { rootorgid: null }];
    const gone = { ...member('gone'), isdeleted: true };

    expect(organisationsOf(users, [...MEMBERSHIPS, gone]).sort()).toEqual([
      ROOT,
      'school-a',
      'school-b',
    ]);
    expect(frameworkIn({ framework: { id: ['NCF', 'TPD'] } })).toBe('NCF');
    expect(frameworkIn({ framework: { id: [] } })).toBe('');
    expect(frameworkIn({})).toBe('');
  });
});

const fieldsOf = (row: StoredRow, memberships: StoredRow[] = []) =>
  indexedUser({ userid: 'u1', ...row }, memberships, AROUND)!.fields;

function member(organisation: string): StoredRow {
  return { userid: 'u1', organisationid: organisation, isdeleted: false };
}
