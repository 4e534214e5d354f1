/** The clock of a real process: wall time that never goes backwards, timers of the event loop. */
import type { Clock } from './actors/clock.js';

export function systemClock(): Clock {
  let last = 0;
  return {
    now: () => (last = Math.max(last, Date.now())),
    after: (delayMs, work) => {
      const timer = setTimeout(work, delayMs);
      return () => {
        clearTimeout(timer);
      };
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
