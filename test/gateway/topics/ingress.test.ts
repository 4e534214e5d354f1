import { describe, expect, it } from 'vitest';
import { err, ok } from '../../../src/domain/result.js';
import { INPUT_TOPICS } from '../../../src/gateway/topics/parse-topic.js';
import { enrolled, generation, KEY, tree } from '../../domain/given.js';
import { record, stream } from './fake-stream.js';
import { eventOf, jobCase, key } from './given.js';

const ISSUE = 'issue.certificate.request';
const GENERATE = 'generate.certificate.request';

describe('every record is counted once', () => {
  it('as applied when it changes something, as duplicate when it does not', async () => {
    const { ingress, tally } = stream({ states: [enrolled()] });

    await ingress.take(completion());
    await ingress.take(completion());

    expect(tally).toEqual({ ...NONE, events: 2, applied: 1, duplicates: 1 });
  });

  it('as applied when it asks for effects', async () => {
    const { ingress, tally, asked } = stream();

    await ingress.take(record(ISSUE, eventOf('pre-01-full-event-reissue')));

    expect(tally).toEqual({ ...NONE, events: 1, applied: 1 });
    expect(asked).toMatchObject([{ kind: 'certify', key: { learner: 'user001' } }]);
  });

  it('as ignored when it asks for nothing', async () => {
    const { ingress, tally } = stream();

    await ingress.take(record(ISSUE, eventOf('pre-22-invalid-action')));

    expect(tally).toEqual({ ...NONE, events: 1, ignored: 1 });
  });

  it.each(INPUT_TOPICS)('as dead when it is no event of %s', async (topic) => {
    const { ingress, tally, letters } = stream();

    const taken = await ingress.take(record(topic, '{"edata":'));

    expect(taken.ok).toBe(true);
    expect(tally).toEqual({ ...NONE, events: 1, dead: 1 });
    expect(letters).toMatchObject([
      { source: topic, position: '0:7', reason: 'is not valid JSON', text: '{"edata":' },
    ]);
  });

  it('never when the engine refuses, so that it may be taken again', async () => {
    const busy = { kind: 'busy', retryAfterMs: 10, limit: 'inbox' } as const;
    const { ingress, tally, letters } = stream({ refuse: busy });
    const records = [
      record(ISSUE, eventOf('pre-01-full-event-reissue')),
      record(ISSUE, '{'),
      record(GENERATE, eventOf('gen-02-first-issue')),
      record('telemetry.assess', jobCase('assess-05-recompute').input[0]!.value),
    ];

    const taken = await Promise.all(records.map((one) => ingress.take(one)));

    expect(taken).toEqual(records.map(() => err(busy)));
    expect(tally).toEqual(NONE);
    expect(letters).toEqual([]);
  });

  it('as dead when what it needs is damaged', async () => {
    const damaged = { kind: 'damaged', key: 'u/c/b', detail: 'checksum' } as const;
    const { ingress, tally, letters } = stream({
      refuse: damaged,
      deps: { sendsToTopics: false },
    });

    await ingress.take(record(GENERATE, eventOf('gen-02-first-issue')));

    expect(tally).toEqual({ ...NONE, events: 1, dead: 1 });
    expect(letters).toMatchObject([{ reason: 'u/c/b is damaged: checksum' }]);
  });
});

describe('a record that cannot be applied', () => {
  it.each([
    ['coursebatch.job.request', 'activity.agg.failed'],
    ['batch.enrolment.sync.request', 'enrolment.reconciliation.failed'],
    ['telemetry.assess', 'telemetry.assess.failed'],
    [ISSUE, 'issue.certificate.failed'],
    [GENERATE, 'generate.certificate.failed'],
  ] as const)('of %s goes to %s with the reason', async (topic, failed) => {
    const given = stream();

    await given.ingress.take(record(topic, '[]'));

    expect(given.sent(failed)).toMatchObject([{ recordKey: null }]);
    expect(given.sent(failed)[0]?.value).toContain('is not a JSON object');
  });

  it('goes nowhere but to the dead letters without topics', async () => {
    const { ingress, asked, letters } = stream({ deps: { sendsToTopics: false } });

    await ingress.take(record(ISSUE, '[]'));

    expect(asked).toEqual([]);
    expect(letters).toHaveLength(1);
  });
});

