/**
 * Where pictures of certificates are asked for: a renderer of its own, so that whoever looks at
 * certificates does not hold up those that are being issued.
 *
 * - K1 What waits and what is kept is bounded (R5): at the limit whoever asks is told to come
 *   again.
 * - K2 One picture that several ask for at once is drawn once.
 * - K3 A picture is found by everything it is drawn from, so that it shows the facts of now.
 */
import type { CertificateFacts } from '../../domain/certificate.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { TemplateContent } from '../../persistence/ports.js';
import type { Signer } from '../credential/signer.js';
import type { Rendered, Renderer } from '../renderer.js';
import type { PictureFormat } from './picture.js';

export interface PictureLimits {
  /** Pictures that are being drawn or wait for it. */
  readonly picturesWaitingMax: number;
  /** Pictures that are kept to be sent again. */
  readonly picturesKeptBytesMax: number;
}

export const PICTURE_LIMITS: PictureLimits = {
  picturesWaitingMax: 32,
  picturesKeptBytesMax: 16 * 1024 * 1024,
};

export type Picture = Result<
  Uint8Array,
  { readonly kind: 'busy' } | { readonly kind: 'failed'; readonly detail: string }
>;

export class PictureDesk {
  readonly #renderer: Pick<Renderer, 'render' | 'close'>;
  readonly #signer: Signer | null;
  readonly #limits: PictureLimits;
  readonly #drawing = new Map<string, Promise<Picture>>();
  /** The one not asked for longest comes first. */
  readonly #kept = new Map<string, Uint8Array>();
  #keptBytes = 0;

  /** `signer` `null` = pictures hold no credential. */
  constructor(
    renderer: Pick<Renderer, 'render' | 'close'>,
    signer: Signer | null,
    limits: PictureLimits = PICTURE_LIMITS,
  ) {
    this.#renderer = renderer;
    this.#signer = signer;
    this.#limits = limits;
  }

  async picture(
    facts: CertificateFacts,
    content: TemplateContent,
    format: PictureFormat,
  ): Promise<Picture> {
    const key = `${format} ${JSON.stringify(facts)}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return ok(this.#keep(key, kept));
    const drawing = this.#drawing.get(key);
    if (drawing !== undefined) return drawing;
    if (this.#drawing.size >= this.#limits.picturesWaitingMax) return err({ kind: 'busy' });
    const drawn = this.#draw(key, facts, content, format).finally(() => {
      this.#drawing.delete(key);
    });
    this.#drawing.set(key, drawn);
    return drawn;
  }

  /** Ends the thread; what is being drawn is answered as failed. */
  close(): Promise<void> {
    return this.#renderer.close();
  }

  async #draw(
    key: string,
    facts: CertificateFacts,
    content: TemplateContent,
    format: PictureFormat,
  ): Promise<Picture> {
    const code = this.#signer?.code(facts) ?? facts.verifyUrl;
    const drawn: Rendered = await this.#renderer.render(facts, content, code, format);
    if (!drawn.ok) return drawn;
    const sealed = this.#signer?.seal(facts, drawn.value, format) ?? drawn.value;
    return ok(this.#keep(key, sealed));
  }

  /** Puts it last in line of those that are dropped. */
  #keep(key: string, picture: Uint8Array): Uint8Array {
    this.#drop(key);
    this.#kept.set(key, picture);
    this.#keptBytes += picture.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= this.#limits.picturesKeptBytesMax) break;
      this.#drop(oldest);
    }
    return picture;
  }

  #drop(key: string): void {
    this.#keptBytes -= this.#kept.get(key)?.length ?? 0;
    this.#kept.delete(key);
  }
}
