/** An origin for a caller who waits for what becomes of one command. */
import type { Outcome } from '../domain/command.js';
import { err, ok } from '../domain/result.js';
import type { Answer } from '../engine.js';
import type { Origin } from './learner-protocol.js';

/** An origin, and what it is told: the outcome of the command, or why it became a dead letter. */
export function hearing(): { readonly told: Answer<Outcome>; readonly origin: Origin } {
  let tell: (answer: Awaited<Answer<Outcome>>) => void = () => undefined;
  const told: Answer<Outcome> = new Promise((resolve) => (tell = resolve));
  const origin: Origin = {
    folded: (outcome) => tell(ok(outcome)),
    buried: (error) => tell(err(error)),
  };
  return { told, origin };
}