describe('work on a course without a structure', () => {
  it.each(['retired', 'missing'] as const)('is folded, and reported when %s', async (status) => {
    const given = stream({
      states: [enrolled()],
      deps: { courseStatus: () => Promise.resolve(ok(status)) },
    });

    await given.ingress.take(completion());

    expect(given.state(KEY).contents.get('do_R1' as never)?.status).toBe(2);
    expect(given.tally).toEqual({ ...NONE, events: 1, applied: 1 });
    expect(
      given.sent('activity.agg.failed').map(({ value }) => JSON.parse(value) as unknown),
    ).toEqual([
      {
        userId: 'user001',
        batchId: 'Batch1',
        courseId: 'course001',
        contents: [{ contentId: 'do_R1', status: 2 }],
      },
    ]);
  });

  it.each([
    ['is published', () => Promise.resolve(ok('live' as const))],
    ['cannot be asked after', () => Promise.resolve(err({ detail: 'search is away' }))],
  ])('is held when the course %s', async (_name, courseStatus) => {
    const given = stream({ deps: { courseStatus } });

    await given.ingress.take(completion());

    expect(given.asked).toEqual([]);
    expect(given.tally).toMatchObject({ applied: 1, dead: 0 });
  });

  it('is reported for a sync on the topic of its job', async () => {
    const given = stream({ deps: { courseStatus: () => Promise.resolve(ok('missing')) } });

    const { value } = jobCase('recon-01-sync-and-skip').input[0]!;
    await given.ingress.take(record('batch.enrolment.sync.request', value));

    expect(given.sent('enrolment.reconciliation.failed')).toHaveLength(1);
  });

  it('is not asked after where the structure is known', async () => {
    const given = stream({
      tree: tree(['do_R1', 'do_R2']),
      deps: { courseStatus: () => Promise.reject(new Error('nobody is to be asked')) },
    });

    const taken = await given.ingress.take(completion());

    expect(taken.ok).toBe(true);
  });
});

describe('a request to generate a certificate', () => {
  it('decides it for an enrolled learner, and keeps what it is drawn from', async () => {
    const { ingress, tally, state, templates } = stream({ states: [learnerOfGenerate()] });

    await ingress.take(record(GENERATE, eventOf('gen-02-first-issue')));

    expect(tally).toEqual({ ...NONE, events: 1, applied: 1 });
    expect([...state(GENERATED).generations.values()]).toMatchObject([{ name: NAME }]);
    expect(templates).toMatchObject([{ signatories: [{ name: 'CEO Gujarat' }] }]);
  });

  it('is ignored without an enrolment', async () => {
    const { ingress, tally } = stream();

    await ingress.take(record(GENERATE, eventOf('gen-04-no-enrolment-row')));

    expect(tally).toEqual({ ...NONE, events: 1, ignored: 1 });
  });

  it('is ignored when the certificate was issued', async () => {
    const { ingress, tally } = stream({
      states: [learnerOfGenerate(generation('g', { name: NAME }))],
    });

    await ingress.take(record(GENERATE, eventOf('gen-02-first-issue')));

    expect(tally).toEqual({ ...NONE, events: 1, ignored: 1 });
  });
});

describe('a cache that is to be brought up to date', () => {
  const audit = { object: { id: 'user-1', type: 'User' }, edata: { state: 'Update' } };

  it.each([
    ['changed', { kind: 'changed' }, { applied: 1 }],
    ['is as it was', { kind: 'unchanged' }, { ignored: 1 }],
    ['cannot be', { kind: 'rejected', reason: 'no user user-1' }, { dead: 1 }],
  ] as const)('counts when it %s', async (_name, outcome, counted) => {
    const { ingress, tally } = stream({ deps: { updateUser: () => Promise.resolve(outcome) } });

    await ingress.take(record('telemetry.audit', audit));

    expect(tally).toEqual({ ...NONE, events: 1, ...counted });
  });

  it('is left for another time when nobody can be asked', async () => {
    const outcome = { kind: 'retry', reason: 'user-1: no answer' } as const;
    const { ingress, tally } = stream({ deps: { refreshCourse: () => Promise.resolve(outcome) } });

    const published = eventOf('rel-02-optional-unit');
    const taken = await ingress.take(record('content.postpublish.request', published));

    expect(taken).toEqual(err({ kind: 'unavailable', detail: 'user-1: no answer' }));
    expect(tally).toEqual(NONE);
  });
});

const NONE = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
const NAME = '100PercentCompletionCertificate';
const GENERATED = key('user001', 'do_11309999837886054415', '0131000245281587206');

const completion = (): ReturnType<typeof record> =>
  record('coursebatch.job.request', eventOf('agg-10-retired-collection'));

const learnerOfGenerate = (
  ...generations: ReturnType<typeof generation>[]
): ReturnType<typeof enrolled> => ({ ...enrolled({ generations }), key: GENERATED });
