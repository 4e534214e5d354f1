/**
 * Courses from the content service: read when a publish event names one, and when work on a course
 * comes that nobody published here. Part of the composition root.
 *
 * - R1 A course that is wanted is asked for once, and again only after a pause: every event of it
 *   wants it.
 */
import type { WantedCourses } from './actors/engine-parts.js';
import type { Config } from './config.js';
import { NEVER, type CourseId } from './domain/ids.js';
import { err } from './domain/result.js';
import type { Catalogue } from './engine.js';
import { serviceAt } from './service-at.js';
import { faultMessage, type Fault } from './gateway/fault.js';
import { parseHierarchy } from './gateway/hierarchy.js';
import type { Refreshed } from './gateway/topics/ingress.js';

const HIERARCHY_PATH = '/content/v3/hierarchy/';

/** Reads the hierarchy of a course from the content service and publishes it here. */
export function courseRefresh(
  config: Config,
  catalogue: Pick<Catalogue, 'publish'>,
  now: () => number,
): (course: CourseId) => Promise<Refreshed> {
  const http = serviceAt(config, config.contentServiceUrl);
  return async (course) => {
    if (http === null) {
      return rejected(`LAUREL_CONTENT_SERVICE_URL is not set; asked for ${course}`);
    }
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

/** How long after it was asked for in vain a course is asked for again (R1). */
const ASK_AGAIN_MS = 300_000;
/** Courses remembered as asked for; the one asked for first is forgotten first. */
const ASKED_COUNT_MAX = 10_000;

export interface CourseFinderParts {
  now(): number;
  /** One line for the operator's log. */
  note(message: string, detail: Readonly<Record<string, unknown>>): void;
}

/** Finds courses that learners work on and nobody published. */
export class CourseFinder implements WantedCourses {
  readonly #parts: CourseFinderParts;
  readonly #askedAt = new Map<CourseId, number>();
  readonly #asking = new Set<Promise<void>>();
  #refresh: ((course: CourseId) => Promise<Refreshed>) | null = null;

  constructor(parts: CourseFinderParts) {
    this.#parts = parts;
  }

  /** From now on courses can be asked for; those wanted before, with their next event. */
  use(refresh: (course: CourseId) => Promise<Refreshed>): void {
    this.#refresh = refresh;
  }

  /** Somebody works on a course that is not known. */
  want(course: CourseId): void {
    const askedAt = this.#askedAt.get(course);
    if (this.#refresh === null) return;
    if (askedAt !== undefined && this.#parts.now() - askedAt < ASK_AGAIN_MS) return;
    this.#remember(course);
    const asking = this.#ask(course, this.#refresh).finally(() => this.#asking.delete(asking));
    this.#asking.add(asking);
  }

  /** Resolves when nothing is being asked. */
  async idle(): Promise<void> {
    await Promise.all(this.#asking);
  }

  async #ask(course: CourseId, refresh: (course: CourseId) => Promise<Refreshed>): Promise<void> {
    const found = await refresh(course);
    if ('reason' in found) this.#parts.note('course not found', { course, reason: found.reason });
  }

  #remember(course: CourseId): void {
    this.#askedAt.delete(course);
    this.#askedAt.set(course, this.#parts.now());
    for (const oldest of this.#askedAt.keys()) {
      if (this.#askedAt.size <= ASKED_COUNT_MAX) return;
      this.#askedAt.delete(oldest);
    }
  }
}
