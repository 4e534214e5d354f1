/** Nothing that a case says is passed over: what the reader does not know, fails. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseExhaustCase } from './exhaust-case.js';
import { judgeVector, vectorsOf } from './exhaust-vectors.js';
import { Misread, type Fields } from './fields.js';
import { parseJobCase } from './job-case.js';
import { parseLmsCase } from './lms-case.js';

const JOB: Fields = {
  id: 'any',
  job: 'activity-aggregate-updater',
  config: {},
  initial: {},
  input: [],
  expected: { error: null },
};
const KEY: Fields = { userid: 'u', courseid: 'c', batchid: 'b' };
const LMS: Fields = { id: 'upd-any', request: {}, expect: { http: 200 } };

describe('a case of a stream job', () => {
  test('is read when all of it is known', () => {
    expect(parseJobCase(JOB).trials).toHaveLength(1);
  });

  test.each<[string, Fields]>([
    ['key', { surprise: 1 }],
    ['job', { job: 'another-job' }],
    ['setting', { config: { 'another.setting': 1 } }],
    ['part of the state before', { initial: { another: {} } }],
    ['table', { initial: { cassandra: { another_table: [] } } }],
    ['column', { expected: { cassandra: { user_enrolments: [{ ...KEY, another: 1 }] } } }],
    ['store', { initial: { redis: { 'another db7 SET': {} } } }],
    ['type of a store', { initial: { redis: { 'cache db10 HASH': {} } } }],
    ['key of an input', { input: [{ topic: 'telemetry.assess', value: {}, other: 1 }] }],
    ['topic of an input', { input: [{ topic: 'another.topic', value: {} }] }],
    ['expectation', { expected: { another: 1 } }],
    ['topic of events', { expected: { events: { 'another.topic': [] } } }],
    ['service', { initial: { http: [{ method: 'GET', url: '{another}/x', status: 200 }] } }],
    ['key of a stub', { initial: { http: [{ method: 'GET', url: '{rc}/x', other: 1 }] } }],
    ['key of a call', { expected: { http_calls: [{ method: 'GET', other: 1 }] } }],
    ['key of an error', { expected: { error: { other: 'x' } } }],
    ['column of a table of values', { expected: { table: [{ change: {}, other: 1 }] } }],
  ])('is refused for an unknown %s', (_what, differing) => {
    expect(() => parseJobCase({ ...JOB, ...differing })).toThrow(Misread);
  });

  test('is refused for a row without its key', () => {
    const cassandra = { user_enrolments: [{ userid: 'u', status: 1 }] };

    expect(() => parseJobCase({ ...JOB, expected: { cassandra } })).toThrow(Misread);
  });
});

describe('a case of the API', () => {
  test('is read when all of it is known', () => {
    expect(parseLmsCase(LMS).given.operation).toBe('update');
  });

  test.each<[string, Fields]>([
    ['key', { surprise: 1 }],
    ['operation', { op: 'another' }],
    ['group of cases', { id: 'other-01' }],
    ['given', { given: { another: 1 } }],
    ['field of a batch', { given: { es_batch: [{ another: 1 }] } }],
    ['expectation', { expect: { another: 1 } }],
  ])('is refused for an unknown %s', (_what, differing) => {
    expect(() => parseLmsCase({ ...LMS, ...differing })).toThrow(Misread);
  });
});

describe('a case of the exhausts', () => {
  const folder = join(import.meta.dirname, '../cases/exhaust');
  const row = { tag: 't:c', request_id: 'r', job_id: 'progress-exhaust', status: 'SUBMITTED' };
  const exhaust: Fields = { id: 'any', job_requests: [row] };

  test('is read when all of it is known', () => {
    expect(parseExhaustCase(exhaust, folder, []).given.dataset).toBe('progress-exhaust');
  });

  test.each<[string, Fields]>([
    ['key', { surprise: 1 }],
    ['dataset', { job_requests: [{ ...row, job_id: 'another-exhaust' }] }],
    ['column of a request', { job_requests: [{ ...row, other: 1 }] }],
    ['column expected of a request', { expected_request: { other: 1 } }],
    ['request', { expected_requests: { another: {} } }],
    ['setting', { config: { 'another.setting': 1 } }],
    ['kind of fixture', { fixtures: ['fixtures/indexer_user.json'] }],
    ['place of a fixture', { fixtures: ['../jobs/index.json'] }],
    ['count', { expected_metrics: { other: 1 } }],
    ['mode', { mode: 'another' }],
    ['parameter', { mode: 'standalone', modelParams: { batchId: 'b', other: 1 } }],
  ])('is refused for an unknown %s', (_what, differing) => {
    expect(() => parseExhaustCase({ ...exhaust, ...differing }, folder, [])).toThrow(Misread);
  });

  test('is refused for a vector of an unknown kind, or with an unknown key', () => {
    const misread = (content: Fields): unknown => vectorsOf('any', content).map(judgeVector);

    expect(() => misread({ another: [{ in: 1 }] })).toThrow(Misread);
    expect(() => misread({ user_status: [{ in: 1, expected: 'Active user', other: 1 }] })).toThrow(
      Misread,
    );
  });
});
