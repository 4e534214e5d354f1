/**
 * A finished record for a topic, and the envelope that Sunbird's services put around a job.
 *
 * Source: `reference/lms.md` 6; `reference/jobs.md` 1.2, 1.8.
 */
import type { Send } from '../../domain/effects.js';
import type { Instant } from '../../domain/ids.js';

/** Without the environment's prefix. */
export const OUTPUT_TOPICS = [
  'telemetry.raw',
  'coursebatch.job.request',
  'batch.enrolment.sync.request',
  'telemetry.assess',
  'issue.certificate.request',
  'generate.certificate.request',
  'contentstate.invalid',
  'activity.agg.failed',
  'enrolment.reconciliation.failed',
  'telemetry.assess.failed',
  'issue.certificate.failed',
  'generate.certificate.failed',
] as const;

export type OutputTopic = (typeof OUTPUT_TOPICS)[number];

/** `recordKey` is the key of the record, by which a topic is partitioned; `null` = none. */
export const outgoing = (
  topic: OutputTopic,
  id: string,
  value: unknown,
  recordKey: string | null = null,
): Send => outgoingText(topic, id, JSON.stringify(value), recordKey);

/** The same of a value that is JSON already. */
export const outgoingText = (
  topic: OutputTopic,
  id: string,
  value: string,
  recordKey: string | null = null,
): Send => ({ kind: 'send', id, topic, recordKey, value });

export interface Job {
  readonly actor: string;
  readonly object: { readonly id: string; readonly type: string };
  readonly edata: Readonly<Record<string, unknown>>;
}

/** The envelope of a job; `id` becomes a part of its `mid`. */
export const jobEnvelope = ({ actor, object, edata }: Job, id: string, at: Instant): object => ({
  eid: 'BE_JOB_REQUEST',
  ets: at,
  mid: `LP.${String(at)}.${id}`,
  actor: { id: actor, type: 'System' },
  context: { pdata: { ver: '1.0', id: 'org.sunbird.platform' } },
  object,
  edata: { ...edata, iteration: 1 },
});
