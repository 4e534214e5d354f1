import { describe, expect, it } from 'vitest';
import { parseEnrolmentSync } from '../../../src/gateway/topics/enrolment-sync.js';
import { context, jobCase, key, RECEIVED } from './given.js';

describe('an enrolment sync', () => {
  it('has the enrolment derived again under the newest course version', () => {
    const text = JSON.stringify(jobCase('recon-01-sync-and-skip').input[0]!.value);

    const event = parseEnrolmentSync(text, context({ courseVersion: () => 4 }));

    const enrolment = key(
      '8454cb21-3ce9-4e30-85b5-fade097880d8',
      'do_1127212344324751361295',
      '0126083288437637121',
    );
    const command = { kind: 'reevaluate', key: enrolment, receivedAt: RECEIVED, courseVersion: 4 };
    expect(event).toEqual({ kind: 'commands', commands: [command] });
  });

  it('takes its own time where the record has none', () => {
    const event = parseEnrolmentSync(sync({}, 1234), context({ receivedAt: null }));

    expect(event).toMatchObject({ commands: [{ receivedAt: 1234 }] });
  });

  it.each([
    ['another action', sync({ action: 'batch-enrolment-update', userId: null })],
    ['no action', sync({ action: null })],
  ])('is ignored with %s, whatever its ids', (_name, text) => {
    expect(parseEnrolmentSync(text, context())).toEqual({ kind: 'ignored' });
  });

  it.each([
    ['userId', { userId: '' }, 'edata.userId is missing'],
    ['courseId', { courseId: 5 }, 'edata.courseId is not-a-string'],
    ['batchId', { batchId: 'b\u0000' }, 'edata.batchId is control-character'],
  ])('is buried for its %s', (_name, change, reason) => {
    expect(parseEnrolmentSync(sync(change), context())).toMatchObject({ kind: 'dead', reason });
  });

  it('is buried when it has no time at all', () => {
    const event = parseEnrolmentSync(sync({}, 'soon'), context({ receivedAt: null }));

    expect(event).toMatchObject({ reason: 'ets is missing or no time in milliseconds' });
  });
});

function sync(change: object, ets: unknown = 1): string {
  const edata = { action: 'User-Enrolment-Sync', userId: 'u', courseId: 'c', batchId: 'b' };
  return JSON.stringify({ ets, edata: { ...edata, ...change } });
}
