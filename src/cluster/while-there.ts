/**
 * Waits for the answer of an owner no longer than it is one: a process that hangs keeps its
 * connections, and whoever owns its shards by then can answer.
 */
import type { Clock } from '../actors/clock.js';

export interface WhileThere {
  readonly clock: Clock;
  /** How often it is looked whether the owner is still one. */
  readonly lookMs: number;
  isThere(): boolean;
}

/** The answer, or `null` when somebody else became the owner first. */
export async function whileThere<T>(
  answer: Promise<T>,
  { clock, lookMs, isThere }: WhileThere,
): Promise<T | null> {
  let cancel = (): void => undefined;
  const moved = new Promise<null>((resolve) => {
    const look = (): void => {
      if (isThere()) cancel = clock.after(lookMs, look);
      else resolve(null);
    };
    look();
  });
  try {
    return await Promise.race([answer, moved]);
  } finally {
    cancel();
  }
}
