/**
 * What the world still has to be told about an enrolment or a batch, derived from durable state.
 * An effect is remembered in the same commit as the state it follows from and repeated until it is
 * confirmed (R3).
 *
 * - `certify`: completed, scored differently, or joined with results from before, under a batch
 *   that may have templates; or somebody asks for it: judge them.
 * - `render`: a certificate was decided and its document is not durable yet.
 * - `tell`: others are to hear of it. What exactly they hear is made from the state when it is
 *   told; the event and its subject say what happened.
 * - `send`: a finished record for a topic, which follows from an input and not from a state.
 * - `index`: a batch changed: the search index is to hold it as it is now. Several changes of one
 *   batch are one effect, since what is indexed is read when it is performed.
 */
import { bestScores, latestAttempt } from './attempt.js';
import { completedCount, untouched, viewCount } from './content.js';
import type { EnrolmentState } from './enrolment.js';
import {
  NEVER,
  type BatchId,
  type CertificateId,
  type EnrolmentKey,
  type TemplateId,
} from './ids.js';

export type Effect = Certify | Render | Tell | Send | IndexBatch;

export interface Certify {
  readonly kind: 'certify';
  readonly key: EnrolmentKey;
  /** '' = follows from the state; else the id of a request to issue again what is issued. */
  readonly request: string;
  /** The one template that is judged; absent = all of the batch. */
  readonly template?: TemplateId;
}

export interface Render {
  readonly kind: 'render';
  readonly key: EnrolmentKey;
  readonly certificate: CertificateId;
}

export interface Tell {
  readonly kind: 'tell';
  readonly key: EnrolmentKey;
  readonly event: TellEvent;
  /** What it happened to: a content, an attempt or a certificate; '' where the event says all. */
  readonly subject: string;
}

export interface Send {
  readonly kind: 'send';
  /** Stable: sending the same record again is one effect. */
  readonly id: string;
  /** Without the environment's prefix. */
  readonly topic: string;
  /** Key of the record; `null` = none. */
  readonly recordKey: string | null;
  /** JSON text. */
  readonly value: string;
}

export interface IndexBatch {
  readonly kind: 'index';
  readonly batch: BatchId;
}

/**
 * - `content-start`, `content-complete`: the first view, the first completion; subject = content.
 * - `course-complete`: the enrolment reached status 2.
 * - `certificate-request`: certificates are judged elsewhere; subject = '' on completion, else that
 *   of `scoreSubject`.
 * - `certificate-issued`, `certificate-notify`, `certificate-feed`: a document became durable; the
 *   record of it, the message to the learner, the entry in the learner's feed; subject = its id.
 */
export type TellEvent =
  | 'content-start'
  | 'content-complete'
  | 'course-complete'
  | 'certificate-request'
  | 'certificate-issued'
  | 'certificate-notify'
  | 'certificate-feed';

const ISSUED_EVENTS: readonly TellEvent[] = [
  'certificate-issued',
  'certificate-notify',
  'certificate-feed',
];

/** The effects that arise between two states of one enrolment; stable under repetition. */
export function effectsBetween(before: EnrolmentState, after: EnrolmentState): Effect[] {
  const effects: Effect[] = [];
  const { key } = after;
  if (mayHaveEarned(before, after)) effects.push({ kind: 'certify', key, request: '' });
  for (const generation of after.generations.values()) {
    if (generation.rendered || before.generations.has(generation.id)) continue;
    effects.push({ kind: 'render', key, certificate: generation.id });
  }
  return effects;
}

/** What others may hear of between two states (`reference/jobs.md` 1.5, 1.8, 3.6, 4.4). */
export function tellsBetween(before: EnrolmentState, after: EnrolmentState): Tell[] {
  const { key } = after;
  const tell = (event: TellEvent, subject: string): Tell => ({ kind: 'tell', key, event, subject });
  const tells = contentEvents(before, after).map(([event, content]) => tell(event, content));
  const completed = before.completedAt === NEVER && after.completedAt !== NEVER;
  if (completed) tells.push(tell('course-complete', ''), tell('certificate-request', ''));
  if (before.attempts !== after.attempts) {
    tells.push(tell('certificate-request', scoreSubject(after)));
  }
  for (const { id, rendered } of after.generations.values()) {
    if (!rendered || before.generations.get(id)?.rendered === true) continue;
    tells.push(...ISSUED_EVENTS.map((event) => tell(event, id)));
  }
  return tells;
}

const SCORED = 'attempt:';

/** The subject of a certificate request that follows from scores (`reference/jobs.md` 4.4). */
export const scoreSubject = (state: EnrolmentState): string =>
  SCORED + latestAttempt(state.attempts.values());

/** The attempt that such a subject names, '' where it names none; `null` = no scores. */
export const attemptOfSubject = (subject: string): string | null =>
  subject.startsWith(SCORED) ? subject.slice(SCORED.length) : null;

function contentEvents(
  before: EnrolmentState,
  after: EnrolmentState,
): (readonly [TellEvent, string])[] {
  if (before.contents === after.contents) return [];
  const events: (readonly [TellEvent, string])[] = [];
  for (const now of after.contents.values()) {
    const held = before.contents.get(now.content);
    // Most contents are as they were.
    if (held === now) continue;
    const old = held ?? untouched(now.content);
    if (viewCount(old) === 0 && viewCount(now) > 0) events.push(['content-start', now.content]);
    if (completedCount(old) === 0 && completedCount(now) > 0) {
      events.push(['content-complete', now.content]);
    }
  }
  return events;
}

function mayHaveEarned(before: EnrolmentState, after: EnrolmentState): boolean {
  if (after.membership?.active !== true || before === after) return false;
  const completedNow = before.completedAt === NEVER && after.completedAt !== NEVER;
  const joined = before.membership?.active !== true;
  const hasResults = after.completedAt !== NEVER || after.attempts.size > 0;
  return completedNow || (joined && hasResults) || scoresChanged(before, after);
}

/** Any change, since a criterion may ask for a low score, and a later record may lower one. */
function scoresChanged(before: EnrolmentState, after: EnrolmentState): boolean {
  if (before.attempts === after.attempts) return false;
  const scores = (s: EnrolmentState): string => JSON.stringify(bestScores(s.attempts.values()));
  return scores(before) !== scores(after);
}
