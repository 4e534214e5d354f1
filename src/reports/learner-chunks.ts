/**
 * The learners of a report, in chunks with their user cache entries. One chunk bounds the memory,
 * and the event loop gets its turn within each, whatever the size of the batch.
 */
import { setImmediate } from 'node:timers/promises';
import type { UserEntry } from '../domain/certificate.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { NEVER } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { StoreError, UserStore } from '../persistence/ports.js';
import { showingTo } from './audience.js';

export interface ReportLearner {
  readonly state: EnrolmentState;
  /** `null`: the user cache does not know the learner. */
  readonly user: UserEntry | null;
}

/** The learners to show out of one chunk, and how many are left out (`audience.ts` U2). */
export interface LearnerChunk {
  readonly shown: readonly ReportLearner[];
  readonly leftOut: number;
}

/** Learners held at a time, and looked up in the user cache by one call. */
const LEARNERS_PER_CHUNK_MAX = 1_000;

/** At 50 us for a state, far more than one takes, a slice blocks the event loop for 5 ms. */
const STATES_PER_SLICE_MAX = 100;

/**
 * Enrolments in force: active, with an enrolment date (`reference/exhausts.md` 1.7). Awaiting the
 * next state does not give other work its turn, since a promise that is already settled resumes
 * before anything else runs; so every slice ends with a turn of the loop.
 */
export async function* enrolledChunks(
  states: AsyncIterable<EnrolmentState>,
): AsyncGenerator<readonly EnrolmentState[]> {
  let chunk: EnrolmentState[] = [];
  let taken = 0;
  for await (const state of states) {
    if (isEnrolled(state)) chunk.push(state);
    if (++taken % STATES_PER_SLICE_MAX === 0) await setImmediate();
    if (chunk.length === LEARNERS_PER_CHUNK_MAX) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/** The same items, with a turn of the loop after as many as a slice has. */
export async function* inTurns<T>(items: Iterable<T>): AsyncGenerator<T> {
  let taken = 0;
  for (const item of items) {
    yield item;
    if (++taken % STATES_PER_SLICE_MAX === 0) await setImmediate();
  }
}

/** Looks a chunk's learners up. `onlyOrg` is the organisation to show; `null` = every learner. */
export async function withUsers(
  chunk: readonly EnrolmentState[],
  users: Pick<UserStore, 'users'>,
  onlyOrg: string | null,
): Promise<Result<LearnerChunk, StoreError>> {
  const found = await users.users(chunk.map((state) => state.key.learner));
  if (!found.ok) return found;
  const shown: ReportLearner[] = [];
  let leftOut = 0;
  chunk.forEach((state, i) => {
    const user = found.value[i] ?? null;
    const showing = onlyOrg === null ? 'row' : showingTo(onlyOrg, user);
    if (showing === 'row') shown.push({ state, user });
    if (showing === 'left-out') leftOut++;
  });
  return ok({ shown, leftOut });
}

const isEnrolled = ({ membership }: EnrolmentState): boolean =>
  membership !== null && membership.active && membership.enrolledAt !== NEVER;
