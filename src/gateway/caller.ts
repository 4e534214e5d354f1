/**
 * Who asks, as the authentication found it: the user of the token and, for a managed account, the
 * user on whose behalf. Decides nothing by route; `http/auth.ts` makes a caller.
 *
 * Source: `reference/lms.md` 0.2, 1.5.
 */
import type { LearnerId } from '../domain/ids.js';

export interface Caller {
  /** The token's user; `null` when nobody is named. */
  readonly requestedBy: LearnerId | null;
  /** The managed user for whom the caller acts; `null` for the caller alone. */
  readonly requestedFor: LearnerId | null;
  /** May act for anyone: a system role, or authentication switched off. */
  readonly system: boolean;
  /** Roles that the token names. */
  readonly roles: readonly string[];
}

export const NOBODY: Caller = {
  requestedBy: null,
  requestedFor: null,
  system: false,
  roles: [],
};

/** The user that a request is about unless it says otherwise. */
export const primaryUser = (caller: Caller): LearnerId | null =>
  caller.requestedFor ?? caller.requestedBy;

/** Whether the caller may speak for this user: it is the caller or the caller's managed user. */
export const speaksFor = (caller: Caller, user: string): boolean =>
  caller.requestedBy === user || caller.requestedFor === user;

/** Whether the caller may ask for something to be done for this user. */
export const maySpeak = (caller: Caller, user: LearnerId): boolean =>
  caller.system || speaksFor(caller, user);
