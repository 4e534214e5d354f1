/**
 * AUDIT telemetry about learners: a content begun or completed, a course completed, a certificate
 * issued. Topic `telemetry.raw`.
 *
 * - A1 Two of them follow from every content, more than from anything else: they are written as
 *   text around the ids, not as objects. `test/gateway/events/audit.test.ts` has the objects.
 *
 * Source: `reference/jobs.md` 1.10, 3.6; the pids are those of the stream jobs (design 8).
 */
import type { Send } from '../../domain/effects.js';
import type { EnrolmentKey, Instant } from '../../domain/ids.js';
import { outgoing, outgoingText } from './record.js';
import { stableIds, type StableIds } from './stable-id.js';

export type ContentAudit = 'start' | 'complete';

/** The first view or the first completion of a content. */
export function contentAudit(
  key: EnrolmentKey,
  content: string,
  type: ContentAudit,
  at: Instant,
): Send {
  const subject = { type, props: CONTENT_PROPS[type], id: content, objectType: 'Content' };
  return progressAudit(key, subject, `[${batchOf(key)}]`, at);
}

const CONTENT_PROPS: Readonly<Record<ContentAudit, string>> = {
  start: '["viewcount"]',
  complete: '["viewcount","completedcount"]',
};

/** The enrolment reached status 2. */
export function enrolmentCompleteAudit(key: EnrolmentKey, at: Instant): Send {
  const subject = { type: 'enrol-complete', props: ENROLMENT_PROPS, id: key.learner };
  const course = `{"type":"Course","id":${JSON.stringify(key.course)}}`;
  return progressAudit(key, { ...subject, objectType: 'User' }, `[${batchOf(key)},${course}]`, at);
}

const ENROLMENT_PROPS = '["status","completedon"]';

/** The document of a certificate became durable. */
export function certificateIssuedAudit(key: EnrolmentKey, certificate: string, at: Instant): Send {
  const { id, session, device } = idsOf(key, 'certificate-issued-svg', certificate);
  return outgoing('telemetry.raw', id, {
    eid: 'AUDIT',
    ets: at,
    mid: `LP.AUDIT.${String(at)}.${id}`,
    ver: '3.0',
    actor: { id: key.learner, type: 'User' },
    context: {
      channel: 'in.ekstep',
      env: 'Course',
      sid: session,
      did: device,
      pdata: {
        ver: '1.0',
        id: 'org.sunbird.learning.platform',
        pid: 'course-certificate-generator',
      },
      cdata: [{ type: 'CourseBatch', id: key.batch }],
    },
    object: { id: certificate, type: 'Certificate', rollup: { l1: key.course } },
    edata: { props: ['certificates'], type: 'certificate-issued-svg' },
  });
}

/** What happened to whom; types need no escaping. */
interface Subject {
  readonly type: string;
  /** JSON. */
  readonly props: string;
  readonly id: string;
  readonly objectType: string;
}

/** A1. `related` is JSON. */
function progressAudit(
  key: EnrolmentKey,
  { type, props, id: subject, objectType }: Subject,
  related: string,
  at: Instant,
): Send {
  const { id, session, device } = idsOf(key, type, subject);
  const [learner, course] = [JSON.stringify(key.learner), JSON.stringify(key.course)];
  const time = String(at);
  // Joined, not added up: a sum is a tree of its parts, and while its record waits for the commit
  // every collection copies all of the tree.
  const text = [
    `{"actor":{"id":${learner},"type":"User"},"eid":"AUDIT",`,
    `"edata":{"props":${props},"type":"${type}"},"ver":"3.0","syncts":${time},"ets":${time},`,
    `"context":{"channel":"in.sunbird","env":"Course","sid":"${session}","did":"${device}",`,
    `"pdata":${UPDATER},"cdata":${related}},"mid":"LP.AUDIT.${id}",`,
    `"object":{"id":${JSON.stringify(subject)},"type":"${objectType}",`,
    `"rollup":{"l1":${course}}},"tags":[]}`,
  ].join('');
  return outgoingText('telemetry.raw', id, text);
}

const UPDATER = JSON.stringify({
  ver: '3.0',
  id: 'org.sunbird.learning.platform',
  pid: 'course-progress-updater',
});

const batchOf = ({ batch }: EnrolmentKey): string =>
  `{"type":"CourseBatch","id":${JSON.stringify(batch)}}`;

/** Upstream makes up a session and a device for each event. */
const idsOf = ({ learner, course, batch }: EnrolmentKey, type: string, object: string): StableIds =>
  stableIds('audit', type, learner, course, batch, object);
