import { describe, expect, it } from 'vitest';
import {
  certificateIssuedAudit,
  contentAudit,
  enrolmentCompleteAudit,
} from '../../../src/gateway/events/audit.js';
import { KEY } from '../../domain/given.js';
import { key } from '../topics/given.js';
import { AT, expectedOn, shown } from './given.js';

describe('AUDIT telemetry', () => {
  it('tells of a completed course and its contents as upstream', () => {
    const told = [
      enrolmentCompleteAudit(KEY, AT),
      ...['do_R1', 'do_R2', 'do_R3'].map((id) => contentAudit(KEY, id, 'complete', AT)),
    ];

    expect(told.map(shown)).toEqual(expectedOn('agg-01-complete-course', 'telemetry.raw'));
  });

  it('tells of a first view with the view count alone', () => {
    expect(shown(contentAudit(KEY, 'do_R1', 'start', AT))).toMatchObject({
      edata: { props: ['viewcount'], type: 'start' },
    });
  });

  it('tells of an issued certificate as upstream', () => {
    const enrolment = key('user001', 'do_11309999837886054415', '0131000245281587206');

    const told = certificateIssuedAudit(enrolment, 'validId', AT);

    expect([shown(told)]).toEqual(expectedOn('gen-02-first-issue', 'telemetry.raw'));
  });

  it('is the JSON of an object, whatever stands in the ids', () => {
    const odd = key('us"er\\é', 'do_\u2028', 'b\n');

    const { id, value } = contentAudit(odd, 'do_"\\"', 'complete', AT);

    const { context } = JSON.parse(value) as { context: { sid: string; did: string } };
    expect(value).toBe(
      JSON.stringify({
        actor: { id: odd.learner, type: 'User' },
        eid: 'AUDIT',
        edata: { props: ['viewcount', 'completedcount'], type: 'complete' },
        ver: '3.0',
        syncts: AT,
        ets: AT,
        context: {
          channel: 'in.sunbird',
          env: 'Course',
          sid: context.sid,
          did: context.did,
          pdata: {
            ver: '3.0',
            id: 'org.sunbird.learning.platform',
            pid: 'course-progress-updater',
          },
          cdata: [{ type: 'CourseBatch', id: odd.batch }],
        },
        mid: `LP.AUDIT.${id}`,
        object: { id: 'do_"\\"', type: 'Content', rollup: { l1: odd.course } },
        tags: [],
      }),
    );
    expect(new Set([id, context.sid, context.did]).size).toBe(3);
  });

  it('goes to its topic without a key', () => {
    const told = contentAudit(KEY, 'do_R1', 'start', AT);

    expect(told).toMatchObject({ topic: 'telemetry.raw', recordKey: null });
  });

  it('keeps its id whenever it is told again, and shares it with nothing else', () => {
    const ids = [
      contentAudit(KEY, 'do_R1', 'start', AT),
      contentAudit(KEY, 'do_R1', 'complete', AT),
      contentAudit(KEY, 'do_R2', 'start', AT),
      enrolmentCompleteAudit(KEY, AT),
    ].map(({ id }) => id);

    expect(contentAudit(KEY, 'do_R1', 'start', AT + 1).id).toBe(ids[0]);
    expect(new Set(ids).size).toBe(4);
  });
});
