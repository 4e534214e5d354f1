/** The messages of a learner actor and what it answers. */
import type { CertificateFacts } from '../domain/certificate.js';
import type { Command, Outcome } from '../domain/command.js';
import type { Effect, Send } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { EnrolmentKey } from '../domain/ids.js';
import type { Result } from '../domain/result.js';
import type { AttemptRow, SnapshotWrite, StoreError } from '../persistence/ports.js';
import type { RowChanges } from '../persistence/sunbird/rows.js';

/** Who is told what became of a command. */
export interface Origin {
  folded(outcome: Outcome): void;
  /** The command could not be applied and was kept as a dead letter. */
  buried(error: StoreError): void;
}

/** A command on its way, with who wants to hear of it. */
export interface Pending {
  readonly command: Command;
  readonly origin: Origin;
}

/** What a drain leaves to be made durable. */
export interface Writes {
  readonly snapshots: SnapshotWrite[];
  readonly attempts: AttemptRow[];
  readonly facts: CertificateFacts[];
  readonly effects: Effect[];
  /** Rows of Sunbird's tables that changed. */
  readonly rows: RowChanges[];
  /** Records for topics, sent before the rest is durable. */
  readonly records: Send[];
}

export const noWrites = (): Writes => ({
  snapshots: [],
  attempts: [],
  facts: [],
  effects: [],
  rows: [],
  records: [],
});

/** Adds later writes to earlier ones. */
export function appendWrites(to: Writes, more: Writes): void {
  to.snapshots.push(...more.snapshots);
  to.attempts.push(...more.attempts);
  to.facts.push(...more.facts);
  to.effects.push(...more.effects);
  to.rows.push(...more.rows);
  to.records.push(...more.records);
}

/** What became of one drained inbox. */
export interface Drained {
  readonly writes: Writes;
  /** Folded, and to be kept until their writes are durable. */
  readonly folded: readonly Pending[];
  /** The store did not answer: to be folded again later. */
  readonly retry: readonly Pending[];
  /** Their snapshot is damaged: never answered from, kept as dead letters. */
  readonly damaged: readonly { readonly pending: Pending; readonly error: StoreError }[];
  readonly completions: number;
  /** Bytes that the actor holds now. */
  readonly bytes: number;
  /** Why `retry` is not empty. */
  readonly error: StoreError | null;
}

export type LearnerMessage =
  /** Fold the whole inbox. */
  | { readonly kind: 'drain'; readonly inbox: readonly Pending[]; reply(drained: Drained): void }
  /** Answer one enrolment, or all (`key` null). The inbox was drained before. */
  | {
      readonly kind: 'read';
      readonly key: EnrolmentKey | null;
      reply(states: Result<readonly EnrolmentState[], StoreError>): void;
    }
  /** A commit failed: what is in memory may not be durable. Load again before the next fold. */
  | { readonly kind: 'forget' };
