import { describe, expect, it } from 'vitest';
import { err } from '../../src/domain/result.js';
import type { RunTurn } from '../../src/reports/run-guard.js';
import { MORNING, REPORT_BYTES, RequestDesk, stored, submission } from './request-desk.js';

const HOUR_MS = 3_600_000;
const BOTH = { batchFilter: ['b1', 'b2'] };

describe("a channel's share of a run", () => {
  it('ends in the middle of a request: what is done is kept, the rest waits', async () => {
    const desk = new RequestDesk();
    desk.limits = { ...desk.limits, channelBytesMax: REPORT_BYTES };

    await desk.submitAndRun(submission({ datasetConfig: BOTH }));

    expect(desk.row()).toMatchObject({ status: 'SUBMITTED', iteration: 0, files: [], open: true });
    expect(desk.row().processedBatches).toMatchObject([{ batchId: 'b1', fileSize: REPORT_BYTES }]);
  });

  it('lets the next request of the channel wait, as it is, and that of another run', async () => {
    const desk = new RequestDesk();
    desk.limits = { ...desk.limits, channelBatchesMax: 1 };
    desk.keep(stored('first', 'SUBMITTED', 1));
    desk.keep({ ...stored('second', 'SUBMITTED', 2), datasetConfig: { batchId: 'b2' } });
    desk.keep({ ...stored('other', 'SUBMITTED', 3), requestedChannel: 'org-2' });

    await desk.look();

    expect(statuses(desk)).toEqual(['SUCCESS', 'SUBMITTED', 'SUCCESS']);
    expect(desk.puts.filter(({ requestId }) => requestId === 'second')).toEqual([
      desk.rows.get('tag:org-1 second'),
    ]);
  });

  it('is not looked for again before the next run begins', async () => {
    const desk = new RequestDesk();
    desk.limits = { ...desk.limits, channelBytesMax: REPORT_BYTES };
    await desk.submitAndRun(submission({ datasetConfig: BOTH }));
    const before = desk.puts.length;

    await desk.look();

    expect(desk.puts).toHaveLength(before);
  });

  it('begins anew with the next run, which goes on where the last one ended', async () => {
    const desk = new RequestDesk();
    desk.limits = { ...desk.limits, channelBytesMax: REPORT_BYTES };
    const id = await desk.submitAndRun(submission({ datasetConfig: BOTH }));
    desk.now = MORNING + HOUR_MS;
    desk.moment = { ...desk.moment, usageFrom: MORNING + HOUR_MS };

    await desk.look();

    expect(desk.orders.map(({ batch }) => batch)).toEqual(['b1', 'b2']);
    expect(desk.row()).toMatchObject({
      status: 'SUCCESS',
      files: [`progress-exhaust/${id}/b1.csv`, `progress-exhaust/${id}/b2.csv`],
    });
  });

  it('counts what an earlier process wrote in this run', async () => {
    const desk = new RequestDesk();
    desk.limits = { ...desk.limits, channelBatchesMax: 1 };
    const done = { batchId: 'b3', filePath: 'x.csv', fileSize: 1, rows: 1, withoutProfile: 0 };
    desk.keep({
      ...stored('before', 'SUCCESS', 1),
      processedBatches: [{ ...done, at: desk.moment.usageFrom }],
    });

    await desk.submitAndRun(submission());

    expect(desk.orders).toEqual([]);
  });
});

describe('a request that failed', () => {
  it('is tried again by the next run, with what was done kept', async () => {
    const desk = new RequestDesk();
    desk.answers.set('b1', err({ kind: 'unavailable', detail: 'down' }));
    await desk.submitAndRun(submission({ datasetConfig: BOTH }));
    desk.answers.clear();
    desk.now = MORNING + HOUR_MS;
    await desk.look();
    expect(desk.row()).toMatchObject({ status: 'FAILED', iteration: 1, errMessage: 'down' });

    desk.moment = { ...desk.moment, retryBefore: MORNING + HOUR_MS };
    await desk.look();

    expect(desk.orders.map(({ batch }) => batch)).toEqual(['b1', 'b2', 'b1']);
    expect(desk.row()).toMatchObject({ status: 'SUCCESS', iteration: 1, errMessage: '' });
  });

  it('is tried again by hand at once, and given up when its tries are used up', async () => {
    const desk = new RequestDesk();
    desk.answers.set('b1', err({ kind: 'unavailable', detail: 'down' }));
    await desk.submitAndRun(submission({ encryptionKey: 'abc123' }));
    for (let i = 0; i < 5; i++) {
      desk.now += 1000;
      desk.requests.run('progress-exhaust');
      await desk.requests.idle();
    }

    expect(desk.orders).toHaveLength(3);
    expect(desk.row()).toMatchObject({ iteration: 3, open: false, encryptionKey: '' });
  });
});

describe('equal requests that wait', () => {
  it('are run once; the others take over how the first one ended', async () => {
    const desk = new RequestDesk();
    desk.keep(stored('first', 'SUBMITTED', 1));
    desk.keep(stored('second', 'SUBMITTED', 2));

    await desk.look();

    expect(desk.orders.map(({ folder }) => folder)).toEqual(['progress-exhaust/first']);
    const [first, second] = [...desk.rows.values()];
    expect(second).toEqual({ ...first, requestId: 'second', submittedAt: 2 });
  });

  it.each([
    ['another channel', { requestedChannel: 'org-2' }],
    ['another person', { requestedBy: 'user-2' }],
    ['another key', { encryptionKey: 'abc123' }],
    ['another dataset', { dataset: 'response-exhaust' }],
  ])('but for %s are run each', async (_, change) => {
    const desk = new RequestDesk();
    desk.keep(stored('first', 'SUBMITTED', 1));
    desk.keep({ ...stored('second', 'SUBMITTED', 2), ...change });

    await desk.look();

    expect(desk.orders).toHaveLength(2);
  });
});

