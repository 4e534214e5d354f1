import { describe, expect, it } from 'vitest';
import { parseUserAudit } from '../../../src/gateway/topics/user-audit.js';

describe('an AUDIT event about a user', () => {
  it('says who changed, by whose word, and what else it names', () => {
    const cdata = [{ id: 'google', type: 'SignupType' }, { id: 'teacher', type: 'UserRole' }, null];

    const event = parseUserAudit(audit({ context: { pdata: { pid: 'learner-service' }, cdata } }));

    expect(event).toEqual({
      kind: 'user',
      audit: {
        learner: 'user-1',
        producer: 'learner-service',
        related: [
          { type: 'SignupType', id: 'google' },
          { type: 'UserRole', id: 'teacher' },
        ],
      },
    });
  });

  it.each(['Create', 'CREATED', 'update', 'Updated', 'delete', 'DELETED'])(
    'is taken on %s',
    (s) => {
      expect(parseUserAudit(audit({ edata: { state: s } })).kind).toBe('user');
    },
  );

  it('may say nothing of its context', () => {
    const event = parseUserAudit(audit({ context: 'none' }));

    expect(event).toMatchObject({ audit: { producer: '', related: [] } });
  });

  it.each([
    ['about a content', { object: { id: 'do_1', type: 'content' } }],
    ['about nothing', { object: null }],
    ['in another state', { edata: { state: 'wrongState' } }],
    ['without a state', { edata: {} }],
    ['without a user', { object: { id: '', type: 'User' } }],
  ])('is ignored %s', (_name, change) => {
    expect(parseUserAudit(audit(change))).toEqual({ kind: 'ignored' });
  });

  it('is buried for an id that cannot be one', () => {
    const event = parseUserAudit(audit({ object: { id: ['user-1'], type: 'User' } }));

    expect(event).toMatchObject({ kind: 'dead', reason: 'object.id is not-a-string' });
  });
});

const audit = (change: object): string =>
  JSON.stringify({
    eid: 'AUDIT',
    object: { id: 'user-1', type: 'user' },
    edata: { state: 'Update' },
    ...change,
  });
