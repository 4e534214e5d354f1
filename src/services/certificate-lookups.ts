/**
 * What judging a certificate asks of other services: the learner, the course's name, and which
 * contents are assessments whose scores count.
 *
 * Source: `reference/jobs.md` 2.3, 2.4.
 */
import type { ContentId, CourseId, LearnerId } from '../domain/ids.js';
import type { UserEntry } from '../domain/certificate.js';
import { err, ok, type Result } from '../domain/result.js';
import type { ContentService } from './content-service.js';
import { recipient, type UserService } from './user-service.js';

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

export interface LookupSettings {
  /** Content types whose scores count; upstream's default is `SelfAssess` alone. */
  readonly scoredTypes: readonly string[];
  /**
   * A content that the service does not know is left out (`enable.suppress.exception`); else
   * judging waits for it. A service that does not answer is waited for either way.
   */
  readonly leavesOutUnknown: boolean;
}

export const SCORED_TYPES = ['SelfAssess'];

export interface CertificateLookups {
  user(learner: LearnerId): Asked<UserEntry | null>;
  courseName(course: CourseId): Asked<string>;
  scored(contents: readonly ContentId[]): Asked<ReadonlySet<string>>;
}

export function certificateLookups(
  users: UserService,
  contents: ContentService,
  settings: LookupSettings,
): CertificateLookups {
  return {
    user: (learner) => recipient(users, learner),
    courseName: async (course) => {
      const meta = await contents.meta(course);
      if (!meta.ok) return meta;
      return meta.value === null
        ? err({ detail: `the content service does not know the course ${course}` })
        : ok(printable(meta.value.name));
    },
    scored: async (asked) => {
      const scored = new Set<string>();
      for (const content of asked) {
        const meta = await contents.meta(content);
        if (!meta.ok) return meta;
        if (meta.value === null && !settings.leavesOutUnknown) {
          return err({ detail: `Metadata not available in cache or API ${content}` });
        }
        if (settings.scoredTypes.includes(meta.value?.contentType ?? '')) scored.add(content);
      }
      return ok(scored);
    },
  };
}

/**
 * A name as certificates print it: escapes that came written out are read, then control characters
 * go (`reference/jobs.md` 2.4).
 */
const printable = (name: string): string =>
  Array.from(name.replace(ESCAPE, (_, code: string) => unescaped(code)))
    .filter((character) => character >= ' ')
    .join('');

const ESCAPE = /\\(u[0-9a-fA-F]{4}|[^])/g;

/** What the characters after a backslash stand for; letters are the named control characters. */
function unescaped(code: string): string {
  if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  if (/[bfnrt]/.test(code)) return '';
  return /["'\\/]/.test(code) ? code : `\\${code}`;
}
