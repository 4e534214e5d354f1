/**
 * Commands that name a course's structure of before: whoever accepted them had not heard of the
 * publication yet, and the evaluation of it may have passed their learners by. Their learners are
 * derived again.
 *
 * - L1 What was taken from the log before a look at the catalogue began, and names the newest
 *   structure that the look found, was accepted before any later one: it is forgotten. Everything
 *   else is kept for the next look.
 * - L2 What could not be asked for is asked for after the next look.
 */
import type { Command, Reevaluate } from '../domain/command.js';
import type { CourseId, EnrolmentKey, Instant } from '../domain/ids.js';
import { enrolmentText } from '../persistence/snapshot.js';

export interface LateCommandsDeps {
  /** Number of the newest structure of a course; 0 = it has none. */
  newest(course: CourseId): number;
  /** Makes commands durable; answers whether it could. */
  submit(commands: readonly Reevaluate[]): Promise<boolean>;
  now(): Instant;
}

interface Noted {
  readonly key: EnrolmentKey;
  readonly courseVersion: number;
  /** Grows with every command. */
  readonly place: number;
}

export class LateCommands {
  readonly #deps: LateCommandsDeps;
  #noted = new Map<string, Noted>();
  #place = 0;

  constructor(deps: LateCommandsDeps) {
    this.#deps = deps;
  }

  /** Commands of own learners, as they are taken from the log. */
  taken(commands: readonly Pick<Command, 'key' | 'courseVersion'>[]): void {
    for (const { key, courseVersion } of commands) {
      const name = enrolmentText(key);
      const before = this.#noted.get(name)?.courseVersion ?? courseVersion;
      const oldest = Math.min(before, courseVersion);
      this.#noted.set(name, { key, courseVersion: oldest, place: ++this.#place });
    }
  }

  /** A look at the catalogue begins: the place that `looked` is to be told when it has ended. */
  looking(): number {
    return this.#place;
  }

  /** A look at the catalogue has ended, and the newest structures are known (L1). */
  async looked(from: number): Promise<void> {
    const late: Noted[] = [];
    for (const [name, noted] of this.#noted) {
      const isLate = noted.courseVersion < this.#deps.newest(noted.key.course);
      if (isLate) late.push(noted);
      if (isLate || noted.place <= from) this.#noted.delete(name);
    }
    if (late.length === 0 || (await this.#ask(late))) return;
    this.taken(late);
  }

  #ask(late: readonly Noted[]): Promise<boolean> {
    const { newest, submit, now } = this.#deps;
    const receivedAt = now();
    return submit(
      late.map(({ key }): Reevaluate => {
        return { kind: 'reevaluate', key, receivedAt, courseVersion: newest(key.course) };
      }),
    );
  }
}
