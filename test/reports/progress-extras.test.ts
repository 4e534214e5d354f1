import { describe, expect, it } from 'vitest';
import { untouched } from '../../src/domain/content.js';
import type { Unit } from '../../src/domain/course.js';
import { ok, type Result } from '../../src/domain/result.js';
import { lastActivity, progressExtras } from '../../src/reports/progress-extras.js';
import { progressSheet } from '../../src/reports/progress-sheet.js';
import { NO_OPTIONS, type ReportOptions } from '../../src/reports/report-options.js';
import { zoneDay } from '../../src/reports/zone-day.js';
import { contents, enrolment, tree } from './builders.js';
import { exhaustInput, reading } from './exhaust-inputs.js';

const [a, b] = contents('do_a', 'do_b') as [never, never];

describe('columns of a progress report on request', () => {
  it('are none unless asked for', () => {
    expect(extras({})).toEqual([]);
  });

  it('show the progress of units of the first level, in the order of the course', () => {
    const state = enrolment({ statuses: { do_a: 2, do_c: 2 }, completedAt: 1 });

    expect(shown(extras({ unitProgress: true }), state)).toEqual([
      ['u2 - Progress', '100'],
      ['u1 - Progress', '33'],
    ]);
  });

  it('name the unit in its description', () => {
    const described = extras({ unitProgress: true }).map((e) => e.column.description);

    expect(described[1]).toContain('Unit u1');
  });

  it('count the attempts at each scored content', () => {
    const state = enrolment({
      attempts: [
        ['do_b', 'x', 1, 2],
        ['do_b', 'y', 1, 2],
        ['do_c', 'x', 1, 2],
      ],
    });

    expect(shown(extras({ attempts: true }), state)).toEqual([
      ['do_a - Attempts', '0'],
      ['do_b - Attempts', '2'],
    ]);
  });

  it('show the day of the last access, completion or attempt in the zone of the report', () => {
    const at = Date.parse('2024-06-01T19:00:00Z');
    const state = {
      ...enrolment(),
      contents: new Map([[a, { ...untouched(a), lastAccessAt: at }]]),
    };

    expect(shown(extras({ lastActivity: true }), state)).toEqual([
      ['Last Activity Date', '02/06/2024'],
    ]);
    expect(shown(extras({ lastActivity: true }), enrolment())[0]![1]).toBe('');
  });

  it('take the latest of all that was observed', () => {
    const observed = { ...untouched(a), lastAccessAt: 5, lastCompletedAt: 7 };
    const attempted = enrolment({ attempts: [['do_b', 'x', 1, 2]] });

    expect(lastActivity({ ...attempted, contents: new Map([[a, observed]]) })).toBe(7);
    expect(lastActivity(attempted)).toBe(1);
  });
});

describe('a progress report with columns on request', () => {
  it('has them after all of Sunbird', async () => {
    const state = enrolment({ attempts: [['do_a', 'x', 1, 2]] });
    const options = { ...NO_OPTIONS, attempts: true, lastActivity: true };
    const scored = tree({ scored: contents('do_a') });

    const input = exhaustInput({ ...reading([state]), tree: scored, options, path: '' });
    const sheet = valueOf(await progressSheet(input, null));
    const learner = { state, user: null };
    const { rowsOf } = valueOf(await sheet.prepare([learner]));

    expect(sheet.columns.slice(20).map(({ header }) => header)).toEqual([
      'do_a - Score',
      'do_a - Attempts',
      'Last Activity Date',
    ]);
    expect(rowsOf(learner).map((row) => row.slice(20))).toEqual([['50%', '1', '01/01/1970']]);
  });

  it.each([
    [{}, true],
    [{ lastActivity: true }, false],
  ])('is written the quick way unless it has any: %j', async (asked, isQuick) => {
    const options = { ...NO_OPTIONS, ...asked };
    const glances = () => Promise.resolve(ok(undefined));

    const sheet = valueOf(await progressSheet(exhaustInput({ options, glances, path: '' }), null));

    expect(sheet.writeAll !== null).toBe(isQuick);
  });
});

const unit = (id: string, required: never[]): Unit => ({
  unit: id as never,
  name: `Unit ${id}`,
  leaves: required,
  required,
});

const extras = (options: Partial<ReportOptions>) =>
  progressExtras(
    { ...NO_OPTIONS, ...options },
    {
      tree: tree({
        firstLevel: contents('u2', 'u1'),
        units: [unit('u1', [a, b, b]), unit('deep', [a]), unit('u2', [])],
      }),
      scores: [a, b],
      dayOf: zoneDay('Asia/Kolkata'),
    },
  );

const shown = (list: ReturnType<typeof extras>, state: ReturnType<typeof enrolment>) =>
  list.map(({ column, cell }) => [column.header, cell(state)]);

function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
