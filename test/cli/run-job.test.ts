import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseReportJob, type JobOptions } from '../../src/cli/report-job.js';
import { runBatches, type ReportWriter } from '../../src/cli/run-job.js';
import type { BatchId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import type { ReportOrder } from '../../src/engine.js';
import type { AssessmentLag } from '../../src/reports/report-options.js';
import { batch, course } from '../reports/builders.js';
import { fakeTerminal } from './fake-terminal.js';

describe('run-job --batch', () => {
  it('writes each batch and ends with one line of JSON', async () => {
    const run = await runJob({ batch: ['b1', 'b2'] });

    expect(run.code).toBe(0);
    expect(JSON.parse(run.printed.at(-1)!)).toMatchObject({
      status: 'SUCCESS',
      files: ['/r/progress-exhaust/b1.csv', '/r/progress-exhaust/b2.csv'],
      rows: 6,
      withoutProfile: 2,
      errors: [],
      warnings: [],
    });
  });

  it('prints the files, one a line, for a person', async () => {
    const run = await runJob({ batch: ['b1'] }, { json: false });

    expect(run.printed).toEqual(['/r/progress-exhaust/b1.csv']);
  });

  it('shows how far it is', async () => {
    const run = await runJob({ batch: ['b1', 'b2'] });

    expect(run.progressed).toEqual([
      '[------------------------]   0 %  0 of 2 reports, 3 rows',
      '[############------------]  50 %  1 of 2 reports, 3 rows',
    ]);
  });

  it('writes the others when one fails, names it and ends with 1', async () => {
    const run = await runJob({ batch: ['b0', 'broken', '', 'b1'] });

    expect(run.code).toBe(1);
    expect(JSON.parse(run.printed.at(-1)!)).toMatchObject({
      status: 'FAILED',
      files: ['/r/progress-exhaust/b1.csv'],
      errors: [
        'batch b0: not known',
        'batch : the id is missing',
        'batch broken: snapshot/x is damaged: checksum',
      ],
    });
    expect(run.noted).toHaveLength(3);
  });

  it('takes batches of a list and of a search too, each once', async () => {
    const search = '{"filters":{"identifier":"do_course"}}';

    const run = await runJob({ batch: ['b2'], filter: 'b1, b2', search });

    expect(run.orders.map((order) => order.batch)).toEqual(['b2', 'b1', 'broken']);
  });

  it('asks for the columns and the protection that are named', async () => {
    const run = await runJob({ batch: ['b1'], columns: 'attempts,status' }, { secret: 'k1' });

    expect(run.orders[0]).toMatchObject({
      options: { attempts: true, status: true, unitProgress: false, lastActivity: false },
      protection: { kind: 'password-zip', password: 'k1' },
      requesterOrg: '',
    });
  });

  it('ends with 2 and writes nothing when the policy asks for a key that is missing', async () => {
    const run = await runJob({ batch: ['b1', 'b2'] }, { needsKey: true });

    expect(run).toMatchObject({ code: 2, orders: [], printed: [] });
    expect(run.noted).toEqual(['laurel: batch b1: a key is needed']);
  });

  it.each<[string, AssessmentLag, string]>([
    ['is off', { role: 'off', lagMs: 0 }, 'the role assessment is off or stopped'],
    ['is behind', { role: 'on', lagMs: 600_000 }, 'assessments are 10 minutes behind'],
  ])('warns when the assessment role %s', async (_, assessment, warning) => {
    const run = await runJob({ batch: ['b1'] }, { assessment });

    expect(run.code).toBe(0);
    expect(run.noted[0]).toContain(warning);
    expect(run.orders[0]).toMatchObject({ assessment });
  });
});

describe('the options of run-job', () => {
  it.each([
    [{ columns: 'shoe-size' }, '--columns may hold only unitProgress, attempts'],
    [{ search: '[1]' }, '--search is no JSON object'],
    [{ search: '{' }, '--search is no JSON object'],
    [{ keyFile: '/nowhere/key' }, 'the key cannot be read'],
  ])('that are %j are refused: %s', async (options, message) => {
    const job = await parseReportJob({ batch: [], ...options });

    expect(job.ok ? '' : job.error).toContain(message);
  });

  it('take the key out of a file, without the end of its line', async () => {
    expect(await parseReportJob({ batch: [], keyFile: fileWith('abc123\n') })).toMatchObject({
      value: { encryptionKey: 'abc123' },
    });
    expect(await parseReportJob({ batch: [], keyFile: fileWith(' \n') })).toMatchObject({
      ok: false,
    });
  });
});

interface Given {
  readonly json?: boolean;
  readonly secret?: string;
  readonly needsKey?: boolean;
  readonly assessment?: AssessmentLag;
}

async function runJob(options: JobOptions, given: Given = {}) {
  const { json = true, secret, needsKey = false, assessment = null } = given;
  const terminal = fakeTerminal();
  const orders: ReportOrder[] = [];
  const keyFile = secret === undefined ? {} : { keyFile: fileWith(secret) };
  const job = await parseReportJob({ ...options, ...keyFile });
  if (!job.ok) throw new Error(job.error);
  const writer = writerOf(orders, needsKey, assessment);
  const code = await runBatches('progress-exhaust', job.value, writer, terminal, json);
  const { printed, noted, progressed } = terminal;
  return { code, orders, printed, noted, progressed };
}

const BATCHES = ['b1', 'b2', 'broken'].map((id) => batch({ batch: id as BatchId }));

const writerOf = (
  orders: ReportOrder[],
  needsKey: boolean,
  assessment: AssessmentLag | null,
): ReportWriter => ({
  assessment,
  selection: {
    catalogue: {
      batch: (id) => BATCHES.find((one) => one.batch === id) ?? null,
      course: () => course(),
      allBatches: () => BATCHES,
    },
    search: null,
  },
  protectionOf: ({ encryptionKey: password }) => {
    if (password === '' && needsKey) return Promise.resolve(err('a key is needed'));
    const protection =
      password === ''
        ? ({ kind: 'plain' } as const)
        : ({ kind: 'password-zip', password, cipher: 'aes256' } as const);
    return Promise.resolve(ok({ protection }));
  },
  report: (order, onRows) => {
    orders.push(order);
    if (order.batch === 'broken') {
      return Promise.resolve(err({ kind: 'damaged', key: 'snapshot/x', detail: 'checksum' }));
    }
    onRows(3);
    const path = `/r/${order.folder}/${order.batch}.csv`;
    const counts = { bytes: 9, rows: 3, withoutProfile: 1, leftOut: 0, withoutConsent: 0 };
    return Promise.resolve(ok({ path, batch: order.batch, ...counts }));
  },
});

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'key');
  writeFileSync(path, text);
  return path;
}
