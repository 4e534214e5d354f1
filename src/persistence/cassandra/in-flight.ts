/**
 * How many requests are under way at once. Owns the two limits and the order of who waits.
 *
 * 1. At most `inFlightMax` pieces of work run; others wait their turn, first come first served.
 * 2. At most `waitingMax` wait; beyond, the caller is told at once (R5).
 */

export interface InFlightLimits {
  /** Requests under way at once. */
  readonly inFlightMax: number;
  /** Requests that wait for their turn. */
  readonly waitingMax: number;
}

export interface InFlight {
  /** Runs `work` in its turn; `null` = too many wait already, it was not run. */
  run<T>(work: () => Promise<T>): Promise<T> | null;
}

export function inFlight({ inFlightMax, waitingMax }: InFlightLimits): InFlight {
  let running = 0;
  const waiting: (() => void)[] = [];
  let first = 0;

  const leave = (): void => {
    const next = waiting[first];
    if (next === undefined) {
      running--;
      return;
    }
    first++;
    // Shifting each time would cost the length of the queue; now and then costs next to nothing.
    if (first === waiting.length || first > waitingMax) {
      waiting.splice(0, first);
      first = 0;
    }
    next();
  };

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= inFlightMax) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      leave();
    }
  };

  return {
    run: (work) => {
      const full = running >= inFlightMax && waiting.length - first >= waitingMax;
      return full ? null : inTurn(work);
    },
  };
}

/** Calls `work` for each item, at most `atOnceMax` at a time; answers in the items' order. */
export async function eachOf<T, R>(
  items: readonly T[],
  atOnceMax: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) answers[i] = await work(items[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, items.length) }, lane));
  return answers;
}
