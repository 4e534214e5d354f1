import { describe, expect, it } from 'vitest';
import {
  assessRecord,
  invalidStateRecord,
} from '../../../src/gateway/events/state-update-record.js';
import { KEY } from '../../domain/given.js';
import { AT, shown } from './given.js';

describe('an assessment that is handed on', () => {
  it('is as received, with its user and the actors of its events overwritten', () => {
    const received = {
      assessmentTs: 1,
      userId: 'somebody',
      events: [{ eid: 'ASSESS', actor: { id: 'somebody', type: 'User' } }, { eid: 'ASSESS' }, 7],
    };

    const record = assessRecord(received, KEY.learner);

    expect(record).toMatchObject({ topic: 'telemetry.assess', recordKey: null });
    expect(shown(record)).toEqual({
      assessmentTs: 1,
      userId: 'user001',
      events: [
        { eid: 'ASSESS', actor: { id: 'user001', type: 'User' } },
        { eid: 'ASSESS', actor: { id: 'user001' } },
        7,
      ],
    });
  });

  it('has events even when it came without', () => {
    expect(shown(assessRecord({}, KEY.learner))).toEqual({ userId: 'user001', events: [] });
  });
});

describe('entries of other users', () => {
  it.each([
    ['contents', 'invalidContents'],
    ['assessments', 'invalidAssessments'],
  ] as const)('among %s are told as %s', (kind, name) => {
    const record = invalidStateRecord(kind, [KEY.learner], [{ userId: 'somebody' }], AT);

    expect(record).toMatchObject({ topic: 'contentstate.invalid', recordKey: null });
    expect(shown(record)).toEqual({
      validUserIds: ['user001'],
      [name]: [{ userId: 'somebody' }],
      ets: '<ms>',
    });
  });
});
