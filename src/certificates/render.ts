/**
 * Certificates as PDF bytes: the one place that runs the PDF library.
 *
 * - R1 Equal facts and content give equal bytes, in any process of the same release: the document's
 *   dates and id follow from the facts, fonts are numbered in order of use, pictures are decoded
 *   before they reach the library (`png.ts`).
 * - R2 Nothing is fetched and no file is read but this package's own fonts.
 */
import { fileURLToPath } from 'node:url';
import type pdfmake from 'pdfmake';
import type { CertificateFacts } from '../domain/certificate.js';
import type { TemplateContent } from '../persistence/ports.js';
import { certificateDocument } from './document.js';

/**
 * Renders one certificate; `code` is what its QR code holds. Rejects when the facts cannot be drawn
 * (a time zone or an address that is none): the same call would reject again.
 */
export async function renderCertificate(
  facts: CertificateFacts,
  content: TemplateContent,
  code: string = facts.verifyUrl,
): Promise<Uint8Array> {
  const pdf = await (loading ??= loadLibrary());
  return pdf.createPdf(certificateDocument(facts, content, code)).getBuffer();
}

type Library = typeof pdfmake;

/** Loaded with the first certificate: the library takes 0.2 s, which most processes never need. */
let loading: Promise<Library> | undefined;

async function loadLibrary(): Promise<Library> {
  const { default: pdf } = await import('pdfmake');
  pdf.setUrlAccessPolicy(() => false);
  pdf.setLocalAccessPolicy((path) => FONT_FILES.has(path));
  pdf.setFonts({
    Serif: { normal: SERIF, italics: SERIF_ITALIC },
    SerifExtended: { normal: EXTENDED, italics: EXTENDED_ITALIC },
    Devanagari: { normal: DEVANAGARI },
  });
  return pdf;
}

/** `assets` is beside both `src` and `dist`. */
const fontFile = (name: string): string =>
  fileURLToPath(new URL(`../../assets/fonts/${name}.ttf`, import.meta.url));

const SERIF = fontFile('serif');
const SERIF_ITALIC = fontFile('serif-italic');
const EXTENDED = fontFile('serif-extended');
const EXTENDED_ITALIC = fontFile('serif-extended-italic');
const DEVANAGARI = fontFile('devanagari');
const FONT_FILES: ReadonlySet<string> = new Set([
  SERIF,
  SERIF_ITALIC,
  EXTENDED,
  EXTENDED_ITALIC,
  DEVANAGARI,
]);
