/**
 * Sunbird's input topics, the parser of each, and the topic to which upstream sends what it could
 * not handle.
 *
 * Source: `reference/jobs.md` 0.2-0.3.
 */
import { assertNever } from '../../domain/result.js';
import type { OutputTopic } from '../events/record.js';
import { parseStreamEvent, type StreamEvent } from '../stream-event.js';
import { parseAssessEvent } from './assess-event.js';
import { parseCoursePublished } from './course-published.js';
import { parseEnrolmentSync } from './enrolment-sync.js';
import { parseGenerateRequest } from './generate-request.js';
import { parseIssueRequest } from './issue-request.js';
import { dead, type TopicContext, type TopicEvent } from './topic-event.js';
import { parseUserAudit } from './user-audit.js';

/** Without the environment's prefix. */
export const INPUT_TOPICS = [
  'coursebatch.job.request',
  'batch.enrolment.sync.request',
  'telemetry.assess',
  'issue.certificate.request',
  'generate.certificate.request',
  'telemetry.audit',
  'content.postpublish.request',
] as const;

export type InputTopic = (typeof INPUT_TOPICS)[number];

export const isInputTopic = (name: string): name is InputTopic =>
  INPUT_TOPICS.some((topic) => topic === name);

/** Where failed records of a topic go, and the job that says so; the last two have none. */
export const FAILED: Readonly<
  Record<InputTopic, { readonly topic: OutputTopic; readonly job: string } | null>
> = {
  'coursebatch.job.request': {
    topic: 'activity.agg.failed',
    job: 'ActivityAggregateUpdater',
  },
  'batch.enrolment.sync.request': {
    topic: 'enrolment.reconciliation.failed',
    job: 'EnrolmentReconciliation',
  },
  'telemetry.assess': { topic: 'telemetry.assess.failed', job: 'AssessmentAggregator' },
  'issue.certificate.request': {
    topic: 'issue.certificate.failed',
    job: 'CollectionCertPreProcessor',
  },
  'generate.certificate.request': {
    topic: 'generate.certificate.failed',
    job: 'CollectionCertificateGenerator',
  },
  'telemetry.audit': null,
  'content.postpublish.request': null,
};

/** What the text of a record of a topic asks for. Total: nothing throws. */
export function parseTopic(topic: InputTopic, text: string, context: TopicContext): TopicEvent {
  switch (topic) {
    case 'coursebatch.job.request':
      return topicEvent(parseStreamEvent(text, context));
    case 'batch.enrolment.sync.request':
      return parseEnrolmentSync(text, context);
    case 'telemetry.assess':
      return parseAssessEvent(text, context);
    case 'issue.certificate.request':
      return parseIssueRequest(text);
    case 'generate.certificate.request':
      return parseGenerateRequest(text, context);
    case 'telemetry.audit':
      return parseUserAudit(text);
    case 'content.postpublish.request':
      return parseCoursePublished(text);
    default:
      return assertNever(topic);
  }
}

const topicEvent = (event: StreamEvent): TopicEvent =>
  event.kind === 'dead' ? dead(event.reason) : event;
