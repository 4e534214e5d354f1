/**
 * The deviations of the exhausts that no case of `test/cases` shows, each on a case of its own, and
 * that an expectation beside upstream's own result is still found.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fields } from './fields.js';
import { runExhaustCase } from './run-exhaust-case.js';

const FOLDER = join(import.meta.dirname, '../cases/exhaust');
const FIXTURES = [
  ...['course_batch', 'user_enrolments', 'content_hierarchy', 'assessment_aggregator'],
  ...['user_activity_agg', 'user_consent', 'system_settings', 'content_search_collections'],
  'config',
].map((name) => `fixtures/${name}.json`);

const OWNER = 'b00bc992ef25f1a9a8d63291e20efc8d';
const CUSTODIAN = '0130107621805015045';
const NO_LIMITS = { 'exhaust.file.size.limit.per.channel': 1_000_000 };

describe.each<[string, number, Fields, Fields]>([
  [
    'a request that a crash left',
    38,
    { job_requests: [request({ status: 'PROCESSING' })] },
    { expected_request: { status: 'PROCESSING' }, expected_metrics: { totalRequests: 0 } },
  ],
  [
    'a request that waits after three failures',
    38,
    { job_requests: [request({ iteration: 3 })] },
    { expected_request: { status: 'SUBMITTED', iteration: 3, download_urls: [] } },
  ],
  [
    'a message of before',
    39,
    { job_requests: [request({ status: 'FAILED', iteration: 1, err_message: 'before' })] },
    { expected_request: { status: 'SUCCESS', iteration: 1, err_message: 'before' } },
  ],
  [
    'batches that were done when the channel had used up its share',
    40,
    {
      job_requests: [
        request(),
        request({
          request_id: 'B',
          request_data: { batchFilter: ['batch-006', 'batch-001'] },
          processed_batches: [{ batchId: 'batch-006', filePath: 'f.zip', fileSize: 1 }],
        }),
      ],
    },
    { expected_requests: { B: { status: 'SUBMITTED', processed_batches: [] } } },
  ],
  [
    'user info for the custodian organisation',
    41,
    { job_requests: [request({ job_id: 'userinfo-exhaust', requested_channel: CUSTODIAN })] },
    { expected_request: { status: 'FAILED', iteration: 1, download_urls: [] } },
  ],
  [
    'user info that the policy does not protect',
    42,
    {
      job_requests: [request({ job_id: 'userinfo-exhaust' })],
      config: { tenant_preference: { level: 'PLAIN_DATASET' } },
    },
    {
      expected_request: {
        status: 'SUCCESS',
        iteration: 1,
        download_urls: ['userinfo-exhaust/A/batch-001_userinfo_<yyyyMMdd>.zip'],
      },
      expected_metrics: { successRequests: 1 },
    },
  ],
  [
    'a policy without a level',
    43,
    {
      job_requests: [request({ encryption_key: null })],
      config: { tenant_preference: { level: '' } },
    },
    {
      expected_request: { download_urls: ['progress-exhaust/A/batch-001_progress_<yyyyMMdd>.zip'] },
    },
  ],
  [
    'several batches under a key',
    44,
    {
      job_requests: [
        request({
          job_id: 'userinfo-exhaust',
          request_data: { batchFilter: ['batch-001', 'batch-006'] },
        }),
      ],
      config: NO_LIMITS,
    },
    {
      expected_request: { status: 'FAILED', err_message: 'Zip, encrypt and upload failed' },
      expected_metrics: { failedRequests: 1, successRequests: 0 },
    },
  ],
  [
    'an equal request of another organisation',
    45,
    {
      job_requests: [request(), request({ request_id: 'B', requested_channel: 'channel-01' })],
      config: NO_LIMITS,
    },
    {
      expected_requests: {
        B: { download_urls: ['progress-exhaust/A/batch-001_progress_<yyyyMMdd>.zip'] },
      },
      expected_metrics: { duplicateRequests: 1 },
    },
  ],
  [
    'a learner whom the cache does not know',
    32,
    {
      job_requests: [request({ request_data: { batchId: 'batch-006' } })],
      redis: 'fixtures/redis_users_progress.json',
    },
    { expected_row_count: 0 },
  ],
])('%s', (_what, number, given, expected) => {
  test('deviates by its number', async () => {
    expect(await verdictOn(given, expected)).toEqual({ kind: 'deviates', numbers: [number] });
  });

  test.each(Object.keys(flat(expected)))('fails for another %s', async (place) => {
    expect(await verdictOn(given, changedAt(expected, place))).toMatchObject({ kind: 'fail' });
  });
});

function request(more: Fields = {}): Fields {
  return {
    request_id: 'A',
    tag: 'tag:channel',
    job_id: 'progress-exhaust',
    status: 'SUBMITTED',
    request_data: { batchId: 'batch-001' },
    requested_by: 'user-002',
    requested_channel: OWNER,
    iteration: 0,
    encryption_key: 'test12',
    processed_batches: null,
    ...more,
  };
}

const verdictOn = (given: Fields, expected: Fields) =>
  runExhaustCase({ id: 'any', ...given, ...expected }, FOLDER, FIXTURES);

/** The leaves of an expectation by their places. */
function flat(value: unknown, place = ''): Record<string, unknown> {
  const isInner = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isInner) return { [place]: value };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) =>
      flat(inner, place === '' ? key : `${place} ${key}`),
    ),
  ) as Record<string, unknown>;
}

function changedAt(expected: Fields, place: string): Fields {
  const copy = structuredClone(expected) as Record<string, unknown>;
  const path = place.split(' ');
  const last = path.pop() ?? '';
  const holder = path.reduce((held, key) => held[key] as Record<string, unknown>, copy);
  const leaf = holder[last];
  holder[last] =
    typeof leaf === 'number' ? leaf + 7 : Array.isArray(leaf) ? ['other'] : `${String(leaf)}~`;
  return copy;
}
