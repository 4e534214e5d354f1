/**
 * Certificates as PDF bytes: the sheet is drawn once for each template, the texts are put on it.
 *
 * - R1 Equal facts and content give equal bytes, in any process of the same release: the document's
 *   dates and id follow from the facts, fonts are numbered in order of use, pictures are decoded
 *   before they reach the PDF library (`png.ts`).
 * - R2 Nothing is fetched and no file is read but this package's own fonts.
 */
import { isDeepStrictEqual } from 'node:util';
import type { CertificateDesign } from '../domain/certificate-design.js';
import type { CertificateFacts } from '../domain/certificate.js';
import type { TemplateContent } from '../persistence/ports.js';
import { builtinDesign } from './builtin-design.js';
import { designValues } from './page/design-values.js';
import { loadFaces } from './page/faces.js';
import { KeptValues } from './page/kept-values.js';
import { placePage } from './page/place.js';
import { baseSheet, type BaseSheet } from './pdf/base-sheet.js';
import { certificatePdf } from './pdf/certificate-pdf.js';
import { documentData } from './pdf/document-data.js';

/**
 * Renders one certificate; `code` is what its QR code holds. Rejects when the facts cannot be drawn
 * (a time zone that is none, a code that is too long): the same call would reject again.
 */
export async function renderCertificate(
  facts: CertificateFacts,
  content: TemplateContent,
  code: string = facts.verifyUrl,
): Promise<Uint8Array> {
  await loadFaces();
  const { design, sheet } = sheetOf(facts.templateHash, content);
  const base = await sheet;
  const page = placePage(design, designValues(facts, content), code);
  return certificatePdf(base, page, documentData(facts, design.language));
}

interface Sheet {
  readonly content: TemplateContent;
  readonly design: CertificateDesign;
  readonly sheet: Promise<BaseSheet>;
}

/** Templates whose sheets are kept, some 5 kB each and the pictures. */
const SHEET_COUNT_MAX = 32;
const SHEETS = new KeptValues<Sheet>(SHEET_COUNT_MAX);

/** The hash finds the sheet and the content decides (R1): not every caller has the right hash. */
function sheetOf(hash: string, content: TemplateContent): Sheet {
  const kept = SHEETS.get(hash, () => newSheet(content));
  return isDeepStrictEqual(kept.content, content) ? kept : newSheet(content);
}

function newSheet(content: TemplateContent): Sheet {
  const design = content.design ?? builtinDesign(content);
  return { content, design, sheet: baseSheet(design, content) };
}
