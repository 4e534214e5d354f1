/**
 * The way of commands from a caller into the log and from the log into the inboxes, as the rest of
 * a shard knows it. Two implementations: the log of one process (`journal.ts`) and the one that
 * several processes append to (`cluster/tail-journal.ts`).
 */
import type { Effect } from '../domain/effects.js';
import type { Result } from '../domain/result.js';
import type { Refusal } from '../engine.js';
import type { Pending } from './learner-protocol.js';

export interface CommandJournal {
  /** Number of the last entry of the log whose commands are in their inboxes. */
  readonly delivered: number;
  /** Delivers what the log holds; resolves when everything accepted before is delivered. */
  recover(): Promise<void>;
  /** Resolves when the commands are durable and delivered. Their places are reserved already. */
  append(pending: readonly Pending[]): Promise<Result<void, Refusal>>;
  /** Takes the effects that the delivered part of the log asks for and nobody took yet. */
  takeAsked(): readonly Effect[];
  /** Gives them back: they could not be remembered. */
  returnAsked(effects: readonly Effect[]): void;
  /** Resolves when everything appended before now is durable or refused. */
  caughtUp(): Promise<void>;
  /** Resolves when nobody waits. */
  idle(): Promise<void>;
  /** Ends the way in; what is under way is still delivered. */
  close(): Promise<void>;
  /** Ends it at once: whoever waits is refused. */
  abandon(): Promise<void>;
}
