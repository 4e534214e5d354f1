/**
 * What follows from a learner's progress in this installation: which outside services are asked and
 * told, by its settings. Part of the composition root; owns no request's shape.
 */
import { SELF_CONTAINED, type Follow, type Issued } from './actors/follow.js';
import type { Performed } from './actors/outbox.js';
import type { Config } from './config.js';
import type { Tell, TellEvent } from './domain/effects.js';
import { NEVER } from './domain/ids.js';
import { zoneDay } from './reports/zone-day.js';
import { certificateLookups, SCORED_TYPES } from './services/certificate-lookups.js';
import { contentService, type ContentService } from './services/content-service.js';
import { httpService, type HttpService } from './services/http-service.js';
import { feedLearner, notifyLearner, type Sent } from './services/notification.js';
import { certificateRegistry } from './services/registry.js';
import { USER_QUERY, userService } from './services/user-service.js';

const NOTIFIED: readonly TellEvent[] = ['certificate-notify', 'certificate-feed'];

/** Answers of the content service are kept this long: courses are renamed seldom. */
const KEPT = { entriesMax: 10_000, keptMs: 3_600_000 };

/** As upstream is deployed: a content that was taken away keeps no certificate waiting. */
const LEAVES_OUT_UNKNOWN = true;

/** Nothing is asked or told without an address for it. */
export function followOf(config: Config, now: () => number): Follow {
  const notification = serviceAt(config, config.notificationUrl);
  return {
    ...SELF_CONTAINED,
    register: registerAt(config, now()),
    lookups: lookupsAt(config, now),
    tells: new Set(notification === null ? [] : NOTIFIED),
    tell: (tell, _state, issued) =>
      notification === null || issued === null
        ? Promise.resolve({ kind: 'done' })
        : tellLearner(config, notification, tell, issued),
  };
}

/** The content and search services; what is not set is not asked. */
export const contentsAt = (config: Config, now: () => number): ContentService =>
  contentService({
    content: serviceAt(config, config.contentServiceUrl),
    search: serviceAt(config, config.searchServiceUrl),
    limits: KEPT,
    now,
  });

/** The client of one service; `null` = it has no address. */
export function serviceAt(
  config: Config,
  baseUrl: string,
  headers: Readonly<Record<string, string>> = {},
): HttpService | null {
  return baseUrl === '' ? null : serviceWith(config, baseUrl, headers);
}

/** The client of a service that has an address. */
export function serviceWith(
  config: Config,
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
): HttpService {
  const { serviceTimeoutMs: timeoutMs, serviceBodyBytesMax: bodyBytesMax } = config;
  return httpService({ baseUrl, timeoutMs, bodyBytesMax, headers });
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
