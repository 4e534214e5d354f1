/**
 * What follows from a learner's progress in this installation: which outside services are asked and
 * told, by its settings. Part of the composition root; owns no request's shape.
 *
 * - W1 In shadow nothing leaves: what others would be told does not arise, and what was remembered
 *   before waits. Services may still be asked. `inShadow` is the one place that ties the hands, so
 *   it comes last, around whatever else a profile connects.
 */
import { SELF_CONTAINED, type Follow, type Issued } from './actors/follow.js';
import type { Performed } from './actors/outbox.js';
import { batchIndexAt } from './batch-index.js';
import type { Config } from './config.js';
import { contentsAt } from './contents-at.js';
import type { Tell, TellEvent } from './domain/effects.js';
import { NEVER } from './domain/ids.js';
import { err } from './domain/result.js';
import { zoneDay } from './reports/zone-day.js';
import { certificateLookups, SCORED_TYPES } from './services/certificate-lookups.js';
import type { HttpService } from './services/http-service.js';
import { feedLearner, notifyLearner, type Sent } from './services/notification.js';
import { certificateRegistry } from './services/registry.js';
import { serviceAt } from './service-at.js';
import { USER_QUERY, userService } from './services/user-service.js';
import { preparation, templateContents, type Note } from './template-contents.js';

const NOTIFIED: readonly TellEvent[] = ['certificate-notify', 'certificate-feed'];

/** As upstream is deployed: a content that was taken away keeps no certificate waiting. */
const LEAVES_OUT_UNKNOWN = true;

/** Nothing is asked or told without an address; `more` connects what a profile has besides. */
export function followOf(
  config: Config,
  now: () => number,
  note: Note,
  more: (follow: Follow) => Follow = (follow) => follow,
): Follow {
  const follow = more(connected(config, now, note));
  return config.shadow === 'yes' ? inShadow(follow) : follow;
}

const IN_SHADOW = 'in shadow nothing is written to others';

/** W1. What is decided here is decided elsewhere too, so no certificate is judged either. */
export function inShadow(follow: Follow): Follow {
  const waits = (): Promise<Performed> => Promise.resolve({ kind: 'waits', reason: IN_SHADOW });
  const unanswered: Follow['register'] = () => Promise.resolve(err({ detail: IN_SHADOW }));
  return {
    lookups: follow.lookups,
    contentOf: follow.contentOf,
    judges: false,
    generate: null,
    register: follow.register === null ? null : unanswered,
    tells: new Set(),
    sends: false,
    index: null,
    recordsOf: null,
    sendNow: null,
    membership: follow.membership,
    tell: waits,
    send: waits,
  };
}

function connected(config: Config, now: () => number, note: Note): Follow {
  const notification = serviceAt(config, config.notificationUrl);
  return {
    ...SELF_CONTAINED,
    register: registerAt(config, now()),
    index: indexAt(config, now),
    lookups: lookupsAt(config, now),
    contentOf: templateContents(preparation(config), note),
    tells: new Set(notification === null ? [] : NOTIFIED),
    tell: (tell, _state, issued) =>
      notification === null || issued === null
        ? Promise.resolve({ kind: 'done' })
        : tellLearner(config, notification, tell, issued),
  };
}

function indexAt(config: Config, now: () => number): Follow['index'] {
  const shown = batchIndexAt(config, now);
  if (shown === null) return null;
  return async (batch, ofCourse) => {
    const indexed = await shown.put(batch, ofCourse);
    if (indexed.kind === 'done') return indexed;
    // What is refused as it is waits until the batch changes again.
    return { kind: indexed.kind === 'retry' ? 'failed' : 'waits', reason: indexed.detail };
  };
}

function registerAt(config: Config, openedAt: number): Follow['register'] {
  const headers = config.registryKey === '' ? {} : { authorization: config.registryKey };
  const registry = serviceAt(config, config.registryUrl, headers);
  if (registry === null) return null;
  const settings = { entity: config.registryEntity, ...cloud(config) };
  return certificateRegistry(registry, settings, openedAt);
}

function lookupsAt(config: Config, now: () => number): Follow['lookups'] {
  const users = serviceAt(config, config.userServiceUrl);
  const asked = certificateLookups(
    users === null
      ? { read: () => Promise.resolve({ kind: 'unknown' }) }
      : userService(users, USER_QUERY.certificate),
    contentsAt(config, now),
    { scoredTypes: SCORED_TYPES, leavesOutUnknown: LEAVES_OUT_UNKNOWN },
  );
  const asksContents = config.contentServiceUrl !== '';
  return {
    user: users === null ? null : (learner) => asked.user(learner),
    courseName: asksContents ? (course) => asked.courseName(course) : null,
    scored: asksContents ? (contents) => asked.scored(contents) : null,
  };
}

async function tellLearner(
  config: Config,
  http: HttpService,
  { event }: Tell,
  { facts, template }: Issued,
): Promise<Performed> {
  if (event === 'certificate-feed') return performed(await feedLearner(http, facts));
  const settings = { instanceName: config.instanceName, ...cloud(config) };
  const at = facts.completedAt === NEVER ? facts.issuedAt : facts.completedAt;
  const day = zoneDay(config.timeZone)(at);
  const users = userService(http, '');
  const wanted = template?.extras['notifyTemplate'];
  return performed(await notifyLearner({ http, users, settings }, facts, wanted, day));
}

const performed = (sent: Sent): Performed =>
  sent.kind === 'failed' ? { kind: 'failed', reason: sent.detail } : { kind: 'done' };

const cloud = (config: Config): { cloudPlaceholder: string; cloudBaseUrl: string } => ({
  cloudPlaceholder: config.cloudBaseUrl === '' ? '' : config.cloudPlaceholder,
  cloudBaseUrl: config.cloudBaseUrl,
});
