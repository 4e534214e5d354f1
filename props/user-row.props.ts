/**
 * The entry of an indexed user against what holds of every entry, whatever is in the columns
 * (F1-F5 of `persistence/sunbird/user-row.ts`).
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { StoredRow } from '../src/persistence/sunbird/rows.js';
import {
  indexedUser,
  organisationsOf,
  type UserSurroundings,
} from '../src/persistence/sunbird/user-row.js';
import { holds } from './check.js';

const PLACE_TYPES = ['state', 'district', 'block', 'cluster'];

const cell = fc.oneof(
  fc.string(),
  fc.constantFrom(null, undefined, 0, 1, true, false, '', '[]', '[{}]', '{', 'org0', 'org1'),
  fc.jsonValue(),
);

const json = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(values, { maxLength: 4 }).map((v) => JSON.stringify(v)) },
    { weight: 1, arbitrary: cell },
  );

const place = fc.record({
  id: fc.constantFrom('l0', 'l1', 'l2', 'l3', 'l4', 'nowhere'),
  type: fc.constantFrom(...PLACE_TYPES, 'State', 'school'),
});

const type = fc.record(
  { type: fc.constantFrom('teacher', 'other', '', null), subType: fc.constantFrom('hm', 'crp') },
  { requiredKeys: [] },
);

const framework = fc.dictionary(
  fc.constantFrom('id', 'board', 'medium', 'gradeLevel', 'subject', 'crop'),
  fc.oneof(fc.array(fc.string(), { maxLength: 3 }), fc.constant(null)),
);

const userRow: fc.Arbitrary<StoredRow> = fc.record(
  {
    firstname: cell,
    email: cell,
    status: cell,
    rootorgid: cell,
    framework: fc.oneof(framework, cell),
    profilelocation: json(place),
    profileusertypes: json(type),
  },
  { requiredKeys: [] },
);

const membership: fc.Arbitrary<StoredRow> = fc.record({
  organisationid: fc.constantFrom('org0', 'org1', 'org2', 'org3'),
  isdeleted: fc.constantFrom(false, true, null, 'false'),
});

const memberships = fc.array(membership, { maxLength: 6 });

const AROUND: UserSurroundings = {
  custodian: 'org0',
  organisation: (id) =>
    ({
      org0: { id, orgname: 'Root', organisationtype: 5 },
      org1: { id, orgname: 'A [1]', externalid: 'e1', organisationtype: 2 },
      org2: { id, orgname: null, externalid: 'e2', organisationtype: 2 },
    })[id],
  location: (id) => {
    const at = ['l0', 'l1', 'l2', 'l3'].indexOf(id);
    if (id === 'l4') return { id, name: 'Another', type: 'state' };
    return at === -1 ? undefined : { id, name: `Place ${id}`, type: PLACE_TYPES[at] };
  },
  categories: () => null,
};

const entryOf = (row: StoredRow, of: readonly StoredRow[]) =>
  indexedUser({ ...row, userid: 'u1' }, of, AROUND)!;

describe('An indexed user', () => {
  holds(
    'Whatever the columns hold, all fields are texts, and a column that cannot be read is named',
    fc.property(userRow, memberships, (row, of) => {
      const { fields, unreadable } = entryOf(row, of);

      for (const text of Object.values(fields)) expect(typeof text).toBe('string');
      expect(fields).not.toHaveProperty('userid');
      expect(unreadable.includes('profileusertypes')).toBe(!('usertype' in fields));
    }),
  );

  holds(
    'An entry does not depend on the order in which memberships are read, nor on deleted ones',
    fc.property(userRow, memberships, (row, of) => {
      const current = of.filter(({ isdeleted }) => String(isdeleted) === 'false');

      expect(entryOf(row, [...of].reverse())).toEqual(entryOf(row, of));
      expect(entryOf(row, current)).toEqual(entryOf(row, of));
      expect(current.length > 0 || !('orgname' in entryOf(row, of).fields)).toBe(true);
    }),
  );

  holds(
    'An entry asks for no organisation beyond those that its page refers to',
    fc.property(userRow, memberships, (row, of) => {
      const named = new Set(organisationsOf([row], of));
      const asked: string[] = [];
      const organisation = (id: string): StoredRow | undefined => {
        asked.push(id);
        return AROUND.organisation(id);
      };

      indexedUser({ ...row, userid: 'u1' }, of, { ...AROUND, organisation });

      expect(asked.filter((id) => !named.has(id))).toEqual([]);
    }),
  );
});
