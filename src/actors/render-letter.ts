/** The dead letter of a certificate that was decided and could not be drawn. */
import type { Render } from '../domain/effects.js';
import type { DeadLetter } from '../persistence/ports.js';

/** Where such letters are: the position is the certificate's id, so that there is one of each. */
export const RENDER_SOURCE = 'certificates';

export function letterOfRender(effect: Render, reason: string, now: number): DeadLetter {
  const text = JSON.stringify(effect);
  return {
    source: RENDER_SOURCE,
    way: 'render',
    position: effect.certificate,
    reason: `could not be drawn: ${reason}`,
    at: now,
    text,
    bytes: Buffer.byteLength(text),
    sha256: '',
  };
}
