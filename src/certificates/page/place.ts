/**
 * Puts the texts of a design on its page: placeholders filled, fitted, shaped and placed.
 * Synchronous; `loadFaces` must have run. Pictures are no part of it: they are the template's.
 */
import type { CertificateDesign, PlaceholderName } from '../../domain/certificate-design.js';
import { placedBlock } from './placed-block.js';
import type { PlacedPage, PlacedRule, PlacedText } from './placed-page.js';
import { placedQr } from './placed-qr.js';

/** `code` is what the QR code holds. Throws when it is longer than a code can hold. */
export function placePage(
  design: CertificateDesign,
  values: ReadonlyMap<PlaceholderName, string>,
  code: string,
): PlacedPage {
  const texts: PlacedText[] = [];
  const rules: PlacedRule[] = [];
  for (const block of design.blocks) {
    if (block.kind !== 'text') continue;
    const placed = placedBlock(block, values);
    texts.push(...placed.texts);
    rules.push(...placed.rules);
  }
  const qr = design.blocks.find((block) => block.kind === 'qr');
  const { width, height, language } = design;
  return {
    width,
    height,
    language,
    texts,
    rules,
    qr: qr === undefined ? null : placedQr(qr, code),
  };
}
