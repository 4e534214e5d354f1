import { describe, expect, it } from 'vitest';
import { frameworkOf, recipientOf, type UserProfile } from '../../src/domain/user-profile.js';

const PROFILE: UserProfile = {
  plain: { firstname: 'Asha [A]', rootorgid: 'Org001' },
  languages: null,
  organisation: 'Org',
  locations: [
    { type: 'state', name: 'Karnataka', code: '29' },
    { type: 'School', name: '[DPS]', code: '7' },
    { type: '', name: 'nowhere', code: '' },
  ],
  types: [],
  framework: null,
};

describe('The recipient that a profile describes', () => {
  it('has plain fields and places under their types, as the service writes them', () => {
    expect(recipientOf(PROFILE)).toEqual({
      firstname: 'Asha [A]',
      rootorgid: 'Org001',
      orgname: 'Org',
      state: 'Karnataka',
      school: '[DPS]',
      schoolname: '[DPS]',
      schooludisecode: '7',
    });
  });

  it('is not renamed by a place', () => {
    const locations = [{ type: 'firstname', name: 'Bihar', code: '' }];

    expect(recipientOf({ ...PROFILE, locations })['firstname']).toBe('Asha [A]');
  });
});

describe('The framework of a profile', () => {
  it.each([
    ['the first of its ids', new Map([['id', ['fw', 'second']]]), 'fw'],
    ['none without an id', new Map([['id', []]]), ''],
    ['none with values alone', new Map([['board', ['B']]]), ''],
    ['none where none was answered', null, ''],
  ])('is %s', (_, framework, id) => {
    expect(frameworkOf({ ...PROFILE, framework })).toBe(id);
  });
});
