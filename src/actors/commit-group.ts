/** Callers of a journal who wait, and how many of them share one blob of the log. */
import type { Result } from '../domain/result.js';
import type { Refusal } from '../engine.js';
import type { Pending } from './learner-protocol.js';

export interface Waiting {
  readonly pending: readonly Pending[];
  resolve(result: Result<void, Refusal>): void;
}

/**
 * Takes those who wait longest out of the queue, up to `commandsMax` commands; one caller's
 * commands stay together, whatever their number.
 */
export function takeGroup(queue: Waiting[], commandsMax: number): Waiting[] {
  let commands = 0;
  let count = 0;
  for (const { pending } of queue) {
    if (count > 0 && commands + pending.length > commandsMax) break;
    commands += pending.length;
    count++;
  }
  return queue.splice(0, count);
}
