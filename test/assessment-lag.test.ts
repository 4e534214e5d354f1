import { describe, expect, it } from 'vitest';
import { assessmentLag } from '../src/assessment-lag.js';
import { assessmentFinding } from '../src/cli/server-assessment.js';

const engine = { status: () => ({ oldestUnflushedMs: 400 }) } as never;
const topics = (oldestUntakenMs: number, stop: object | null = null) =>
  ({ status: () => ({ oldestUntakenMs, stop }) }) as never;

describe('the lag of assessments', () => {
  it.each([
    ['all', null, { role: 'on', lagMs: 400 }],
    ['api,assessment', topics(9_000), { role: 'on', lagMs: 9_000 }],
    ['api,assessment', topics(100), { role: 'on', lagMs: 400 }],
    ['api,reports', topics(100), { role: 'off', lagMs: 400 }],
    ['all', topics(100, { kind: 'failed' }), { role: 'off', lagMs: 400 }],
  ])('with the roles %s is what waits the longest', (roles, read, lag) => {
    expect(assessmentLag({ roles }, { engine }, read)).toEqual(lag);
  });

  it('is a finding of doctor where a server tells it', () => {
    expect(assessmentFinding(null)).toEqual([]);
    expect(assessmentFinding({ role: 'on', lagMs: 1_500 })).toMatchObject([
      { verdict: 'ok', detail: 'taken in, 2 s behind' },
    ]);
    expect(assessmentFinding({ role: 'off', lagMs: 0 })).toMatchObject([{ verdict: 'warn' }]);
    expect(assessmentFinding({ role: 'on', lagMs: 300_000 })).toMatchObject([
      { verdict: 'warn', subject: 'assessments' },
    ]);
  });
});
