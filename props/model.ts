/**
 * What learners' progress must be, told as simply as possible: no log, no actors, no snapshots, no
 * lattice. A learner's enrolment is when it began and which contents were completed when.
 */
export interface Learning {
  enrolledAt: number;
  decidedAt: number;
  active: boolean;
  completedAt: number;
  /** First completion by content. */
  readonly done: Map<string, number>;
}

/** What a reader is shown. */
export interface View {
  readonly enrolled: boolean;
  readonly active: boolean;
  readonly enrolledAt: number;
  readonly done: readonly (readonly [string, number])[];
  readonly completed: number;
  readonly required: number;
  readonly status: number;
  readonly completedAt: number;
}

export class Model {
  /** Required contents by course, as published last. */
  readonly courses = new Map<string, readonly string[]>();
  /** By learner, course, batch. */
  readonly learnings = new Map<string, Learning>();

  publish(course: string, required: readonly string[]): void {
    this.courses.set(course, required);
    for (const key of this.learnings.keys()) if (courseOf(key) === course) this.#judge(key);
  }

  enrol(key: string, at: number): void {
    const learning = this.#learning(key);
    if (learning.enrolledAt === 0) learning.enrolledAt = at;
    learning.active = true;
    learning.decidedAt = at;
    this.#judge(key);
  }

  /** Whether there was an enrolment to leave. Who enrols and leaves at one moment stays. */
  unenrol(key: string, at: number): boolean {
    const learning = this.#learning(key);
    if (!learning.active) return false;
    learning.active = at === learning.decidedAt;
    learning.decidedAt = at;
    return true;
  }

  complete(key: string, contents: readonly string[], at: number): void {
    const { done } = this.#learning(key);
    for (const content of contents) done.set(content, Math.min(at, done.get(content) ?? at));
    this.#judge(key);
  }

  view(key: string): View {
    const { active, enrolledAt, done, completedAt } = this.#learning(key);
    const required = this.courses.get(courseOf(key)) ?? [];
    const completed = required.filter((content) => done.has(content)).length;
    return {
      ...{ enrolled: enrolledAt > 0, active, enrolledAt, completed, completedAt },
      done: [...done].sort(([a], [b]) => (a < b ? -1 : 1)),
      required: required.length,
      status: completedAt > 0 ? 2 : done.size > 0 ? 1 : 0,
    };
  }

  #learning(key: string): Learning {
    const nothing = { enrolledAt: 0, decidedAt: 0, active: false, completedAt: 0, done: new Map() };
    const learning = this.learnings.get(key) ?? nothing;
    this.learnings.set(key, learning);
    return learning;
  }

  /** Complete when all that is required is done, as of the last of it, and never undone. */
  #judge(key: string): void {
    const learning = this.#learning(key);
    const times = (this.courses.get(courseOf(key)) ?? []).map((c) => learning.done.get(c));
    if (learning.enrolledAt === 0 || times.length === 0 || times.includes(undefined)) return;
    const at = Math.max(learning.enrolledAt, ...times.map((time) => time ?? 0));
    learning.completedAt = Math.min(at, learning.completedAt || at);
  }
}

const courseOf = (key: string): string => key.split('/')[1] ?? '';
