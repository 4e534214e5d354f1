/** Why the engine refused, as a sentence for whoever operates it. */
import type { Refusal, ReportFault } from '../engine.js';

export function refusalText(refusal: Refusal | ReportFault): string {
  switch (refusal.kind) {
    case 'busy':
      return `the engine is at its limit ${refusal.limit}`;
    case 'not-applicable':
      return refusal.message;
    case 'stopping':
      return 'the engine is stopping';
    case 'damaged':
      return `${refusal.key} is damaged: ${refusal.detail}`;
    case 'unavailable':
    case 'timeout':
      return `the store is ${refusal.kind}: ${refusal.detail}`;
  }
}
