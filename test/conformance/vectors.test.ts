/** `test/cases/lms/vectors.json`: values of pure functions. Every vector has a known form. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { latestAttempt } from '../../src/domain/attempt.js';
import { batchStatus } from '../../src/domain/batch.js';
import { countCompleted, courseProgress } from '../../src/domain/progress.js';
import { scoreAttempt } from '../../src/gateway/assessment.js';
import { zoneOf } from '../../src/gateway/zone.js';
import { attemptDetails, scoreAggregates } from '../../src/persistence/sunbird/activity-scores.js';
import { decimalText } from '../../src/persistence/sunbird/assessment-row.js';
import { batchFromRow } from '../../src/persistence/sunbird/batch-row.js';
import { attempt, content, contentId, enrolled, tree } from '../domain/given.js';
import { fieldsOf, listOf, type Fields } from './fields.js';

const ZONE = zoneOf('Asia/Kolkata');
const TODAY = '2024-05-20';
const DAYS: Readonly<Record<string, string>> = {
  past: '2024-05-01',
  yesterday: '2024-05-19',
  today: TODAY,
  future: '2024-06-01',
};

/** What a vector is about, by the names of what it gives and expects. */
const CHECKS: Readonly<Record<string, (given: Fields, expected: Fields) => void>> = {
  'events > unique': (given, expected) => {
    const scores = scored(given).questions.map(({ id, score }) => [id, score]);

    expect(Object.fromEntries(scores)).toEqual(expected['unique']);
  },
  'events > grand_total,total_max_score,total_score': (given, expected) => {
    const { score, maxScore } = scored(given);

    expect({
      total_score: score,
      total_max_score: maxScore,
      grand_total: `${decimalText(score)}/${decimalText(maxScore)}`,
    }).toEqual(expected);
  },
  'attempts > agg_details_size,attempts_count:cont1,latest_attempt,max_score:cont1,score:cont1': (
    given,
    expected,
  ) => {
    const attempts = rows(given, 'attempts').map((row) =>
      attempt({
        content: contentId(String(row['content'])),
        attempt: String(row['attempt']),
        attemptedAt: Number(row['ts']),
        score: Number(row['score']),
        maxScore: Number(row['max']),
      }),
    );
    const state = enrolled({ attempts });

    expect({
      ...scoreAggregates(state),
      agg_details_size: attemptDetails(state, ZONE).length,
      latest_attempt: latestAttempt(attempts),
    }).toEqual(expected);
  },
  ' > status': (_given, expected) => {
    for (const { start, end, status } of rows(expected, 'status')) {
      // Laurel's batches have a start; upstream leaves the status of one that has none.
      if (start === null) continue;

      expect(statusOf(start, end), JSON.stringify([start, end])).toBe(status);
    }
  },
  'leafNodes,optionalNodes,status > progress': (given, expected) => {
    const statuses = Object.entries(fieldsOf(given['status'], 'status'));
    const contents = statuses.map(([id, status]) => content(id, status === 2 ? 2 : 1, 500));
    const optional = listOf(given['optionalNodes'], 'optionalNodes').map((id) =>
      contentId(String(id)),
    );
    const course = tree(listOf(given['leafNodes'], 'leafNodes').map(String), { optional });

    expect(countCompleted(enrolled({ contents }), course.required)).toBe(expected['progress']);
  },
  ' > percentage,status': (_given, expected) => {
    for (const [completed, required, percentage] of triples(expected, 'percentage')) {
      expect(progressOf(completed, required).percentage).toBe(percentage);
    }
    for (const [completed, required, status] of triples(expected, 'status')) {
      expect(progressOf(completed, required).status).toBe(status);
    }
  },
};

const VECTORS = rows(readVectors(), 'vectors');

test.each(VECTORS.map((vector) => [String(vector['id']), vector] as const))('%s', (_id, vector) => {
  const [given, expected] = [vector['given'], vector['expect']].map((part) =>
    fieldsOf(part, 'part'),
  );
  const names = [given, expected].map((part) =>
    Object.keys(part ?? {})
      .sort()
      .join(),
  );

  const check = CHECKS[names.join(' > ')];

  expect(check, names.join(' > ')).toBeDefined();
  check?.(given ?? {}, expected ?? {});
});

function scored(given: Fields) {
  const events = rows(given, 'events').map(({ q, score, max, ts }) => ({
    ets: ts ?? 1000,
    edata: { item: { id: q, maxscore: max }, score, duration: 1 },
  }));
  const result = scoreAttempt(events);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** As an existing installation's row tells the dates. */
function statusOf(start: unknown, end: unknown): number | undefined {
  const date = (value: unknown): unknown => DAYS[String(value)] ?? value;
  const row = { courseid: 'c', batchid: 'b', startdate: date(start), enddate: date(end) };
  const read = batchFromRow(row, ZONE, () => null);
  return read === null ? undefined : batchStatus(read.batch, TODAY);
}

/** A learner who completed so many contents of a course that requires so many. */
function progressOf(completed: number, required: number) {
  const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `c${String(i)}`);
  const contents = ids(completed).map((id) => content(id, 2, 500));
  const isDone = required > 0 && completed >= required;
  return courseProgress(enrolled({ contents, completedAt: isDone ? 500 : 0 }), tree(ids(required)));
}

function triples(fields: Fields, name: string): [number, number, number][] {
  return listOf(fields[name], name).map((triple) => {
    const [a, b, c] = listOf(triple, name).map(Number);
    return [a ?? NaN, b ?? NaN, c ?? NaN];
  });
}

function rows(fields: Fields, name: string): Fields[] {
  return listOf(fields[name], name).map((row) => fieldsOf(row, name));
}

function readVectors(): Fields {
  const file = join(import.meta.dirname, '../cases/lms/vectors.json');
  return fieldsOf(JSON.parse(readFileSync(file, 'utf8')), 'vectors.json');
}
