/**
 * Repeats what the engine refused, as often as the refusal allows. Every write behind it is
 * idempotent, so that a `timeout` (maybe applied) may be repeated like an `unavailable`.
 */
import { setTimeout } from 'node:timers/promises';
import type { Answer, Refusal } from '../engine.js';

const ATTEMPTS_COUNT_MAX = 10;
const PAUSE_MS = 200;

/** The answer of the first attempt that is not refused for the moment, or the last refusal. */
export async function patiently<T>(attempt: () => Answer<T>): Answer<T> {
  for (let count = 1; ; count++) {
    const answer = await attempt();
    if (answer.ok || count === ATTEMPTS_COUNT_MAX || !mayPass(answer.error)) return answer;
    const { error } = answer;
    await setTimeout(error.kind === 'busy' ? error.retryAfterMs : PAUSE_MS * count);
  }
}

const mayPass = ({ kind }: Refusal): boolean =>
  kind === 'busy' || kind === 'unavailable' || kind === 'timeout';
