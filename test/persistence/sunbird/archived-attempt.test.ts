import { describe, expect, it } from 'vitest';
import type { BatchId, CourseId, EnrolmentKey, LearnerId } from '../../../src/domain/ids.js';
import { zoneOf } from '../../../src/gateway/zone.js';
import { adopt, adoptAnswers } from '../../../src/persistence/sunbird/adopt.js';
import { recordReader } from '../../../src/persistence/sunbird/archived-attempt.js';
import {
  archivedCells,
  archivedQuestion,
  COLUMNS,
  type ArchivedCells,
} from '../archive/archived-files.js';

const OF = { course: 'do_course' as CourseId, batch: 'batch-1' as BatchId };

describe('an archived attempt', () => {
  it('means what the row of the table meant', () => {
    const cells = archivedCells();
    const row = { ...cells, question: [archivedQuestion()] };
    const key: EnrolmentKey = { ...OF, learner: 'user-1' as LearnerId };
    const none = { enrolment: null, contents: [], activity: null };

    const read = readCells(cells);

    const state = adopt(key, { ...none, attempts: [row] }, zoneOf('Asia/Kolkata'), 1);
    const [answers] = adoptAnswers(key, [row]);
    expect(read).toEqual({
      ok: true,
      value: {
        learner: 'user-1',
        attempt: [...state.attempts.values()][0],
        questions: answers?.questions,
      },
    });
  });

  it.each([
    ['an empty cell', { question: '', last_attempted_on: '', updated_on: '', total_score: '' }],
    [
      'null',
      { question: 'null', last_attempted_on: 'null', updated_on: 'null', total_score: 'null' },
    ],
  ])('takes %s for unset', (_what, changes) => {
    const read = readCells(archivedCells({ ...changes, grand_total: '' }));

    expect(read).toMatchObject({
      ok: true,
      value: { attempt: { attemptedAt: 0, score: 0, payloadHash: '' }, questions: [] },
    });
  });

  it('takes a time as text, as earlier jobs wrote it', () => {
    const read = readCells(archivedCells({ last_attempted_on: '2021-06-17T05:30:00.000+05:30' }));

    expect(read).toMatchObject({ value: { attempt: { attemptedAt: Date.UTC(2021, 5, 17) } } });
  });

  it.each([[{ batch_id: 'batch-2' }], [{ course_id: 'do_other', user_id: '' }]])(
    'is passed over where it is of another enrolment: %j',
    (changes: ArchivedCells) => {
      expect(readCells(archivedCells(changes))).toEqual({ ok: true, value: null });
    },
  );

  it.each<[ArchivedCells, string]>([
    [{ course_id: '' }, 'course_id is missing'],
    [{ batch_id: 'null' }, 'batch_id is missing'],
    [{ user_id: '' }, 'user_id is missing'],
    [{ user_id: 'a\u0001' }, 'user_id is no id: control-character'],
    [{ content_id: '' }, 'content_id is missing'],
    [{ attempt_id: '' }, 'attempt_id is missing'],
    [{ last_attempted_on: 'soon' }, 'last_attempted_on is no time'],
    [{ created_on: '31/12/2021' }, 'created_on is no time'],
    [{ total_score: 'all' }, 'total_score is no number'],
    [{ total_max_score: '1,5' }, 'total_max_score is no number'],
    [{ question: '{}' }, 'question is no list in JSON'],
    [{ question: '[{"id":"q"' }, 'question is no list in JSON'],
    [{ question: '[1]' }, 'question[0] is no object'],
    [{ question: '[{"id":"q"},{}]' }, 'question[1].id is missing'],
    [{ question: '[{"id":"q","score":"x"}]' }, 'question[0].score is no number'],
    [{ question: '[{"id":"q","duration":true}]' }, 'question[0].duration is no number'],
    [{ question: '[{"id":"q","params":{}}]' }, 'question[0].params is no list of objects'],
    [{ question: '[{"id":"q","resvalues":["x"]}]' }, 'question[0].resvalues is no list of objects'],
  ])('is a fault with %j', (changes, error) => {
    expect(readCells(archivedCells(changes))).toEqual({ ok: false, error });
  });

  it('is a fault where the record is shorter than the header', () => {
    expect(reader()(['do_course'])).toEqual({
      ok: false,
      error: 'has 1 cells where the header has 12',
    });
  });

  it('needs a header with every column that is read', () => {
    const read = recordReader(['course_id', 'batch_id', 'question', 'user_id'], OF);

    expect(read).toEqual({
      ok: false,
      error:
        'the header lacks content_id, attempt_id, last_attempted_on, total_max_score, total_score',
    });
  });
});

function reader() {
  const read = recordReader(COLUMNS, OF);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const readCells = (cells: ArchivedCells) => reader()(COLUMNS.map((column) => cells[column] ?? ''));
