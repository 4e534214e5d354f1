import { describe, expect, it } from 'vitest';
import { withFields, type UserFields } from '../../src/domain/user-fields.js';

describe('A change of a user entry', () => {
  it('sets what it names, removes what it names as null and keeps the rest', () => {
    const entry = { firstname: 'Asha', block: 'Munnar', state: 'Kerala' };

    expect(withFields(entry, { block: null, state: 'Goa', email: '' })).toEqual({
      firstname: 'Asha',
      state: 'Goa',
      email: '',
    });
  });

  it('makes an entry of a user who had none', () => {
    expect(withFields(null, { firstname: 'Asha', block: null })).toEqual({ firstname: 'Asha' });
  });

  it('leaves no entry where no field is left', () => {
    expect(withFields({ block: 'Munnar' }, { block: null })).toBeNull();
    expect(withFields(null, {})).toBeNull();
  });

  it('takes a field named __proto__ like any other', () => {
    const fields = JSON.parse('{"__proto__":"x"}') as UserFields;

    const entry = withFields({ firstname: 'Asha' }, fields);

    expect(Object.entries(entry ?? {})).toEqual([
      ['firstname', 'Asha'],
      ['__proto__', 'x'],
    ]);
  });
});
