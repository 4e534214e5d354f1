/**
 * What processes of one installation ask of each other. Implemented over HTTP (`peer-http.ts`) and,
 * for simulations, by a direct call.
 */
import type { Command, Outcome } from '../domain/command.js';
import type { Effect } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { EnrolmentKey, LearnerId } from '../domain/ids.js';
import type { Result } from '../domain/result.js';
import type { Refusal } from '../engine.js';

/** A question to the owner of a shard. All commands and effects of one belong to that shard. */
export type PeerAsk =
  | { readonly kind: 'submit'; readonly shard: number; readonly commands: readonly Command[] }
  | { readonly kind: 'decide'; readonly shard: number; readonly command: Command }
  | { readonly kind: 'ask'; readonly shard: number; readonly effects: readonly Effect[] }
  | {
      readonly kind: 'read';
      readonly shard: number;
      readonly learner: LearnerId;
      readonly key: EnrolmentKey | null;
    }
  /** Shards were given back: look for them now. */
  | { readonly kind: 'look' }
  /** Courses or batches changed: read them now. */
  | { readonly kind: 'catalogue' }
  /** Make everything durable that was handed over before. */
  | { readonly kind: 'flush' };

/** A question about learners of one shard. */
export type ShardAsk = Exclude<PeerAsk, { kind: 'look' | 'catalogue' | 'flush' }>;

export type PeerValue = Outcome | readonly EnrolmentState[] | null;

/** Why a peer did not answer for itself. */
export type PeerFault =
  /** The shard is served elsewhere, or nowhere yet; nothing was done. */
  | { readonly kind: 'not-owner' }
  /** Nobody was there to hear it; nothing was done. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** It may have been heard. */
  | { readonly kind: 'lost'; readonly detail: string };

export type PeerAnswer = Result<PeerValue, Refusal | PeerFault>;

/** Asks the process at an address; never rejects. */
export type AskPeer = (address: string, ask: PeerAsk, timeoutMs: number) => Promise<PeerAnswer>;

export const isPeerFault = (error: Refusal | PeerFault): error is PeerFault =>
  error.kind === 'not-owner' || error.kind === 'unreachable' || error.kind === 'lost';
