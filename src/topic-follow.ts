/**
 * What follows from progress where topics are connected: who hears of what, and which steps are
 * left to Sunbird's own parts, by the roles of this installation. Part of the composition root.
 *
 * - F1 Records go out with the flush that they follow from; only what is told by other means than a
 *   topic (mail, feed) stays an effect.
 * - F2 Records that were remembered while no topics were connected go out now that they are.
 */
import type { Earned, Follow } from './actors/follow.js';
import type { Performed } from './actors/outbox.js';
import type { Config } from './config.js';
import type { Send, TellEvent } from './domain/effects.js';
import type { Result } from './domain/result.js';
import { courseCompletedRecord } from './gateway/events/enrolment-record.js';
import { generateRecord } from './gateway/events/generate-record.js';
import type { OutputTopic } from './gateway/events/record.js';
import { recordOfTell } from './gateway/events/tell-record.js';
import { zoneOf } from './gateway/zone.js';
import { publicUrlOf } from './config.js';
import type { OutgoingRecord } from './persistence/cluster-ports.js';
import type { StoreError } from './persistence/ports.js';
import type { TopicWriter } from './persistence/topic-ports.js';
import { parseRoles, type Role } from './roles.js';

const PROGRESS: readonly TellEvent[] = ['content-start', 'content-complete', 'course-complete'];
const BY_OTHER_MEANS: readonly TellEvent[] = ['certificate-notify', 'certificate-feed'];

/** The roles in force; `LAUREL_ROLES` was checked when it was read. */
export const rolesOf = ({ roles }: Pick<Config, 'roles'>): ReadonlySet<Role> =>
  parseRoles(roles) ?? new Set();

/** Adds topics to what follows without them. */
export function topicFollow(
  base: Follow,
  config: Config,
  writer: TopicWriter,
  now: () => number,
): Follow {
  const roles = rolesOf(config);
  const sendNow = (records: readonly Send[]): ReturnType<TopicWriter['send']> =>
    writer.send(records.map((record) => prefixed(config.env, record)));
  const tellsCompletion = completionIsTold(config, roles);
  return {
    ...base,
    judges: roles.has('certificates'),
    generate: config.certificateMaker === 'topic' ? generator(config, sendNow, now) : null,
    tells: new Set([...base.tells, ...heardOf(roles)]),
    recordsOf: (tell, state, at) => {
      if (BY_OTHER_MEANS.includes(tell.event)) return null;
      const record = recordOfTell(tell, state, at);
      const told = record === null ? [] : [record];
      if (tell.event !== 'course-complete' || !tellsCompletion) return told;
      return [...told, courseCompletedRecord(tell.key, state.completedAt, at)];
    },
    sendNow,
    send: async (record) => performed(await sendNow([record])), // F2
  };
}

const performed = (sent: Result<void, StoreError>): Performed =>
  sent.ok ? { kind: 'done' } : { kind: 'failed', reason: sent.error.detail };

/** A record under the name of its topic in an environment. */
export const prefixed = (env: string, { topic, recordKey, value }: Send): OutgoingRecord => ({
  topic: `${env}.${topic}`,
  key: recordKey,
  value,
});

/**
 * Topics that the API tells others on (`reference/lms.md` 6). Certificates are asked for there only
 * where they are judged elsewhere: here the same request is an effect.
 */
export const apiTopics = (config: Pick<Config, 'roles'>): ReadonlySet<string> =>
  new Set<OutputTopic>([
    'coursebatch.job.request',
    'batch.enrolment.sync.request',
    'telemetry.assess',
    'contentstate.invalid',
    'telemetry.raw',
    ...(rolesOf(config).has('certificates') ? [] : (['issue.certificate.request'] as const)),
  ]);

/** Whoever keeps a step hears of what leads to it. */
function heardOf(roles: ReadonlySet<Role>): TellEvent[] {
  const progress = roles.has('aggregator') ? PROGRESS : [];
  const asks = roles.has('certificates') ? 'certificate-issued' : 'certificate-request';
  const isAsked = roles.has('certificates') || roles.has('aggregator') || roles.has('assessment');
  return [...progress, ...(isAsked ? [asks] : [])] as TellEvent[];
}

const completionIsTold = (config: Config, roles: ReadonlySet<Role>): boolean =>
  config.courseCompletedRecord === 'auto'
    ? roles.has('api')
    : config.courseCompletedRecord === 'yes';

function generator(
  config: Config,
  sendNow: NonNullable<Follow['sendNow']>,
  now: () => number,
): Follow['generate'] {
  const settings = {
    zone: zoneOf(config.timeZone),
    certificateDomainUrl: publicUrlOf(config),
    cloudPlaceholder: config.cloudPlaceholder,
    cloudBaseUrl: config.cloudBaseUrl,
  };
  return async (earned: readonly Earned[]) => {
    return performed(await sendNow(earned.map((one) => generateRecord(one, settings, now()))));
  };
}
