/**
 * The pages that certificates are measured beside: as many texts, two frames, a signature and a QR
 * code, by the PDF library with the font that comes with it, and by what that library rests on.
 */
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import pdfmake from 'pdfmake';
import type { CertificateFacts } from '../src/domain/certificate.js';

const [WIDTH, HEIGHT] = [841.89, 595.28];
const SIGNATURE = 'M5 20 Q25 0 45 18 T85 12';
/** Where a text stands, from above, and its size. */
type Line = readonly [text: string, y: number, size: number, italics: boolean];

const require = createRequire(import.meta.resolve('pdfmake'));
const roboto = (style: string): string =>
  require.resolve(`../build/fonts/Roboto/Roboto-${style}.ttf`);
const FONTS = { normal: roboto('Regular'), italics: roboto('Italic') };

let isReady = false;

export function pageByPdfmake(facts: CertificateFacts): Promise<Uint8Array> {
  if (!isReady) {
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy((path) => Object.values(FONTS).includes(path));
    pdfmake.setFonts({ Roboto: FONTS });
    isReady = true;
  }
  const frame = (inset: number) => ({
    ...{ type: 'rect' as const, x: inset, y: inset, lineColor: '#1e4d3b' },
    ...{ w: WIDTH - 2 * inset, h: HEIGHT - 2 * inset },
  });
  const pdf = pdfmake.createPdf({
    pageSize: { width: WIDTH, height: HEIGHT },
    pageMargins: 0,
    background: { canvas: [frame(19), frame(25)] },
    content: [
      ...linesOf(facts).map(([text, y, fontSize, italics]) => ({
        columns: [{ text, fontSize, italics, width: WIDTH, alignment: 'center' as const }],
        absolutePosition: { x: 0, y },
      })),
      {
        svg: `<svg viewBox="0 0 90 30"><path d="${SIGNATURE}" stroke="black" fill="none"/></svg>`,
        absolutePosition: { x: 376, y: 440 },
      },
      { qr: facts.verifyUrl, fit: 74, absolutePosition: { x: 668, y: 440 } },
    ],
  });
  return pdf.getBuffer();
}

/** Without a code: the library has none. */
export function pageByPdfkit(facts: CertificateFacts): Promise<Uint8Array> {
  const document = new Document({ size: [WIDTH, HEIGHT], margin: 0, compress: true });
  const written = buffer(document);
  for (const inset of [19, 25]) {
    document.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset).stroke('#1e4d3b');
  }
  for (const [text, y, size, italics] of linesOf(facts)) {
    document.font(italics ? FONTS.italics : FONTS.normal).fontSize(size);
    document.text(text, 0, y, { width: WIDTH, align: 'center', lineBreak: false });
  }
  document.translate(376, 440).path(SIGNATURE).stroke('black');
  document.end();
  return written;
}

function linesOf(facts: CertificateFacts): Line[] {
  return [
    [facts.issuer.name.toUpperCase(), 140, 10.5, false],
    [facts.templateName, 165, 38, false],
    ['This is to certify that', 225, 13.5, true],
    [facts.recipientName, 250, 42, true],
    ['has successfully completed the course', 320, 13.5, true],
    [facts.courseName, 345, 25, false],
    ['on 14 November 2023', 385, 13.5, true],
    [`Batch: ${facts.batchName}`, 405, 12, false],
    ['A. Rao', 480, 10.5, false],
    ['Director', 495, 8.5, true],
    ['DATE OF ISSUE', 452, 6.5, false],
    ['14 November 2023', 460, 12, false],
    ['ISSUED BY', 475, 6.5, false],
    [facts.issuer.url, 490, 7.5, false],
    [facts.accessCode, 525, 10.5, false],
    [facts.certificate, 540, 6.8, false],
    [`Verify this certificate at ${facts.verifyUrl}`, 551, 7.5, false],
  ];
}

/** What is used of the library below the library; it has no types here. */
interface KitDocument extends AsyncIterable<Uint8Array> {
  rect(x: number, y: number, width: number, height: number): this;
  path(path: string): this;
  stroke(color: string): this;
  font(file: string): this;
  fontSize(size: number): this;
  text(text: string, x: number, y: number, options: object): this;
  translate(x: number, y: number): this;
  end(): void;
}

const Document = createRequire(require.resolve('pdfmake'))('pdfkit') as new (
  options: object,
) => KitDocument;
