/**
 * The way in for Sunbird's topics in this installation: the ingress with the services and settings
 * behind it. Part of the composition root; parses nothing and holds no rule.
 */
import { templateHashOf } from './certificates/identity.js';
import type { Laurel } from './compose.js';
import { publicUrlOf, type Config } from './config.js';
import { NEVER, type CourseId, type LearnerId } from './domain/ids.js';
import { err, ok } from './domain/result.js';
import { USER_CACHE_RULES, type UserAudit } from './domain/user-cache.js';
import type { Engine, Source } from './engine.js';
import { contentsAt, followOf, serviceAt } from './follow.js';
import { faultMessage, type Fault } from './gateway/fault.js';
import { parseHierarchy } from './gateway/hierarchy.js';
import {
  newIngress,
  type Ingress,
  type IngressDeps,
  type Refreshed,
} from './gateway/topics/ingress.js';
import { zoneOf } from './gateway/zone.js';
import { questionsOf } from './services/content-service.js';
import { frameworkService } from './services/framework-service.js';
import { userCacheUpdate } from './services/user-cache-updater.js';
import { USER_QUERY, userService, type UserService } from './services/user-service.js';

export interface IngressParts {
  readonly config: Config;
  readonly laurel: Pick<Laurel, 'engine' | 'store'>;
  /** Where the records are counted. */
  readonly source: Source;
  now(): number;
}

/** An ingress for one source. */
export function ingressOf({ config, laurel, source, now }: IngressParts): Ingress {
  const { engine, store } = laurel;
  const follow = followOf(config, now);
  const contents = contentsAt(config, now);
  return newIngress({
    ...{ engine, source, now },
    zone: zoneOf(config.timeZone),
    suppressesSignatoryFaults: false,
    sendsToTopics: false,
    judges: follow.judges,
    tells: follow.tells,
    place: placeOf(config),
    questionsOf: config.contentServiceUrl === '' ? null : questionsOf(contents),
    courseStatus: config.searchServiceUrl === '' ? null : (course) => contents.standing(course),
    updateUser: userUpdate(config, engine, now),
    refreshCourse: courseRefresh(config, engine, now),
    keepTemplate: (content) => store.catalogue.putTemplate(templateHashOf(content), content),
  });
}

const placeOf = (config: Config): IngressDeps['place'] => ({
  publicUrl: publicUrlOf(config),
  timeZone: config.timeZone,
});

/** Users of a missing user service are unknown: an event that needs one becomes a dead letter. */
const NO_USERS: UserService = { read: () => Promise.resolve({ kind: 'unknown' }) };

function userUpdate(
  config: Config,
  { catalogue }: Engine,
  now: () => number,
): (audit: UserAudit) => Promise<Refreshed> {
  const http = serviceAt(config, config.userServiceUrl);
  const contents = serviceAt(config, config.contentServiceUrl);
  const users = http === null ? NO_USERS : userService(http, USER_QUERY.cache);
  const frameworks =
    contents === null
      ? { categories: () => Promise.resolve(ok([])) }
      : frameworkService(contents, now);
  const entry = (learner: LearnerId): ReturnType<typeof catalogue.user> => catalogue.user(learner);
  const parts = { users, frameworks, entry, rules: USER_CACHE_RULES };
  return async (audit) => {
    const update = await userCacheUpdate(parts, audit);
    if (update.kind === 'retry') return update;
    if (update.kind === 'reject') return { kind: 'rejected', reason: update.reason };
    if (update.kind !== 'change') return { kind: 'unchanged' };
    const stored = await catalogue.putUsers([[audit.learner, update.fields]]);
    if (stored.ok) return { kind: 'changed' };
    return { kind: 'retry', reason: `the entry of ${audit.learner} cannot be written` };
  };
}

const HIERARCHY_PATH = '/content/v3/hierarchy/';

/** Reads the hierarchy of a published course from the content service and publishes it here. */
function courseRefresh(
  config: Config,
  { catalogue }: Engine,
  now: () => number,
): (course: CourseId) => Promise<Refreshed> {
  const http = serviceAt(config, config.contentServiceUrl);
  return async (course) => {
    if (http === null)
      return rejected(`LAUREL_CONTENT_SERVICE_URL is not set; asked for ${course}`);
    const answer = await http.get(HIERARCHY_PATH + encodeURIComponent(course));
    if (!answer.ok) return { kind: 'retry', reason: answer.error.detail };
    const { status, body } = answer.value;
    if (status >= 500) return { kind: 'retry', reason: `status ${String(status)} for ${course}` };
    const parsed = status === 200 ? parseHierarchy(body) : err(`status ${String(status)}`);
    if (!parsed.ok) return rejected(`no hierarchy of ${course}: ${reasonOf(parsed.error)}`);
    const { info, structure } = parsed.value;
    const publishedAt = info.publishedAt === NEVER ? now() : info.publishedAt;
    const published = await catalogue.publish({ ...info, publishedAt }, structure);
    if (published.ok) return { kind: 'changed' };
    return { kind: 'retry', reason: `the course ${course} cannot be written` };
  };
}

const reasonOf = (error: Fault | string): string =>
  typeof error === 'string' ? error : faultMessage(error);

const rejected = (reason: string): Refreshed => ({ kind: 'rejected', reason });
