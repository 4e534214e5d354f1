import { describe, expect, it } from 'vitest';
import { err } from '../../src/domain/result.js';
import { NO_OPTIONS } from '../../src/reports/report-options.js';
import { RequestDesk, stored, submission, WAITING_MAX } from './request-desk.js';

describe('a submitted request', () => {
  it('is answered as submitted once its row is stored, then runs', async () => {
    const desk = new RequestDesk();

    const answer = await desk.requests.submit(submission());

    expect(answer).toMatchObject({ ok: true, value: { status: 'SUBMITTED', downloadUrls: [] } });
    await desk.requests.idle();
    expect(desk.row()).toMatchObject({ status: 'SUCCESS', iteration: 0, errMessage: '' });
  });

  it('shows links to its files, named relative to the report folder', async () => {
    const desk = new RequestDesk();

    const id = await desk.submitAndRun(
      submission({ datasetConfig: { batchFilter: ['b1', 'b2'] } }),
    );

    expect(await desk.requests.read('tag', 'org-1', id)).toMatchObject({
      value: {
        status: 'SUCCESS',
        downloadUrls: [
          `https://laurel/progress-exhaust/${id}/b1.csv`,
          `https://laurel/progress-exhaust/${id}/b2.csv`,
        ],
      },
    });
  });

  it('orders its batches for the channel that asks', async () => {
    const desk = new RequestDesk();

    const id = await desk.submitAndRun(submission());

    expect(desk.orders).toMatchObject([
      {
        dataset: 'progress-exhaust',
        course: 'do_course',
        batch: 'b1',
        folder: `progress-exhaust/${id}`,
        requesterOrg: 'org-1',
        protection: { kind: 'plain' },
        options: NO_OPTIONS,
        assessment: { role: 'on', lagMs: 7 },
      },
    ]);
  });

  it('is refused with the reason when it is not complete', async () => {
    const desk = new RequestDesk();

    const answer = await desk.requests.submit(submission({ tag: '' }));

    expect(answer).toEqual({ ok: false, error: { kind: 'invalid', message: 'tag is empty' } });
    expect(desk.rows.size).toBe(0);
  });

  it('fails with the message of the selection', async () => {
    const desk = new RequestDesk();

    await desk.submitAndRun(submission({ datasetConfig: { batchId: 'nowhere' } }));

    expect(desk.row()).toMatchObject({
      status: 'FAILED',
      errMessage: 'No data found',
      iteration: 1,
    });
  });

  it('fails when one of its batches does, after the others ran', async () => {
    const desk = new RequestDesk();
    desk.answers.set('b1', err({ kind: 'unavailable', detail: 'disk full' }));

    await desk.submitAndRun(submission({ datasetConfig: { batchFilter: ['b1', 'b2'] } }));

    expect(desk.orders.map((order) => order.batch)).toEqual(['b1', 'b2']);
    expect(desk.row()).toMatchObject({
      status: 'FAILED',
      errMessage: 'disk full',
      files: [],
    });
  });

  it('fails, and the next one runs, when a scan throws', async () => {
    const desk = new RequestDesk();
    desk.answers.set('b1', 'throws');

    await desk.submitAndRun(submission());
    const next = await desk.submitAndRun(
      submission({ datasetConfig: { batchId: 'b2' }, tag: 't2' }),
    );

    expect(desk.row().errMessage).toContain('damaged snapshot');
    expect(await desk.requests.read('t2', 'org-1', next)).toMatchObject({
      value: { status: 'SUCCESS' },
    });
  });

  it('is not taken when its row cannot be stored', async () => {
    const desk = new RequestDesk();
    desk.putFails = true;

    const answer = await desk.requests.submit(submission());

    expect(answer).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    await desk.requests.idle();
    expect(desk.orders).toEqual([]);
  });
});

describe('the same request on the same day', () => {
  it('is answered as it stands, and not run again', async () => {
    const desk = new RequestDesk();
    await desk.submitAndRun(submission());

    const again = await desk.requests.submit(submission());

    expect(again).toMatchObject({ value: { status: 'SUCCESS' } });
    await desk.requests.idle();
    expect(desk.orders).toHaveLength(1);
  });

  it('is one request when it is submitted twice at once', async () => {
    const desk = new RequestDesk();

    await Promise.all([desk.requests.submit(submission()), desk.requests.submit(submission())]);
    await desk.requests.idle();

    expect(desk.orders).toHaveLength(1);
  });

  it('starts afresh after it failed, however often', async () => {
    const desk = new RequestDesk();
    desk.answers.set('b1', err({ kind: 'unavailable', detail: 'down' }));
    for (let i = 0; i < 4; i++) await desk.submitAndRun(submission());
    desk.answers.clear();

    await desk.submitAndRun(submission());

    expect(desk.orders).toHaveLength(5);
    expect(desk.row()).toMatchObject({ status: 'SUCCESS', iteration: 0, errMessage: '' });
  });

  it('runs when the first answer was lost after its row was stored', async () => {
    const desk = new RequestDesk();
    desk.putTimesOut = true;
    await desk.requests.submit(submission());
    desk.putTimesOut = false;

    await desk.submitAndRun(submission());

    expect(desk.row().status).toBe('SUCCESS');
  });

  it('is another request on the next day of the installation', async () => {
    const desk = new RequestDesk();
    await desk.submitAndRun(submission());
    desk.now = Date.parse('2024-05-01T18:30:00Z');

    await desk.submitAndRun(submission());

    expect(desk.rows.size).toBe(2);
  });
});

