/**
 * The structure of a certificate for those who hear it: title, headings and paragraphs in reading
 * order, then the QR code as a figure with a text of its own.
 *
 * - T1 The element at a place is the content marked with that number (`text-stream.ts`).
 */
import { decimal } from '../page/matrix.js';
import type { PlacedPage, PlacedQr, PlacedText } from '../page/placed-page.js';
import type { PdfObjects } from './pdf-objects.js';
import { textString } from './pdf-string.js';

/** Puts the tree; gives the object of its root. */
export function putStructure(objects: PdfObjects, page: PlacedPage, pageObject: number): number {
  const [root, whole] = [objects.reserve(), objects.reserve()];
  const place = `/P ${String(whole)} 0 R /Pg ${String(pageObject)} 0 R`;
  const kinds = kindsOf(page.texts);
  const elements = page.texts.map(({ language, text, lines }, i) => {
    const turns = lines.some(({ runs }) => runs.some(({ rightToLeft }) => rightToLeft));
    const read = turns ? ` /ActualText ${textString(text)}` : '';
    const spoken = `${language === '' ? '' : ` /Lang (${language})`}${read}`;
    const kind = `/S /${kinds[i] ?? 'P'}`;
    return objects.put(`<</Type /StructElem ${kind} ${place} /K ${String(i)}${spoken}>>`);
  });
  if (page.qr !== null) {
    const figure = [
      `/S /Figure ${place} /K ${String(elements.length)}`,
      figureEntries(page, page.qr),
    ].join(' ');
    elements.push(objects.put(`<</Type /StructElem ${figure}>>`));
  }
  const children = elements.map((id) => `${String(id)} 0 R`).join(' ');
  objects.put(`<</Type /StructElem /S /Document /P ${String(root)} 0 R /K [${children}]>>`, whole);
  const parents = `/ParentTree <</Nums [0 [${children}]]>> /ParentTreeNextKey 1`;
  return objects.put(`<</Type /StructTreeRoot /K [${String(whole)} 0 R] ${parents}>>`, root);
}

/** One title; what stands out before it or beside it is no level of its own. */
function kindsOf(texts: readonly PlacedText[]): string[] {
  let titled = false;
  return texts.map(({ role }) => {
    if (role === 'title' && !titled) {
      titled = true;
      return 'H1';
    }
    return role !== 'paragraph' && titled ? 'H2' : 'P';
  });
}

function figureEntries({ height, language }: PlacedPage, { x, y, size }: PlacedQr): string {
  const box = [x, height - y - size, x + size, height - y].map(decimal).join(' ');
  const told = language === 'en' ? '' : ' /Lang (en)';
  const layout = `/A <</O /Layout /Placement /Block /BBox [${box}]>>`;
  return `/Alt ${textString(QR_TEXT)}${told} ${layout}`;
}

const QR_TEXT = 'QR code with the address at which this certificate can be verified';
