/**
 * The thread behind a `Renderer`: renders what it is sent, one certificate at a time, and answers
 * with bytes or a reason. It keeps no state; a reason is an answer, not an end of the thread.
 */
import { parentPort } from 'node:worker_threads';
import type { CertificateFacts } from '../domain/certificate.js';
import { assert, err, ok, type Result } from '../domain/result.js';
import type { TemplateContent } from '../persistence/ports.js';
import type { Format } from './credential/sealed-file.js';
import { renderPicture } from './formats/picture.js';
import { renderCertificate } from './render.js';

/** What the thread is sent. */
export interface RenderOrder {
  readonly facts: CertificateFacts;
  readonly content: TemplateContent;
  /** What the QR code holds. */
  readonly code: string;
  readonly format: Format;
}

/** What it answers, once for each order and in their order. */
export type RenderAnswer = Result<Uint8Array, string>;

async function answerTo({ facts, content, code, format }: RenderOrder): Promise<RenderAnswer> {
  try {
    if (format === 'pdf') return ok(await renderCertificate(facts, content, code));
    return ok(await renderPicture(facts, content, code, format));
  } catch (reason) {
    return err(reason instanceof Error ? reason.message : String(reason));
  }
}

const port = parentPort;
assert(port !== null, 'render-worker runs as a worker thread');
port.on('message', (order: RenderOrder) => {
  void answerTo(order).then((answer) => {
    port.postMessage(answer);
  });
});
