/**
 * The names of Sunbird's stream jobs, their topics and their settings, as cases use them.
 *
 * Source: `reference/jobs.md` 0.3, 1.11, 2.5, 3, 4.6, 5, 6.
 */
import { Misread, fieldsOf, textOf, type Fields } from './fields.js';

const JOBS = [
  'activity-aggregate-updater',
  'enrolment-reconciliation',
  'assessment-aggregator',
  'collection-cert-pre-processor',
  'collection-certificate-generator',
  'user-cache-updater-2.0',
  'relation-cache-updater',
] as const;

export type Job = (typeof JOBS)[number];

const TOPICS = [
  ...['coursebatch.job.request', 'batch.enrolment.sync.request', 'issue.certificate.request'],
  ...['generate.certificate.request', 'telemetry.assess', 'content.postpublish.request'],
  ...['telemetry.audit', 'lms.user.account.merge', 'telemetry.raw', 'activity.agg.failed'],
  ...['enrolment.reconciliation.failed', 'telemetry.assess.failed', 'issue.certificate.failed'],
  ...['generate.certificate.failed', 'contentstate.invalid', 'learning.events.failed'],
];

/** A setting's key as a whole, or how it begins. */
const SETTINGS = [
  /^threshold\.batch\.(read\.size|read\.interval|write\.size)$/,
  /^task\./,
  /^kafka\./,
  /^(dedup-redis|redis-meta|dp-redis|redis)\./,
  /^lms-cassandra\./,
  /^activity\.(module\.aggs\.enabled|input\.dedup\.enabled|filter\.processed\.enrolments)$/,
  /^activity\.collection\.status\.cache\.expiry$/,
  /^assessment\.(skip\.missingRecords|metrics\.supported\.contenttype)$/,
  /^content\.read\.api$/,
  /^user\.(activity\.agg\.type|self\.signin\.(types|key)|validated\.types|valid\.key)$/,
  /^user\.(read\.url\.fields|read\.api\.error|redis\.removeable-fields)$/,
  /^enable\.(rc\.certificate|suppress\.exception)$/,
  /^service\.(rc|learner|search|content|enc|certreg|userorg)\./,
  /^(cert_domain_url|sunbird_instance_name|user_read_api|content_read_api|framework_read_api)$/,
  /^cloud_(store_base_path_placeholder|storage_base_url|storage_cname_url)$/,
  /^content_cloud_storage_container$/,
  /^regd\.user\.producer\.pid$/,
  /^framework\./,
  /^key\.expiry\.seconds$/,
];

export function parseJob(value: unknown): Job {
  const name = textOf(value, 'job');
  const job = JOBS.find((known) => known === name);
  if (job === undefined) throw new Misread(`the job ${name} is unknown`);
  return job;
}

/** A topic's name without the environment's prefix. */
export function parseTopic(value: unknown): string {
  const topic = textOf(value, 'topic');
  if (!TOPICS.includes(topic)) throw new Misread(`the topic ${topic} is unknown`);
  return topic;
}

export function parseUpstreamSettings(value: unknown): Fields {
  const config = fieldsOf(value, 'config');
  const unknown = Object.keys(config).find((key) => !SETTINGS.some((known) => known.test(key)));
  if (unknown !== undefined) throw new Misread(`config has the unknown key ${unknown}`);
  return config;
}
