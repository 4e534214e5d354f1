/**
 * Filters of a content search, judged by what a course's record holds here: a value, or one of
 * several. Owns which fields there are.
 *
 * Source: `reference/exhausts.md` 1.6 (searchFilter).
 */
import { err, ok, type Result } from '../domain/result.js';
import type { CourseInfo } from '../persistence/ports.js';

const FIELDS: Readonly<Record<string, (course: CourseInfo) => string>> = {
  identifier: ({ course }) => course,
  name: ({ name }) => name,
  channel: ({ channel }) => channel,
  status: ({ status }) => status,
  userConsent: ({ userConsent }) => userConsent,
};

/** A test of courses, or which filter cannot be judged. */
export function courseMatches(
  filters: Readonly<Record<string, unknown>>,
): Result<(course: CourseInfo) => boolean, string> {
  const wanted = Object.entries(filters);
  for (const [field, values] of wanted) {
    if (!Object.hasOwn(FIELDS, field)) {
      const known = Object.keys(FIELDS).join(', ');
      return err(`searchFilter by ${field} needs a search service; without one there are ${known}`);
    }
    if (!isValue(values)) return err(`searchFilter has no text or list of texts as its ${field}`);
  }
  return ok((course) =>
    wanted.every(([field, values]) => [values].flat().includes(FIELDS[field]?.(course))),
  );
}

const isValue = (value: unknown): boolean => [value].flat().every((one) => typeof one === 'string');
