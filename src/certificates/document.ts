/**
 * The built-in certificate: landscape A4, exactly one page, drawn from frozen facts alone (K2).
 *
 * - D1 One page, whatever the texts: every block stands in a box of its own and its text is fitted
 *   to it; nothing can push anything else.
 * - D2 Values are only ever text, QR content or checked pictures: no links, actions or addresses.
 *
 * Design 8 (built-in layout); `reference/jobs.md` 3.5 (access code below the QR code).
 */
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { CertificateFacts } from '../domain/certificate.js';
import type { TemplateContent } from '../persistence/ports.js';
import { certificateBody } from './certificate-body.js';
import type { TextBox } from './fit.js';
import { pathVector } from './path-vector.js';
import { printedDay, printedTitle } from './printed-value.js';
import { qrPath } from './qr-code.js';
import { cleanText } from './script-run.js';
import { GOLD, INK, MUTED, SHEET_HEIGHT, SHEET_WIDTH, sheetVectors } from './sheet.js';
import { signatoryColumns } from './signatory-row.js';
import { blockNode, placed, textBlock } from './text-block.js';

/** The document of a certificate, for `render.ts`; `code` is what its QR code holds. */
export function certificateDocument(
  facts: CertificateFacts,
  content: TemplateContent,
  code: string,
): TDocumentDefinitions {
  return {
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: 0,
    // From 1.4 on the PDF library adds XMP metadata, into which it puts these texts unescaped.
    version: '1.3',
    language: 'en',
    displayTitle: true,
    info: information(facts),
    defaultStyle: { font: 'Serif', fontSize: 10, color: INK },
    background: { canvas: sheetVectors() },
    content: [
      ...certificateBody(facts),
      placed(62, 452, 150, issueBlock(facts)),
      {
        columns: signatoryColumns(content.signatories, 398),
        absolutePosition: { x: 222, y: 440 },
      },
      ...checkBlock(facts, code),
    ],
  };
}

function information(facts: CertificateFacts): TDocumentDefinitions['info'] {
  const issued = new Date(facts.issuedAt);
  return {
    title: cleanText(
      `${printedTitle(facts.templateName)} - ${facts.recipientName} - ${facts.courseName}`,
    ),
    author: cleanText(facts.issuer.name),
    subject: cleanText(facts.courseName),
    keywords: facts.certificate,
    creator: 'Laurel',
    producer: 'Laurel',
    creationDate: issued,
    modDate: issued,
  };
}

/** Lower left: when and by whom. */
function issueBlock(facts: CertificateFacts): Content[] {
  const width = 148;
  const fitted = (text: string, sizes: number[], linesMax: number[], color: string): Content =>
    blockNode(textBlock(text, { width, sizes, linesMax }, { color }), 1, 'left');
  return [
    caption('Date of issue', 0, 'left'),
    fitted(printedDay(facts.issuedAt, facts.timeZone), [12], [1], INK),
    caption('Issued by', 8, 'left'),
    fitted(facts.issuer.name, [9.5, 8.5, 7.5, 6.5], [1, 2, 3, 4], INK),
    fitted(facts.issuer.url, [7.5, 6.5, 6], [1, 2, 3], MUTED),
  ];
}

/** Lower right and the last line: how to check the certificate. */
function checkBlock(facts: CertificateFacts, text: string): Content[] {
  const [x, y, width, qr] = [630, 440, 150, 74];
  const code = qrPath(text, x + (width - qr) / 2, y, qr);
  const accessCode = textBlock(facts.accessCode, ACCESS_CODE, { color: INK, spacing: 1.5 });
  const id = textBlock(facts.certificate, ID, { color: MUTED });
  const hint = `Verify this certificate at ${facts.verifyUrl}`;
  const address = textBlock(hint, ADDRESS, { color: MUTED });
  return [
    { canvas: [pathVector(code, { color: INK })], absolutePosition: { x, y } },
    placed(x, 518, width, [
      caption('Access code', 0, 'center'),
      blockNode(accessCode, 0, 'center'),
      blockNode(id, 1, 'center'),
    ]),
    placed(80, SHEET_HEIGHT - 44, SHEET_WIDTH - 160, [blockNode(address, 0, 'center')]),
  ];
}

const ACCESS_CODE: TextBox = { width: 150, sizes: [10.5, 8], linesMax: [1] };
const ID: TextBox = { width: 150, sizes: [6.8, 6, 5], linesMax: [1, 1, 3] };
const ADDRESS: TextBox = { width: 620, sizes: [7.5, 6.5, 5.5], linesMax: [1] };

const caption = (text: string, above: number, alignment: 'left' | 'center'): Content => ({
  text: text.toUpperCase(),
  fontSize: 6.5,
  characterSpacing: 1,
  color: GOLD,
  alignment,
  margin: [0, above, 0, 0],
});
