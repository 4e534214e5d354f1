/**
 * The way in for Sunbird's topics in this installation: the ingress with the services and settings
 * behind it. Part of the composition root; parses nothing and holds no rule.
 */
import { templateHashOf } from './certificates/identity.js';
import type { Laurel } from './compose.js';
import { publicUrlOf, type Config } from './config.js';
import { contentsAt } from './contents-at.js';
import { courseRefresh } from './course-refresh.js';
import type { LearnerId } from './domain/ids.js';
import { ok } from './domain/result.js';
import { USER_CACHE_RULES, type UserAudit } from './domain/user-cache.js';
import type { Engine } from './engine.js';
import { serviceAt } from './service-at.js';
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
  /** Records are sent where its `follow` can. */
  readonly laurel: Pick<Laurel, 'engine' | 'store' | 'follow'>;
  /** Where the records are counted. */
  readonly source: IngressDeps['source'];
  now(): number;
}

/** An ingress for one source. */
export function ingressOf({ config, laurel, source, now }: IngressParts): Ingress {
  const { engine, store, follow } = laurel;
  const contents = contentsAt(config, now);
  return newIngress({
    ...{ engine, source, now },
    zone: zoneOf(config.timeZone),
    suppressesSignatoryFaults: false,
    sendsToTopics: follow.sendNow !== null,
    judges: follow.judges,
    tells: follow.tells,
    place: placeOf(config),
    questionsOf: config.contentServiceUrl === '' ? null : questionsOf(contents),
    courseStatus: config.searchServiceUrl === '' ? null : (course) => contents.standing(course),
    updateUser: userUpdate(config, engine, now),
    refreshCourse: courseRefresh(config, engine.catalogue, now),
    // A registry draws by itself, from the template as it stands.
    contentOf: (template) =>
      (follow.register === null ? follow.contentOf?.(template) : undefined) ??
      Promise.resolve(ok(template)),
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
