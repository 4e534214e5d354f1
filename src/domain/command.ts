/**
 * What can be asked of a learner: the only input of the fold, the only content of the log.
 *
 * - M1 A command carries every time and id that its effect depends on, so that replaying it at any
 *   later moment gives the same state (R6: the domain has no clock).
 * - M2 Times of learners' events are clamped by the gateway into [batch start, received].
 */
import type { AttemptState } from './attempt.js';
import type { ContentState } from './content.js';
import type { CertificateFacts } from './certificate.js';
import type { EnrolmentKey, Instant } from './ids.js';

interface Common {
  readonly key: EnrolmentKey;
  /** When the command reached Laurel: record time, server time, or the event's own for a file. */
  readonly receivedAt: Instant;
  /** Course version in force when it was accepted; 0 = the course was not known. */
  readonly courseVersion: number;
}

/** Work on contents was observed. */
export interface Observe extends Common {
  readonly kind: 'observe';
  readonly contents: readonly ContentState[];
}

/** An attempt at an assessment was observed. */
export interface Attempt extends Common {
  readonly kind: 'attempt';
  readonly attempt: AttemptState;
  readonly questions: readonly QuestionRecord[];
}

export interface Enrol extends Common {
  readonly kind: 'enrol';
  readonly at: Instant;
  readonly addedBy: string;
}

export interface Unenrol extends Common {
  readonly kind: 'unenrol';
  readonly at: Instant;
}

/** A certificate was earned; the facts are frozen here. */
export interface IssueCertificate extends Common {
  readonly kind: 'issue-certificate';
  readonly facts: CertificateFacts;
  /** Columns by which it will be listed beyond name, identifier and date. */
  readonly listing: Readonly<Record<string, string>>;
}

/** The document of a certificate is durable. */
export interface ConfirmCertificate extends Common {
  readonly kind: 'confirm-certificate';
  readonly certificate: string;
  /** The identifier that a registry gave it; '' = it is kept here under its own. */
  readonly identifier: string;
}

/** A certificate is not in force any more. */
export interface RevokeCertificate extends Common {
  readonly kind: 'revoke-certificate';
  readonly certificate: string;
  readonly at: Instant;
  readonly reason: string;
}

/** The course or its rules changed: derive again under `courseVersion`. */
export interface Reevaluate extends Common {
  readonly kind: 'reevaluate';
}

export type Command =
  | Observe
  | Attempt
  | Enrol
  | Unenrol
  | IssueCertificate
  | ConfirmCertificate
  | RevokeCertificate
  | Reevaluate;

/**
 * What the fold made of a command: it changed the state, or the state already held it, or it is
 * refused by a rule that needs the state (`refused` names it; the caller answers with it).
 */
export type Outcome = 'applied' | 'duplicate' | 'not-enrolled';

/** One answered question of an attempt (`reference/jobs.md` 4.5, type `question`). */
export interface QuestionRecord {
  readonly id: string;
  readonly assessedAt: Instant;
  readonly maxScore: number;
  readonly score: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  /** Seconds. */
  readonly duration: number;
  /** JSON text of `resvalues` and `params`. */
  readonly responses: string;
  readonly params: string;
}