describe('what protects a request', () => {
  it('is refused: nothing is written, and the message says why', async () => {
    const desk = new RequestDesk();
    desk.protection = err('Request Security Level is not matching');

    await desk.submitAndRun(submission());

    expect(desk.orders).toEqual([]);
    expect(desk.row()).toMatchObject({
      status: 'FAILED',
      errMessage: 'Request Security Level is not matching',
    });
  });

  it('is needed for user info', async () => {
    const desk = new RequestDesk();

    await desk.submitAndRun(submission({ dataset: 'userinfo-exhaust' }));

    expect(desk.orders).toEqual([]);
    expect(desk.row().errMessage).toBe(
      'Request should have either of batchId, batchFilter, searchFilter or encrption key',
    );
  });

  it('leaves the row when the files are there', async () => {
    const desk = new RequestDesk();

    await desk.submitAndRun(submission({ encryptionKey: 'abc123' }));

    expect(desk.puts[0]).toMatchObject({ status: 'SUBMITTED', encryptionKey: 'abc123' });
    expect(desk.row()).toMatchObject({ status: 'SUCCESS', encryptionKey: '', protection: 'plain' });
  });
});

describe('a request that runs', () => {
  it('shows batches, rows and percent', async () => {
    const desk = new RequestDesk();
    desk.held = true;
    await desk.requests.submit(submission({ datasetConfig: BOTH }));
    await desk.ordered();
    desk.now += 1000;

    desk.onRows(2);

    await expect.poll(() => desk.row().progress).toEqual({ batches: 2, rows: 2, percent: 0 });
    desk.release();
    await desk.requests.idle();
    expect(desk.puts.map(({ progress }) => progress.percent)).toContain(50);
    expect(desk.row().progress).toEqual({ batches: 2, rows: 6, percent: 100 });
  });

  it('begins no further batch after a stop, and keeps the one that was under way', async () => {
    const desk = new RequestDesk();
    desk.held = true;
    await desk.requests.submit(submission({ datasetConfig: BOTH }));
    await desk.ordered();

    const stopped = desk.requests.stop();
    desk.release();
    await stopped;

    expect(desk.orders).toHaveLength(1);
    expect(desk.row()).toMatchObject({ status: 'SUBMITTED', iteration: 0 });
    expect(desk.row().processedBatches).toHaveLength(1);
  });

  it('goes on after a crash with the batches that are left', async () => {
    const desk = new RequestDesk();
    desk.held = true;
    await desk.requests.submit(submission({ datasetConfig: BOTH }));
    await desk.ordered();
    desk.release();
    await expect.poll(() => desk.puts.some((row) => row.processedBatches.length === 1)).toBe(true);
    await desk.requests.idle();
    const crashed = desk.puts.find((row) => row.processedBatches.length === 1)!;
    const next = new RequestDesk();
    next.keep(crashed);

    await next.look();

    expect(crashed.status).toBe('PROCESSING');
    expect(next.orders.map(({ batch }) => batch)).toEqual(['b2']);
    expect(next.row()).toMatchObject({ status: 'SUCCESS', iteration: 1 });
  });

  it('fails when it asks for columns that there are not', async () => {
    const desk = new RequestDesk();

    await desk.submitAndRun(submission({ datasetConfig: { batchId: 'b1', columns: ['shoes'] } }));

    expect(desk.row().errMessage).toMatch(/^Internal Server Error: columns may hold only/);
  });

  it('waits for its time where requests are scheduled', async () => {
    const desk = new RequestDesk();
    desk.moment = { ...desk.moment, takeBefore: MORNING };
    await desk.submitAndRun(submission());
    expect(desk.row().status).toBe('SUBMITTED');

    desk.moment = { ...desk.moment, takeBefore: MORNING + 1 };
    await desk.look();

    expect(desk.row().status).toBe('SUCCESS');
  });
});

describe('without the turn', () => {
  it('nothing is run, and it is said that something waits', async () => {
    const desk = new RequestDesk();
    desk.guard = { take: () => Promise.resolve(null) };

    await desk.submitAndRun(submission());

    expect(desk.orders).toEqual([]);
    expect(desk.requests.waitsForTurn).toBe(true);
  });

  it('no batch is begun once it is lost, and every turn is given back', async () => {
    const desk = new RequestDesk();
    const given: RunTurn[] = [];
    const take = desk.guard.take.bind(desk.guard);
    desk.guard = {
      take: async () => {
        const turn = (await take())!;
        const isMine = (): boolean => desk.orders.length === 0;
        return { ...turn, isMine, giveBack: () => Promise.resolve(void given.push(turn)) };
      },
    };

    await desk.submitAndRun(submission({ datasetConfig: BOTH }));

    expect(desk.orders).toHaveLength(1);
    expect(given.length).toBeGreaterThan(0);
    expect(desk.requests.waitsForTurn).toBe(false);
  });
});

const statuses = (desk: RequestDesk): string[] =>
  [...desk.rows.values()].map(({ status }) => status);
