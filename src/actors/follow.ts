/**
 * What follows from durable state outside the engine: which steps are taken here and which are
 * handed on, so that each of Sunbird's parts can be replaced alone.
 */
import type { Batch } from '../domain/batch.js';
import type { CertificateFacts, UserEntry } from '../domain/certificate.js';
import type { CourseTree } from '../domain/course.js';
import type { Send, Tell, TellEvent } from '../domain/effects.js';
import type { EnrolmentState, Membership } from '../domain/enrolment.js';
import type { ContentId, CourseId, EnrolmentKey, Instant, LearnerId } from '../domain/ids.js';
import type { Result } from '../domain/result.js';
import type { Template } from '../domain/template.js';
import type { Stored, TemplateContent } from '../persistence/ports.js';
import type { Performed } from './outbox.js';

/** Why an outside service did not answer; whoever asked tries again later. */
export interface Unanswered {
  readonly detail: string;
}

export type Looked<T> = Promise<Result<T, Unanswered>>;

/** A certificate that was earned and not decided yet. */
export interface Earned {
  readonly key: EnrolmentKey;
  readonly state: EnrolmentState;
  readonly batch: Batch;
  readonly template: Template;
  readonly user: UserEntry;
  readonly courseName: string;
  readonly tree: CourseTree | null;
  /** Contents whose scores count; `null` = all. */
  readonly scored: ReadonlySet<string> | null;
  /** Best percentage where a score was asked for; `null` = not part of the criteria. */
  readonly scorePercent: number | null;
  /** The live certificate that this one is to replace; '' = none. */
  readonly replaces: string;
}

/** A certificate that a registry is to keep. */
export interface Registration {
  readonly facts: CertificateFacts;
  readonly content: TemplateContent;
  /** The identifier by which the certificate is listed that it replaces; '' = none. */
  readonly replaces: string;
}

/** A certificate whose document is durable. */
export interface Issued {
  readonly facts: CertificateFacts;
  /** `null` = the batch no longer has it. */
  readonly template: Template | null;
}

/** Where names and profiles come from, when not from the engine's own cache; `null` = from it. */
export interface Lookups {
  readonly user: ((learner: LearnerId) => Looked<UserEntry | null>) | null;
  readonly courseName: ((course: CourseId) => Looked<string>) | null;
  /** Which of these contents are assessments whose scores count. */
  readonly scored: ((contents: readonly ContentId[]) => Looked<ReadonlySet<string>>) | null;
}

export interface Follow {
  /** Certificates are judged here; else others are told that they are to be. */
  readonly judges: boolean;
  /** Has earned certificates made elsewhere; `null` = they are decided and drawn here. */
  readonly generate: ((earned: readonly Earned[]) => Promise<Performed>) | null;
  /** Registers a decided certificate elsewhere and answers its identifier there. */
  readonly register: ((registration: Registration) => Looked<string>) | null;
  /** The events that somebody listens to; no others arise. */
  readonly tells: ReadonlySet<TellEvent>;
  /** Records that somebody asks for are handed on, or kept until they can be; else none arise. */
  readonly sends: boolean;
  /**
   * Shows a batch to those who search outside; `ofCourse` = all batches of its course, this one
   * included. `null` = nobody does. It is repeated and must not replace a later state.
   */
  readonly index: ((batch: Batch, ofCourse: readonly Batch[]) => Promise<Performed>) | null;
  readonly lookups: Lookups;
  /**
   * What a template that refers to something is drawn from, with that fetched; `null` = templates
   * are drawn as they stand. An answer may be kept; the same template may be asked for again.
   */
  readonly contentOf: ((template: TemplateContent) => Looked<TemplateContent>) | null;
  /** Tells one event of a durable state; `issued` = the certificate that it is about. */
  tell(tell: Tell, state: EnrolmentState, issued: Issued | null): Promise<Performed>;
  /**
   * The records by which others hear of an event, sent with the flush it follows from; `null` =
   * this one is told by `tell`. `null` altogether = no topics are connected.
   */
  readonly recordsOf:
    ((tell: Tell, state: EnrolmentState, at: Instant) => readonly Send[] | null) | null;
  /** Makes records durable in their topics; `null` = no topics are connected. */
  readonly sendNow: ((records: readonly Send[]) => Stored<void>) | null;
  /** Who is enrolled, where another service decides that; `null` = it is decided here. */
  readonly membership: ((key: EnrolmentKey) => Stored<Membership | null>) | null;
  /** Hands a finished record on. */
  send(send: Send): Promise<Performed>;
}

/** Everything is done here and nobody listens. */
export const SELF_CONTAINED: Follow = {
  judges: true,
  generate: null,
  register: null,
  tells: new Set(),
  sends: true,
  index: null,
  lookups: { user: null, courseName: null, scored: null },
  contentOf: null,
  recordsOf: null,
  sendNow: null,
  membership: null,
  tell: () => Promise.resolve({ kind: 'done' }),
  send: () => Promise.resolve({ kind: 'waits', reason: 'no topics are connected' }),
};
