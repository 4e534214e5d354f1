/**
 * A renderer whose documents are signed: the code is signed before the document is drawn, and the
 * credential about the drawn document is put into its file. Without keys it only draws.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import { ok } from '../domain/result.js';
import type { TemplateContent } from '../persistence/ports.js';
import type { Signer } from './credential/signer.js';
import type { Renderer, Rendered } from './renderer.js';

export class SealingRenderer {
  readonly #drawing: Pick<Renderer, 'render' | 'close'>;
  readonly #signer: Signer | null;

  /** `signer` `null` = documents are not signed. */
  constructor(drawing: Pick<Renderer, 'render' | 'close'>, signer: Signer | null) {
    this.#drawing = drawing;
    this.#signer = signer;
  }

  async render(facts: CertificateFacts, content: TemplateContent): Promise<Rendered> {
    if (this.#signer === null) return this.#drawing.render(facts, content, facts.verifyUrl);
    const drawn = await this.#drawing.render(facts, content, this.#signer.code(facts));
    return drawn.ok ? ok(this.#signer.seal(facts, drawn.value)) : drawn;
  }

  close(): Promise<void> {
    return this.#drawing.close();
  }
}
