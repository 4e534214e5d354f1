import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchIndexAt } from '../../src/batch-index.js';
import { reindexBatches, updateStatuses, type ReindexParts } from '../../src/cli/reindex.js';
import { parseConfig } from '../../src/config.js';
import type { Batch } from '../../src/domain/batch.js';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import { batchOf } from '../../props/sim/given.js';
import { elasticServer, type ElasticServer } from '../services/elastic-server.js';
import { fakeTerminal, type FakeTerminal } from './fake-terminal.js';

let server: ElasticServer;
beforeEach(async () => {
  server = await elasticServer();
});
afterEach(() => server.close());

const SPRING = { ...batchOf('b1'), endDate: '2026-03-31' };
const ENDED = { ...batchOf('b2'), endDate: '2026-01-31' };
const LATER = { ...batchOf('b3'), startDate: '2026-05-01' };
const ALL = [SPRING, ENDED, LATER];

describe('reindex batches', () => {
  it('shows every batch and lists those that have not ended', async () => {
    server.contents.set('red', [{ batchId: 'b2' }]);
    server.contents.set('blue', undefined);

    const run = await reindex(ALL, '2026-03-01');

    expect(run.code).toBe(0);
    expect(JSON.parse(run.terminal.printed.at(-1)!)).toMatchObject({
      ...{ status: 'SUCCESS', files: [], rows: 3, unstarted: 1, inProgress: 1, completed: 1 },
      ...{ contents: 2, errors: [] },
    });
    expect(shownStatuses()).toEqual({ b1: 1, b2: 2, b3: 0 });
    expect(server.contents.get('red')).toMatchObject([{ batchId: 'b1', status: 1 }]);
    expect(server.contents.get('blue')).toMatchObject([{ batchId: 'b3', status: 0 }]);
    expect(run.terminal.progressed.at(-1)).toBe('3 of 3 batches');
  });

  it('changes nothing when it is repeated', async () => {
    server.contents.set('red', undefined);
    await reindex(ALL, '2026-03-01');
    const before = new Map(server.documents);

    const run = await reindex(ALL, '2026-03-01');

    expect(run.code).toBe(0);
    expect(server.documents).toEqual(before);
    expect(server.patches).toHaveLength(1);
  });

  it('goes on after an outage that passes', async () => {
    const pauses: number[] = [];
    server.trouble = (call) => (call.includes('_bulk') && pauses.length < 2 ? 503 : null);

    const run = await reindex(ALL, '2026-03-01', pauses);

    expect(run.code).toBe(0);
    expect(pauses).toEqual([500, 1000]);
    expect(server.documents.size).toBe(3);
  });

  it('ends with 1 when an outage does not pass, and says how much is left', async () => {
    server.trouble = (call) => (call.includes('_bulk') ? 503 : null);

    const run = await reindex(ALL, '2026-03-01');

    expect(run.code).toBe(1);
    const detail = 'POST /course-batch/_bulk was answered 503; 3 batches are not shown';
    expect(run.terminal.noted).toEqual([`laurel: ${detail}`]);
    expect(JSON.parse(run.terminal.printed.at(-1)!)).toMatchObject({
      ...{ status: 'FAILED', rows: 0, errors: [detail] },
    });
  });

  it('names what is refused, shows the others and ends with 1', async () => {
    server.refused.add('b2');

    const run = await reindex(ALL, '2026-03-01');

    expect(run.code).toBe(1);
    expect(run.terminal.noted).toEqual(['laurel: batch b2: indexing b2 was answered 400']);
    expect(Object.keys(shownStatuses())).toEqual(['b1', 'b3']);
  });

  it('shows more than fit into one request, and names only the first faults', async () => {
    const many = Array.from({ length: 1100 }, (_, i) => other(`many-${String(i)}`));
    for (let i = 0; i < 30; i++) server.refused.add(`many-${String(i)}`);

    const run = await reindex(many, '2026-03-01');

    expect(server.documents.size).toBe(1070);
    expect(run.terminal.noted).toHaveLength(21);
    expect(run.terminal.noted.at(-1)).toBe('laurel: and 10 more');
  });
});

