import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptKey, type AttemptState } from '../../src/domain/attempt.js';
import type { QuestionRecord } from '../../src/domain/command.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import { contents, enrolment } from './builders.js';
import type { AttemptRow } from '../../src/persistence/ports.js';
import type { ArchivedAttempt } from '../../src/persistence/report-ports.js';
import { uniteAnswers } from '../../src/reports/archived-answers.js';

describe('answers that are kept and answers that were archived', () => {
  it('are those that are kept, where both are there', () => {
    const state = withAttempts(attempt('x', 'kept', 2));
    const answers = [answersOf(state, attempt('x', 'kept', 2), 'kept')];

    const united = uniteAnswers(state, answers, [archived(attempt('x', 'archived', 9), 'late')]);

    expect(shown(united)).toEqual({ x: [2, 'kept'] });
    expect(united.archivedRows).toBe(0);
  });

  it.each([
    ['is known by details alone', ''],
    ['lost its row to the archive', 'archived'],
    ['was another record', 'other'],
  ])('are the archived ones of an attempt that %s', (_why, hash) => {
    const state = withAttempts(attempt('x', hash, 2));

    const united = uniteAnswers(state, [], [archived(attempt('x', 'archived', 3), 'q', 'r')]);

    expect(shown(united)).toEqual({ x: [3, 'q,r'] });
    expect(united.archivedRows).toBe(2);
  });

  it('leave an attempt as it is of which nothing but totals was archived', () => {
    const state = withAttempts(attempt('x', '', 2));

    const united = uniteAnswers(state, [], [archived(attempt('x', '', 3))]);

    expect(shown(united)).toEqual({ x: [2, ''] });
    expect(united.archivedRows).toBe(0);
  });

  it('add attempts that are archived alone, one without questions too', () => {
    const united = uniteAnswers(
      enrolment(),
      [],
      [archived(attempt('x', 'h', 1), 'q'), archived(attempt('y', '', 1))],
    );

    expect(shown(united)).toEqual({ x: [1, 'q'], y: [1, ''] });
    expect(united.archivedRows).toBe(2);
  });

  it('leave what is kept of a learner alone, whatever is archived', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(ids, ids, (kept, moved) => {
        const attempts = kept.map((id) => attempt(id, 'kept', 1));
        const state = withAttempts(...attempts);
        const answers = attempts.map((one) => answersOf(state, one, 'kept'));

        const united = uniteAnswers(
          state,
          answers,
          moved.map((id) => archived(attempt(id, 'moved', 5), 'moved')),
        );

        const all = [...new Set([...kept, ...moved])].map((id) => {
          return [id, kept.includes(id) ? [1, 'kept'] : [5, 'moved']];
        });
        expect(shown(united)).toEqual(Object.fromEntries(all));
        expect(united.archivedRows).toBe(moved.filter((id) => !kept.includes(id)).length);
      }),
    );
  });
});

const attempt = (id: string, payloadHash: string, score: number): AttemptState => ({
  ...{ content: contents(`do_${id}`)[0]!, attempt: id, attemptedAt: 1, score, maxScore: 9 },
  payloadHash,
});

const withAttempts = (...attempts: readonly AttemptState[]): EnrolmentState => ({
  ...enrolment(),
  attempts: new Map(attempts.map((one) => [attemptKey(one), one])),
});

const archived = (state: AttemptState, ...ids: readonly string[]): ArchivedAttempt => ({
  state,
  questions: ids.map(question),
});

const answersOf = (
  { key }: EnrolmentState,
  { content, attempt: id, payloadHash, attemptedAt }: AttemptState,
  ...ids: readonly string[]
): AttemptRow => ({
  ...{ key, content, attempt: id, payloadHash, attemptedAt },
  questions: ids.map(question),
});

const question = (id: string): QuestionRecord => ({
  ...{ id, assessedAt: 1, maxScore: 1, score: 1, duration: 1, type: 'mcq', title: '' },
  ...{ description: '', responses: '[]', params: '[]' },
});

/** Score and questions of each attempt, as a report finds them. */
function shown({ state, answers }: ReturnType<typeof uniteAnswers>) {
  const rows = [...state.attempts.values()].map((one) => {
    const own = answers.find(
      (row) => attemptKey(row) === attemptKey(one) && row.payloadHash === one.payloadHash,
    );
    const questions = (own?.questions ?? []).map(({ id }) => id).join(',');
    return [one.attempt, [one.score, questions]];
  });
  return Object.fromEntries(rows) as Record<string, [number, string]>;
}
