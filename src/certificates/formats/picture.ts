/**
 * Pictures of a certificate, drawn when somebody asks for one: from the facts that were frozen when
 * it was issued and the template that is kept for ever, as the document was.
 *
 * - U1 Equal facts and content give equal bytes, in any process of the same release.
 * - U2 Nothing is fetched, and no file is read but this package's own.
 */
import type { CertificateFacts } from '../../domain/certificate.js';
import type { TemplateContent } from '../../persistence/ports.js';
import { builtinDesign } from '../builtin-design.js';
import { designValues } from '../page/design-values.js';
import { loadFaces } from '../page/faces.js';
import { placePage } from '../page/place.js';
import { placedPictures } from '../page/placed-picture.js';
import { pngOf } from './png.js';
import { certificateSvg } from './svg.js';

export type PictureFormat = 'svg' | 'png';

/** `code` is what the QR code holds. Rejects when the facts cannot be drawn, as `render.ts`. */
export async function renderPicture(
  facts: CertificateFacts,
  content: TemplateContent,
  code: string,
  format: PictureFormat,
): Promise<Uint8Array> {
  await loadFaces();
  const design = content.design ?? builtinDesign(content);
  const page = placePage(design, designValues(facts, content), code);
  const pictures = placedPictures(design, content);
  const title = `${facts.templateName} – ${facts.recipientName}`;
  const svg = certificateSvg({ design, page, pictures, title });
  return format === 'svg' ? Buffer.from(svg) : pngOf(svg, page.width, page.height);
}
