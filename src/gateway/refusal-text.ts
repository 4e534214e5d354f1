/** Why the engine refused, as a sentence for whoever operates it. */
import type { Refusal } from '../engine.js';

export function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'busy':
      return `the engine is at its limit ${refusal.limit}`;
    case 'too-large':
      return `a command is longer than ${refusal.limit}, ${String(refusal.bytesMax)} bytes`;
    case 'stopping':
      return 'the engine is stopping';
    case 'damaged':
      return `${refusal.key} is damaged: ${refusal.detail}`;
    case 'unavailable':
    case 'timeout':
      return `the store is ${refusal.kind}: ${refusal.detail}`;
  }
}
