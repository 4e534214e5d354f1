/**
 * The term that the demo plays, as a plan: who studies what, when. Pure and seeded: one day gives
 * one plan.
 *
 * - T1 Nothing happens before a batch began, nor after now.
 * - T2 Sessions are in order of time, so that playing them is playing the term.
 */
import type { Instant } from '../../domain/ids.js';
import { DEMO_BATCHES, DEMO_LESSONS, DEMO_QUIZ, type DemoBatch } from './course.js';
import { people, type Person } from './people.js';
import { seeded, type Seeded } from './seeded.js';

export const DEMO_LEARNERS = 200;

const SEED = 20_260_901;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Nobody studies right up to the moment of the demo. */
const QUIET_MS = 2 * HOUR_MS;
const QUESTIONS = 10;

export interface Enrolment {
  readonly batch: string;
  readonly learner: string;
  readonly at: Instant;
}

/** One sitting of one learner: one request. */
export interface Session {
  readonly batch: string;
  readonly learner: string;
  readonly at: Instant;
  readonly finished: readonly string[];
  /** Opened and not finished, with how far. */
  readonly opened: { readonly content: string; readonly progress: number } | null;
  /** Right answers of `questions`; `null` = no assessment. */
  readonly quiz: Quiz | null;
}

export interface Quiz {
  readonly content: string;
  readonly attempt: string;
  readonly right: number;
  readonly questions: number;
}

export interface Term {
  readonly people: readonly Person[];
  readonly enrolments: readonly Enrolment[];
  readonly sessions: readonly Session[];
}

/** How far learners come, by their share. */
const WAYS = [
  { share: 0.62, lessons: 1, quiz: true },
  { share: 0.08, lessons: 1, quiz: false },
  { share: 0.14, lessons: 0.6, quiz: false },
  { share: 0.09, lessons: 0.25, quiz: false },
] as const;

/** The plan of a term that ends now; `today` is the first moment of the day. */
export function demoTerm(now: Instant, today: Instant): Term {
  const chance = seeded(SEED);
  const everyone = people(DEMO_LEARNERS, SEED);
  const enrolments: Enrolment[] = [];
  const sessions: Session[] = [];
  let next = 0;
  for (const batch of DEMO_BATCHES) {
    for (const person of everyone.slice(next, next + batch.learners)) {
      const begun = today - batch.begunDaysAgo * DAY_MS;
      const at = begun + chance.whole(0, 4) * DAY_MS + chance.whole(8, 18) * HOUR_MS;
      enrolments.push({ batch: batch.batch, learner: person.learner, at });
      sessions.push(...way({ batch, person, at, now, chance }));
    }
    next += batch.learners;
  }
  return { people: everyone, enrolments, sessions: sessions.sort((a, b) => a.at - b.at) }; // T2
}

interface Start {
  readonly batch: DemoBatch;
  readonly person: Person;
  readonly at: Instant;
  readonly now: Instant;
  readonly chance: Seeded;
}

/** The sessions of one learner, until the way ends or the term does (T1). */
function way(start: Start): Session[] {
  const { chance, batch, person, now } = start;
  const draw = chance.next();
  let below = 0;
  const found = WAYS.find(({ share }) => draw < (below += share));
  if (found === undefined) return [];
  const lessons = DEMO_LESSONS.filter(({ optional }) => !optional || chance.next() < 0.3);
  const wanted = lessons.slice(0, Math.ceil(lessons.length * found.lessons)).map(({ id }) => id);
  const pace = paceOf(batch, chance);
  const sessions: Session[] = [];
  let at = start.at + chance.whole(1, 30) * HOUR_MS;
  const base = { batch: batch.batch, learner: person.learner };
  while (wanted.length > 0) {
    const finished = wanted.splice(0, chance.whole(1, 2));
    const [following] = wanted;
    const opened =
      following !== undefined && chance.next() < 0.3
        ? { content: following, progress: chance.whole(1, 9) * 10 }
        : null;
    sessions.push({ ...base, at, finished, opened, quiz: null });
    at += pace();
  }
  if (found.quiz) sessions.push(...quizzes({ ...base, at }, chance));
  return sessions.filter((session) => session.at < now - QUIET_MS);
}

/** Time between two sittings; short batches are hurried through. */
function paceOf({ begunDaysAgo }: DemoBatch, chance: Seeded): () => number {
  const days = chance.whole(1, Math.max(2, Math.round(begunDaysAgo / 12)));
  return () => days * DAY_MS + chance.whole(-6, 12) * HOUR_MS + chance.whole(0, 59) * MINUTE_MS;
}

/** The assessment, and once more for most of those who failed. */
function quizzes(base: Pick<Session, 'batch' | 'learner' | 'at'>, chance: Seeded): Session[] {
  const sitting = (at: Instant, attempt: number, right: number): Session => ({
    ...base,
    ...{ at, finished: [DEMO_QUIZ], opened: null },
    quiz: {
      ...{ content: DEMO_QUIZ, right, questions: QUESTIONS },
      attempt: `${base.learner}-${String(attempt)}`,
    },
  });
  const first = sitting(base.at, 1, chance.whole(4, QUESTIONS));
  if ((first.quiz?.right ?? 0) >= 6 || chance.next() < 0.35) return [first];
  const again = base.at + chance.whole(20, 90) * HOUR_MS;
  return [first, sitting(again, 2, chance.whole(6, QUESTIONS))];
}
