/** Where the pictures of a design stand: as large as their boxes allow. */
import type { CertificateDesign, PictureDesign } from '../../domain/certificate-design.js';
import type { TemplateContent } from '../../persistence/ports.js';
import { signatureImage, type SignatureImage } from '../signature-image.js';

export interface PlacedPicture {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly image: SignatureImage;
}

/** Those that can be drawn, in the order of the design. */
export const placedPictures = (
  { blocks }: CertificateDesign,
  content: TemplateContent,
): readonly PlacedPicture[] =>
  blocks.flatMap((block) => (block.kind === 'picture' ? placed(block, content) : []));

/** A signature rests on the line below it; other pictures stand in the middle of their boxes. */
function placed(design: PictureDesign, { signatories }: TemplateContent): PlacedPicture[] {
  const signatory = /^\$\{signatory([0-3])Image\}$/.exec(design.image)?.[1];
  const url = signatory === undefined ? design.image : signatories[Number(signatory)]?.image;
  const image = signatureImage(url ?? '');
  if (image === null) return [];
  const scale = Math.min(design.width / image.width, design.height / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  const above = (design.height - height) * (signatory === undefined ? 0.5 : 1);
  const x = design.x + (design.width - width) / 2;
  return [{ x, y: design.y + above, width, height, image }];
}
