/**
 * Pictures of certificates as this installation gives them: drawn from the facts of a certificate
 * and the template that the store keeps for ever. Part of the composition root.
 */
import type { KeyRing } from './certificates/credential/key-ring.js';
import { didOf } from './certificates/credential/did-document.js';
import { newSigner } from './certificates/credential/signer.js';
import { PictureDesk } from './certificates/formats/picture-desk.js';
import { Renderer } from './certificates/renderer.js';
import { publicUrlOf, type Config } from './config.js';
import { err } from './domain/result.js';
import type { GatewayDeps } from './gateway/http/deps.js';
import type { Store } from './persistence/ports.js';

export interface CertificatePictures {
  readonly picture: GatewayDeps['picture'];
  /** Ends the thread, if one was ever needed. */
  close(): Promise<void>;
}

/** Until a picture that had no room is asked for again. */
const BUSY_RETRY_MS = 1_000;

/** `keys` `null` = pictures hold no credential. */
export function certificatePictures(
  config: Config,
  keys: KeyRing | null,
  catalogue: Pick<Store['catalogue'], 'template'>,
): CertificatePictures {
  const signer = keys === null ? null : newSigner(keys, didOf(publicUrlOf(config)));
  const desk = new PictureDesk(new Renderer(), signer);
  return {
    picture: async (facts, format) => {
      const content = await catalogue.template(facts.templateHash);
      if (!content.ok) return content;
      if (content.value === null) {
        return err({ kind: 'damaged', key: facts.templateHash, detail: 'its template is missing' });
      }
      const drawn = await desk.picture(facts, content.value, format);
      if (drawn.ok) return drawn;
      return drawn.error.kind === 'busy'
        ? err({ kind: 'busy', retryAfterMs: BUSY_RETRY_MS, limit: 'pictures' })
        : err({ kind: 'unavailable', detail: drawn.error.detail });
    },
    close: () => desk.close(),
  };
}
