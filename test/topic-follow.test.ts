import { describe, expect, it } from 'vitest';
import { SELF_CONTAINED, type Earned, type Follow } from '../src/actors/follow.js';
import { parseConfig } from '../src/config.js';
import type { Send, Tell, TellEvent } from '../src/domain/effects.js';
import { err, ok } from '../src/domain/result.js';
import type { OutgoingRecord } from '../src/persistence/cluster-ports.js';
import { apiTopics, topicFollow } from '../src/topic-follow.js';
import { enrolled, generation, KEY, template } from './domain/given.js';
import { batchOf } from '../props/sim/given.js';

const AT = 1_700_000_000_000;
const PROGRESS = ['content-start', 'content-complete', 'course-complete'];
const RECORD: Send = { kind: 'send', id: 'r1', topic: 'telemetry.raw', recordKey: 'k', value: '1' };

describe('With topics connected', () => {
  it.each([
    ['all', [...PROGRESS, 'certificate-issued']],
    ['api', []],
    ['aggregator', [...PROGRESS, 'certificate-request']],
    ['aggregator,certificates', [...PROGRESS, 'certificate-issued']],
    ['assessment', ['certificate-request']],
    ['certificates', ['certificate-issued']],
    ['user-cache,reports', []],
  ])('whoever is %s tells of %j', (roles, events) => {
    const { follow } = connected({ LAUREL_ROLES: roles });

    expect([...follow.tells].sort()).toEqual([...events].sort());
  });

  it('what is told by other means stays an effect beside what topics tell', () => {
    const base: Follow = { ...SELF_CONTAINED, tells: new Set<TellEvent>(['certificate-notify']) };
    const { follow } = connected({}, base);

    expect(follow.tells.has('certificate-notify')).toBe(true);
    expect(follow.tells.has('content-start')).toBe(true);
    expect(recordsOf(follow, 'certificate-notify', 'c1')).toBeNull();
    expect(recordsOf(follow, 'certificate-feed', 'c1')).toBeNull();
  });

  it.each([
    ['all', true],
    ['certificates', true],
    ['api,aggregator,assessment', false],
  ])('whoever is %s judges certificates: %s', (roles, judges) => {
    expect(connected({ LAUREL_ROLES: roles }).follow.judges).toBe(judges);
  });

  it.each([
    ['all', {}, true],
    ['aggregator', {}, false],
    ['aggregator', { LAUREL_COURSE_COMPLETED_RECORD: 'yes' }, true],
    ['all', { LAUREL_COURSE_COMPLETED_RECORD: 'no' }, false],
  ])('a completed course is told by %s with %j as a job too: %s', (roles, more, told) => {
    const { follow } = connected({ LAUREL_ROLES: roles, ...more });

    const records = recordsOf(follow, 'course-complete', '') ?? [];

    const jobs = records.filter(({ topic }) => topic === 'coursebatch.job.request');
    expect(records.filter(({ topic }) => topic === 'telemetry.raw')).toHaveLength(1);
    expect(jobs.map(({ value }) => (JSON.parse(value) as Job).edata.action)).toEqual(
      told ? ['course-completed'] : [],
    );
  });

  it.each([
    ['content-start', 'do_R1', 'telemetry.raw'],
    ['content-complete', 'do_R1', 'telemetry.raw'],
    ['certificate-request', '', 'issue.certificate.request'],
    ['certificate-issued', 'c1', 'telemetry.raw'],
  ] as const)('%s of %s is one record on %s', (event, subject, topic) => {
    const records = recordsOf(connected({}).follow, event, subject);

    expect(records?.map((record) => record.topic)).toEqual([topic]);
  });

  it('records go out under the name of the environment', async () => {
    const { follow, sent } = connected({ LAUREL_ENV: 'prod' });

    expect(await follow.sendNow?.([RECORD])).toEqual(ok(undefined));

    expect(sent).toEqual([{ topic: 'prod.telemetry.raw', key: 'k', value: '1' }]);
  });

  it('a record that was remembered before is sent, and kept where it cannot be', async () => {
    const { follow, sent } = connected({});
    const refused = connected({}, SELF_CONTAINED, 'no broker').follow;

    expect(await follow.send(RECORD)).toEqual({ kind: 'done' });
    expect(await refused.send(RECORD)).toEqual({ kind: 'failed', reason: 'no broker' });

    expect(sent).toHaveLength(1);
  });

  it('certificates are drawn here, or asked for by a record where a topic makes them', async () => {
    const { follow, sent } = connected({ LAUREL_CERTIFICATE_MAKER: 'topic' });

    const made = await follow.generate?.([EARNED]);

    expect(connected({}).follow.generate).toBeNull();
    expect(made).toEqual({ kind: 'done' });
    expect(sent.map(({ topic }) => topic)).toEqual(['dev.generate.certificate.request']);
    expect(JSON.parse(sent[0]!.value)).toMatchObject({
      edata: { userId: KEY.learner, oldId: 'c1' },
    });
  });

  it('a maker that cannot be asked is asked again', async () => {
    const maker = { LAUREL_CERTIFICATE_MAKER: 'topic' };
    const { follow } = connected(maker, SELF_CONTAINED, 'no broker');

    expect(await follow.generate?.([EARNED])).toEqual({ kind: 'failed', reason: 'no broker' });
  });
});

describe('apiTopics', () => {
  it.each([
    ['all', false],
    ['api', true],
  ])('have requests for certificates where %s leaves judging to others: %s', (roles, has) => {
    expect(apiTopics({ roles }).has('issue.certificate.request')).toBe(has);
    expect(apiTopics({ roles }).has('coursebatch.job.request')).toBe(true);
  });
});

interface Job {
  readonly edata: { readonly action: string };
}

const EARNED: Earned = {
  ...{ key: KEY, state: enrolled(), batch: batchOf('b1'), template: template({}) },
  ...{ user: { firstname: 'Asha', lastname: 'Rao', rootorgid: 'o' }, courseName: 'Course' },
  ...{ tree: null, scored: null, scorePercent: null, replaces: 'c1' },
};

/** Follows into topics that keep what they are sent, or refuse it for a reason. */
function connected(
  env: Readonly<Record<string, string>>,
  base: Follow = SELF_CONTAINED,
  refusal = '',
): { follow: Follow; sent: OutgoingRecord[] } {
  const config = parseConfig(env, '/home/laurel');
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const sent: OutgoingRecord[] = [];
  const writer = {
    send: (records: readonly OutgoingRecord[]) => {
      if (refusal !== '') {
        return Promise.resolve(err({ kind: 'unavailable', detail: refusal } as const));
      }
      sent.push(...records);
      return Promise.resolve(ok(undefined));
    },
    close: () => Promise.resolve(),
  };
  return { follow: topicFollow(base, config.value, writer, () => AT), sent };
}

/** What a state with one certificate tells of an event. */
function recordsOf(follow: Follow, event: TellEvent, subject: string): readonly Send[] | null {
  const tell: Tell = { kind: 'tell', key: KEY, event, subject };
  const state = { ...enrolled({ generations: [generation('c1')] }), completedAt: AT };
  return follow.recordsOf?.(tell, state, AT) ?? null;
}