describe('running requests', () => {
  it('is done one at a time, in the order of submission', async () => {
    const desk = new RequestDesk();
    const tags = ['t1', 't2', 't3'];

    await Promise.all(tags.map((tag) => desk.requests.submit(submission({ tag }))));
    await desk.requests.idle();

    expect(desk.runningMost).toBe(1);
    expect([...desk.rows.values()].map((row) => row.status)).toEqual(tags.map(() => 'SUCCESS'));
  });

  it('refuses a further request as busy at the limit of the queue', async () => {
    const desk = new RequestDesk();
    desk.held = true;
    const many = Array.from({ length: WAITING_MAX }, (_, i) => `t${String(i)}`);
    await Promise.all(many.map((tag) => desk.requests.submit(submission({ tag }))));

    const answer = await desk.requests.submit(submission({ tag: 'one too many' }));

    expect(answer).toMatchObject({ ok: false, error: { kind: 'busy', retryAfterMs: 60_000 } });
    expect(desk.rows.size).toBe(WAITING_MAX);
    desk.release();
    await desk.requests.stop();
  });

  it('leaves a request for the next start when the engine stops', async () => {
    const desk = new RequestDesk();
    desk.answers.set('b1', err({ kind: 'stopping' }));

    await desk.submitAndRun(submission());

    expect(desk.row()).toMatchObject({ status: 'SUBMITTED', iteration: 0 });
  });

  it('ends with a stop: the running one finishes, others wait, new ones are refused', async () => {
    const desk = new RequestDesk();
    desk.held = true;
    await desk.requests.submit(submission({ tag: 't1' }));
    await desk.requests.submit(submission({ tag: 't2', datasetConfig: { batchId: 'b2' } }));
    await desk.ordered();

    const stopped = desk.requests.stop();
    const late = await desk.requests.submit(submission({ tag: 't3' }));
    desk.release();
    await stopped;

    expect(late).toEqual({ ok: false, error: { kind: 'stopping' } });
    expect([...desk.rows.values()].map((row) => row.status)).toEqual(['SUCCESS', 'SUBMITTED']);
  });

  it('tells of a row that could not be written', async () => {
    const desk = new RequestDesk();
    await desk.requests.submit(submission());
    desk.putFails = true;

    await desk.requests.idle();

    expect(desk.troubles).toContain('timeout: no answer');
  });
});

describe('a start', () => {
  it('runs what was submitted, oldest first, and what a crash left processing', async () => {
    const desk = new RequestDesk();
    desk.keep({ ...stored('young', 'SUBMITTED', 300), datasetConfig: { batchId: 'b2' } });
    desk.keep(stored('orphan', 'PROCESSING', 100));
    desk.keep(stored('done', 'SUCCESS', 50));
    desk.keep({ ...stored('gone', 'FAILED', 50), open: false });

    await desk.look();

    expect(desk.orders.map((order) => order.folder)).toEqual([
      'progress-exhaust/orphan',
      'progress-exhaust/young',
    ]);
    expect([...desk.rows.values()].map((row) => row.status)).toEqual([
      'SUCCESS',
      'SUCCESS',
      'SUCCESS',
      'FAILED',
    ]);
  });

  it('gives a request up that was running at every crash', async () => {
    const desk = new RequestDesk();
    desk.keep({ ...stored('killer', 'PROCESSING', 100), iteration: 2 });

    await desk.look();

    expect(desk.orders).toEqual([]);
    expect(desk.row()).toMatchObject({ status: 'FAILED', iteration: 3 });
  });
});

describe('reading requests', () => {
  it('does not show those of another channel', async () => {
    const desk = new RequestDesk();
    const id = await desk.submitAndRun(submission());

    expect(await desk.requests.read('tag', 'org-2', id)).toEqual({
      ok: false,
      error: { kind: 'unknown' },
    });
    expect(await desk.requests.list('tag', 'org-2')).toEqual([]);
  });

  it('lists the newest first, up to a limit', async () => {
    const desk = new RequestDesk();
    for (const [i, id] of ['first', 'second', 'third'].entries()) {
      desk.keep(stored(id, 'SUCCESS', i));
    }

    const listed = await desk.requests.list('tag', 'org-1', 2);

    expect(listed.map((view) => view.requestId)).toEqual(['third', 'second']);
  });
});
