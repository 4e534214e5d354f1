import { describe, expect, it } from 'vitest';
import { runProgram, type Actions } from '../../src/cli/program.js';

describe('runProgram', () => {
  it.each([
    [[], ['serve']],
    [['serve'], ['serve']],
    [
      ['import', 'users', 'u.csv'],
      ['import', 'users', 'u.csv', false],
    ],
    [
      ['replay', '-', '--json'],
      ['replay', '-', 'coursebatch.job.request', true],
    ],
    [
      ['run-job', 'progress-exhaust'],
      ['runJob', 'progress-exhaust', { batch: [] }],
    ],
    [
      ['run-job', 'progress-exhaust', '--batch', 'b1', '--batch', 'b2', '--json'],
      ['runJob', 'progress-exhaust', { batch: ['b1', 'b2'], json: true }],
    ],
    [
      ['run-job', 'course-batch-status-updater', '--json'],
      ['runJob', 'course-batch-status-updater', { batch: [], json: true }],
    ],
    [
      ['run-job', 'userinfo-exhaust', '--filter', 'b1,b2', '--search', '{}', '--key-file', 'k'],
      ['runJob', 'userinfo-exhaust', { batch: [], filter: 'b1,b2', search: '{}', keyFile: 'k' }],
    ],
    [
      ['run-job', 'response-exhaust', '--columns', 'attempts'],
      ['runJob', 'response-exhaust', { batch: [], columns: 'attempts' }],
    ],
    [['migrate'], ['migrate']],
    [
      ['certificates', 'revoke', '--course', 'c', '--batch', 'b', '--reason', 'Wrong'],
      [
        'revoke',
        {
          ...{ courseId: 'c', batchId: 'b', status: 'issued' },
          ...{ dryRun: false, reason: 'Wrong' },
        },
        false,
      ],
    ],
    [
      ['certificates', 'reissue', '--course', 'c', '--batch', 'b', '--dry-run', '--json'],
      ['reissue', { courseId: 'c', batchId: 'b', status: 'issued', dryRun: true }, true],
    ],
    [
      [
        ...['certificates', 'reissue', '--course', 'c', '--batch', 'b', '--template', 't'],
        ...['--issued-after', '2024-01-01', '--issued-before', '2024-02-01'],
        ...['--status', 'expired', '--job', 'j'],
      ],
      [
        'reissue',
        {
          ...{ courseId: 'c', batchId: 'b', templateId: 't', status: 'expired', dryRun: false },
          ...{ issuedAfter: '2024-01-01', issuedBefore: '2024-02-01', requestId: 'j' },
        },
        false,
      ],
    ],
    [
      ['certificates', 'download', '--course', 'c', '--batch', 'b', '--out', 'x.zip'],
      ['download', { course: 'c', batch: 'b', out: 'x.zip', after: '' }, false],
    ],
    [
      ['reconcile', '--dry-run', '--batch', 'b1'],
      ['reconcile', ['b1'], false],
    ],
    [
      ['reindex', 'batches', '--json'],
      ['reindexBatches', true],
    ],
    [
      ['run-job', 'user-cache-indexer', '--from', '2024-12-31', '--json'],
      ['indexUsers', { from: '2024-12-31' }, true],
    ],
    [
      ['run-job', 'user-cache-indexer', '--refresh'],
      ['indexUsers', { refresh: true }, false],
    ],
    [
      ['dlq', 'ls', '--json'],
      ['listLetters', true],
    ],
    [
      ['dlq', 'show', 'f.jsonl', '7'],
      ['showLetter', { source: 'f.jsonl', position: '7' }, null],
    ],
    [
      ['dlq', 'show', 'f.jsonl', '7', '--out', 'letter.json'],
      ['showLetter', { source: 'f.jsonl', position: '7' }, 'letter.json'],
    ],
    [
      ['dlq', 'edit', 'f.jsonl', '7', '-', '--dry-run'],
      ['editLetter', { source: 'f.jsonl', position: '7', file: '-' }, true, false],
    ],
    [
      ['what-if', 'criteria', 'f.json', '--batch', 'b1', '--batch', 'b2'],
      ['whatIf', { kind: 'criteria', subject: 'f.json', batches: ['b1', 'b2'], json: false }],
    ],
    [
      ['dlq', 'redrive'],
      ['redrive', { source: null, reason: null, positions: [] }, false, false],
    ],
    [
      ['dlq', 'redrive', '--reason', 'batch-unknown'],
      ['redrive', { source: null, reason: 'batch-unknown', positions: [] }, false, false],
    ],
    [
      ['dlq', 'redrive', '--source', 'f', '--position', '7', '--position', '9', '--dry-run'],
      ['redrive', { source: 'f', reason: null, positions: ['7', '9'] }, true, false],
    ],
    [
      ['template', 'check', 't.svg', '--json'],
      ['checkTemplate', { file: 't.svg', json: true }],
    ],
    [
      ['template', 'preview', 't.json', '--sample', 'hindi', '--out', 'a.pdf'],
      ['previewTemplate', { file: 't.json', out: 'a.pdf', sample: 'hindi', json: false }],
    ],
    [['config'], ['config', false]],
    [['doctor'], ['doctor', false]],
    [
      ['doctor', '--json'],
      ['doctor', true],
    ],
  ])('understands %j', async (args, called) => {
    const run = await program(args);

    expect(run).toMatchObject({ code: 0, called: [called] });
  });

  it('ends with the code of the command', async () => {
    expect(await program(['doctor'], 1)).toMatchObject({ code: 1 });
  });

  it.each([
    [['replay'], 'missing required argument'],
    [['import', 'cats', 'f'], 'Allowed choices are course, users, batch, enrolments'],
    [['run-job', 'user-cache-indexer', '--batch', 'b1'], 'batch'],
    [['run-job', 'shoe-exhaust'], 'Allowed choices are progress-exhaust'],
    [['template', 'preview', 't.svg', '--sample', 'x'], 'Allowed choices are plain'],
    [['reindex', 'users'], 'Allowed choices are batches'],
    [['config', '--yaml'], 'unknown option'],
    [['dance'], "unknown command 'dance'"],
    [['dlq'], 'Usage: laurel dlq'],
    [['dlq', 'redrive', '--position', '7'], '--position needs --source'],
    [
      ['dlq', 'redrive', '--source', 's', '--position', '7', '--reason', 'r'],
      '--reason and --position exclude each other',
    ],
    [['certificates', 'reissue', '--course', 'c'], '--batch'],
    [['certificates', 'reissue', '--course', 'c', '--batch', 'b', '--status', 'all'], 'issued'],
  ])('ends with 2 and says on stderr what is wrong with %j', async (args, message) => {
    const run = await program(args);

    expect(run).toMatchObject({ code: 2, called: [], out: '' });
    expect(run.err).toContain(message);
  });

  it.each([
    [['--help'], 'run-job'],
    [['dlq', '--help'], 'show'],
    [['--version'], '1.2.3'],
  ])('answers %j on stdout', async (args, text) => {
    const run = await program(args);

    expect(run).toMatchObject({ code: 0, called: [], err: '' });
    expect(run.out).toContain(text);
  });
});

async function program(args: string[], ends: 0 | 1 = 0) {
  const called: unknown[] = [];
  const act =
    (name: string) =>
    (...given: unknown[]) => {
      called.push([name, ...given]);
      return Promise.resolve(ends);
    };
  const actions: Actions = {
    serve: act('serve'),
    import: act('import'),
    replay: act('replay'),
    runJob: act('runJob'),
    reindexBatches: act('reindexBatches'),
    indexUsers: act('indexUsers'),
    whatIf: act('whatIf'),
    verify: act('verify'),
    keys: act('keys'),
    reissue: act('reissue'),
    revoke: act('revoke'),
    download: act('download'),
    checkTemplate: act('checkTemplate'),
    previewTemplate: act('previewTemplate'),
    migrate: act('migrate'),
    reconcile: act('reconcile'),
    listLetters: act('listLetters'),
    showLetter: act('showLetter'),
    editLetter: act('editLetter'),
    redrive: act('redrive'),
    config: act('config'),
    doctor: act('doctor'),
  };
  let [out, err] = ['', ''];
  const pages = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
  };
  const code = await runProgram(args, actions, pages, '1.2.3');
  return { code, called, out, err };
}