describe('run-job course-batch-status-updater', () => {
  it('shows the batches whose status changed with the calendar, and no others', async () => {
    await reindex(ALL, '2026-03-01');
    server.calls.length = 0;

    const run = await update(ALL, '2026-05-01');

    expect(run.code).toBe(0);
    expect(JSON.parse(run.terminal.printed.at(-1)!)).toMatchObject({
      ...{ rows: 2, unstarted: 0, inProgress: 1, completed: 1 },
    });
    expect(shownStatuses()).toEqual({ b1: 2, b2: 2, b3: 1 });
  });

  it('has nothing to do on the same day', async () => {
    await reindex(ALL, '2026-03-01');
    server.calls.length = 0;

    const run = await update(ALL, '2026-03-01');

    expect(JSON.parse(run.terminal.printed.at(-1)!)).toMatchObject({ status: 'SUCCESS', rows: 0 });
    expect(server.calls).toEqual(['POST /course-batch/_mget?_source=status']);
  });

  it('shows a batch that the index does not have', async () => {
    await reindex([SPRING, LATER], '2026-03-01');

    await update(ALL, '2026-03-01');

    expect(Object.keys(shownStatuses()).sort()).toEqual(['b1', 'b2', 'b3']);
  });

  it('is about the batches that are named, and names those that are not known', async () => {
    const run = await update(ALL, '2026-03-01', ['b1', 'b9']);

    expect(run.code).toBe(1);
    expect(run.terminal.noted).toEqual(['laurel: batch b9: not known']);
    expect(Object.keys(shownStatuses())).toEqual(['b1']);
  });

  it('finds again on the next run what it could not list', async () => {
    server.contents.set('red', []);
    server.contents.set('blue', []);
    server.trouble = (call) => (call.startsWith('PATCH') ? 503 : null);
    expect((await update(ALL, '2026-03-01')).code).toBe(1);
    server.trouble = null;

    const run = await update(ALL, '2026-03-01');

    expect(run.code).toBe(0);
    expect(server.contents.get('red')).toMatchObject([{ batchId: 'b1' }]);
    expect(server.documents.size).toBe(3);
  });

  it('ends with 1 where the index does not answer', async () => {
    server.trouble = () => 500;

    const run = await update(ALL, '2026-03-01');

    expect(run.code).toBe(1);
    expect(run.terminal.noted).toEqual(['laurel: POST /course-batch/_mget was answered 500']);
  });
});

const other = (id: string): Batch => ({
  ...batchOf('b1', null),
  batch: id as BatchId,
  course: 'many' as CourseId,
});

const shownStatuses = (): Record<string, unknown> =>
  Object.fromEntries([...server.documents].map(([id, { source }]) => [id, source['status']]));

interface Run {
  readonly code: number;
  readonly terminal: FakeTerminal;
}

async function reindex(batches: Batch[], today: string, pauses: number[] = []): Promise<Run> {
  const parts = partsOf(batches, today, pauses);
  return { code: await reindexBatches(parts, true), terminal: parts.terminal };
}

async function update(batches: Batch[], today: string, ids: string[] = []): Promise<Run> {
  const parts = partsOf(batches, today, []);
  return { code: await updateStatuses(parts, ids, true), terminal: parts.terminal };
}

function partsOf(
  batches: readonly Batch[],
  today: string,
  pauses: number[],
): ReindexParts & { readonly terminal: FakeTerminal } {
  const { baseUrl } = server;
  const env = { LAUREL_SEARCH_INDEX_URL: baseUrl, LAUREL_CONTENT_SERVICE_URL: baseUrl };
  const config = parseConfig(env, '/');
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const index = batchIndexAt(config.value, () => Date.parse(`${today}T06:00:00Z`))!;
  const pause = (ms: number): Promise<void> => Promise.resolve(void pauses.push(ms));
  return { index, batches, today, terminal: fakeTerminal(), pause };
}
