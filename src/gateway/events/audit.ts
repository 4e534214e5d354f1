/**
 * AUDIT telemetry about learners: a content begun or completed, a course completed, a certificate
 * issued. Topic `telemetry.raw`.
 *
 * Source: `reference/jobs.md` 1.10, 3.6; the pids are those of the stream jobs (design 8).
 */
import type { Send } from '../../domain/effects.js';
import type { EnrolmentKey, Instant } from '../../domain/ids.js';
import { outgoing } from './record.js';
import { stableId } from './stable-id.js';

export type ContentAudit = 'start' | 'complete';

/** The first view or the first completion of a content. */
export function contentAudit(
  key: EnrolmentKey,
  content: string,
  type: ContentAudit,
  at: Instant,
): Send {
  const props = type === 'start' ? ['viewcount'] : ['viewcount', 'completedcount'];
  const object = { id: content, type: 'Content' };
  return progressAudit(key, { props, type }, object, [batchOf(key)], at);
}

/** The enrolment reached status 2. */
export function enrolmentCompleteAudit(key: EnrolmentKey, at: Instant): Send {
  const edata = { props: ['status', 'completedon'], type: 'enrol-complete' };
  const related = [batchOf(key), { type: 'Course', id: key.course }];
  return progressAudit(key, edata, { id: key.learner, type: 'User' }, related, at);
}

/** The document of a certificate became durable. */
export function certificateIssuedAudit(key: EnrolmentKey, certificate: string, at: Instant): Send {
  const id = idOf(key, 'certificate-issued-svg', certificate);
  return outgoing('telemetry.raw', id, {
    eid: 'AUDIT',
    ets: at,
    mid: `LP.AUDIT.${String(at)}.${id}`,
    ver: '3.0',
    actor: { id: key.learner, type: 'User' },
    context: {
      channel: 'in.ekstep',
      env: 'Course',
      ...sessionOf(id),
      pdata: {
        ver: '1.0',
        id: 'org.sunbird.learning.platform',
        pid: 'course-certificate-generator',
      },
      cdata: [batchOf(key)],
    },
    object: { id: certificate, type: 'Certificate', rollup: { l1: key.course } },
    edata: { props: ['certificates'], type: 'certificate-issued-svg' },
  });
}

interface Typed {
  readonly id: string;
  readonly type: string;
}

function progressAudit(
  key: EnrolmentKey,
  edata: { readonly props: readonly string[]; readonly type: string },
  object: Typed,
  related: readonly Typed[],
  at: Instant,
): Send {
  const id = idOf(key, edata.type, object.id);
  return outgoing('telemetry.raw', id, {
    actor: { id: key.learner, type: 'User' },
    eid: 'AUDIT',
    edata,
    ver: '3.0',
    syncts: at,
    ets: at,
    context: {
      channel: 'in.sunbird',
      env: 'Course',
      ...sessionOf(id),
      pdata: { ver: '3.0', id: 'org.sunbird.learning.platform', pid: 'course-progress-updater' },
      cdata: related,
    },
    mid: `LP.AUDIT.${id}`,
    object: { ...object, rollup: { l1: key.course } },
    tags: [],
  });
}

const batchOf = ({ batch }: EnrolmentKey): Typed => ({ type: 'CourseBatch', id: batch });

const idOf = ({ learner, course, batch }: EnrolmentKey, type: string, object: string): string =>
  stableId('audit', type, learner, course, batch, object);

/** Upstream makes up a session and a device for each event. */
const sessionOf = (id: string): { readonly sid: string; readonly did: string } => ({
  sid: stableId('session', id),
  did: stableId('device', id),
});
