/** Asks HTTP servers for what `doctor` judges: an answer, and what time it is there. */
import type { ClockLook } from './clocks.js';

export interface HttpLook {
  readonly status: number;
  /** The body where it is JSON, else `null`. */
  readonly json: unknown;
  /** `null` = it says no time. */
  readonly clock: ClockLook | null;
}

/** How long `doctor` waits for an answer. */
export const LOOK_WAIT_MS = 2_000;

/** The resolution of the `Date` header. */
const DATE_STEP_MS = 1_000;

/** `null` = nobody answers there. */
export async function lookAt(
  peer: string,
  url: string,
  waitMs = LOOK_WAIT_MS,
): Promise<HttpLook | null> {
  try {
    const askedAt = Date.now();
    const answer = await fetch(url, { signal: AbortSignal.timeout(waitMs) });
    const answeredAt = Date.now();
    const at = Date.parse(answer.headers.get('date') ?? '');
    const text = await answer.text();
    const clock = { peer, askedAt, answeredAt, at, stepMs: DATE_STEP_MS };
    return { status: answer.status, json: jsonOf(text), clock: Number.isNaN(at) ? null : clock };
  } catch {
    return null;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
