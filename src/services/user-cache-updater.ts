/**
 * Asks whom `domain/user-cache.ts` wants asked about an event: the user service, then the framework
 * service, then the cache itself. Writes nothing and repeats nothing.
 */
import type { UserEntry } from '../domain/certificate.js';
import type { LearnerId } from '../domain/ids.js';
import type { Result } from '../domain/result.js';
import {
  asksForProfile,
  cacheUpdate,
  type CacheUpdate,
  type UserAudit,
  type UserCacheRules,
} from '../domain/user-cache.js';
import { frameworkOf, type ProfileAnswer } from '../domain/user-profile.js';
import type { FrameworkService } from './framework-service.js';
import type { UserService } from './user-service.js';

export interface UserCacheUpdaterParts {
  readonly users: UserService;
  readonly frameworks: FrameworkService;
  readonly rules: UserCacheRules;
  /** The entry as it stands; its failure is a reason to try again. */
  readonly entry: (learner: LearnerId) => Promise<Result<UserEntry | null, unknown>>;
}

/** What one event changes in the user cache; a `retry` changes nothing and may be asked again. */
export async function userCacheUpdate(
  parts: UserCacheUpdaterParts,
  audit: UserAudit,
): Promise<CacheUpdate> {
  const { rules } = parts;
  if (!asksForProfile(audit, rules)) return cacheUpdate(audit, null, [], null, rules);
  const answer = await parts.users.read(audit.learner);
  const categories = await categoriesFor(parts.frameworks, answer);
  if (!categories.ok) return { kind: 'retry', reason: categories.error.detail };
  const old = await parts.entry(audit.learner);
  if (!old.ok) return { kind: 'retry', reason: `the entry of ${audit.learner} cannot be read` };
  return cacheUpdate(audit, answer, categories.value, old.value, rules);
}

function categoriesFor(
  frameworks: FrameworkService,
  answer: ProfileAnswer,
): ReturnType<FrameworkService['categories']> {
  const framework = answer.kind === 'found' ? frameworkOf(answer.profile) : '';
  if (framework === '') return Promise.resolve({ ok: true, value: [] });
  return frameworks.categories(framework);
}
