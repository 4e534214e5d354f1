/** The certificate of a template that says nothing of its look: the classic one, in English. */
import type { CertificateDesign } from '../domain/certificate-design.js';
import type { TemplateContent } from '../persistence/ports.js';
import { classic, CLASSIC_PALETTE } from './designs/classic.js';
import { FIXED_TEXTS } from './designs/fixed-texts.js';
import { SIGNATORY_COUNT_MAX } from './designs/look.js';
import { signatureImage } from './signature-image.js';

/**
 * Depends on how many sign and which of their pictures can be drawn, on nothing else. Of those who
 * sign, the first `SIGNATORY_COUNT_MAX` are drawn: so many have placeholders.
 */
export const builtinDesign = ({ signatories }: TemplateContent): CertificateDesign =>
  classic({
    language: 'en',
    texts: FIXED_TEXTS.en,
    palette: CLASSIC_PALETTE,
    logos: [],
    signatures: signatories
      .slice(0, SIGNATORY_COUNT_MAX)
      .map(({ image }) => signatureImage(image) !== null),
    sealed: false,
  });
