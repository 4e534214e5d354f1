import { describe, expect, it } from 'vitest';
import { runBatches, type ReportWriter } from '../../src/cli/run-job.js';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import { fakeTerminal } from './fake-terminal.js';

describe('run-job --batch', () => {
  it('writes each batch and ends with one line of JSON', async () => {
    const run = await runJob(['b1', 'b2']);

    expect(run.code).toBe(0);
    expect(JSON.parse(run.printed.at(-1)!)).toMatchObject({
      status: 'SUCCESS',
      files: ['/r/progress-exhaust/b1.csv', '/r/progress-exhaust/b2.csv'],
      rows: 6,
      withoutProfile: 2,
      errors: [],
    });
  });

  it('prints the files, one a line, for a person', async () => {
    const run = await runJob(['b1'], false);

    expect(run.printed).toEqual(['/r/progress-exhaust/b1.csv']);
  });

  it('writes the others when one fails, names it and ends with 1', async () => {
    const run = await runJob(['b0', 'broken', '', 'b1']);

    expect(run.code).toBe(1);
    expect(JSON.parse(run.printed.at(-1)!)).toMatchObject({
      status: 'FAILED',
      files: ['/r/progress-exhaust/b1.csv'],
      errors: [
        'batch b0: not known',
        'batch broken: snapshot/x is damaged: checksum',
        'batch : the id is missing',
      ],
    });
    expect(run.noted).toHaveLength(3);
  });
});

async function runJob(batches: string[], json = true) {
  const terminal = fakeTerminal();
  const code = await runBatches('progress-exhaust', batches, WRITER, terminal, json);
  return { code, printed: terminal.printed, noted: terminal.noted };
}

const WRITER: ReportWriter = {
  batch: (batch: BatchId) => (batch === 'b0' ? null : { batch, course: 'do_1' as CourseId }),
  report: ({ batch, folder }) =>
    Promise.resolve(
      batch === 'broken'
        ? err({ kind: 'damaged', key: 'snapshot/x', detail: 'checksum' })
        : ok({
            ...{ path: `/r/${folder}/${batch}.csv`, batch, bytes: 9, rows: 3 },
            ...{ withoutProfile: 1, leftOut: 0, withoutConsent: 0 },
          }),
    ),
};
