/**
 * The built-in certificate: landscape A4 with border, laurel wreath and star, drawn for any course.
 *
 * - B1 Every text stands in a box of its own; no two boxes overlap.
 * - B2 It depends on how many sign and which of their pictures can be drawn, on nothing else.
 */
import type {
  CertificateDesign,
  DesignBlock,
  TextBlockDesign,
  TextLineDesign,
} from '../domain/certificate-design.js';
import type { TemplateContent } from '../persistence/ports.js';
import { GOLD, GREEN, INK, MUTED, SHEET_HEIGHT, SHEET_WIDTH, sheetArt } from './sheet.js';
import { signatoryBlocks } from './signatory-row.js';
import { block, line } from './design-line.js';

/** The design of a template that has none of its own. */
export function builtinDesign({ signatories }: TemplateContent): CertificateDesign {
  const row = signatoryBlocks(signatories, { x: 222, y: 440, width: 398 });
  return {
    width: SHEET_WIDTH,
    height: SHEET_HEIGHT,
    language: 'en',
    art: sheetArt(row.lines),
    blocks: [BODY, ISSUE, ...row.blocks, ...CHECK],
  };
}

const phrase = (text: string, color: string, above: number): TextLineDesign =>
  line(text, { italic: true, color, above, sizes: [13.5, 12, 10.5], linesMax: [1] });

/** Who issues what to whom for which course, spread between the wreath and the signatures. */
const BODY: TextBlockDesign = {
  ...block({ x: 85, y: 132, width: SHEET_WIDTH - 170, height: 296 }, 'center'),
  vertical: 'middle',
  stretchMax: 1.7,
  lines: [
    line('${issuerName}', {
      ...{ color: GREEN, spacing: 1.8, upperCase: true, above: 2 },
      ...{ sizes: [10.5, 9, 8], linesMax: [1, 1, 2] },
    }),
    line('${certificateName}', {
      ...{ role: 'title', color: GREEN, spacing: 0.6, above: 5 },
      ...{ sizes: [38, 33, 28, 23, 20], linesMax: [1, 1, 1, 1, 2] },
    }),
    phrase('This is to certify that', MUTED, 9),
    line('${recipientName}', {
      ...{ role: 'heading', italic: true, rule: GOLD, above: 4 },
      ...{ sizes: [42, 37, 32, 27, 23, 19, 16, 14], linesMax: [1, 1, 1, 1, 1, 2, 3] },
    }),
    phrase('${deed}', MUTED, 15),
    line('${courseName}', {
      ...{ role: 'heading', above: 5 },
      ...{ sizes: [25, 21, 18, 15.5, 13.5], linesMax: [1, 2, 2, 3, 4] },
    }),
    phrase('${achievement}', INK, 5),
    line('Batch: ${batchName}', {
      ...{ color: MUTED, above: 4, sizes: [12, 10.5, 9], linesMax: [1, 1, 2] },
    }),
  ],
};

const caption = (text: string, above: number): TextLineDesign =>
  line(text, { color: GOLD, spacing: 1, upperCase: true, above, sizes: [6.5], linesMax: [1] });

/** Lower left: when and by whom. */
const ISSUE: TextBlockDesign = {
  ...block({ x: 62, y: 452, width: 148, height: 92 }, 'left'),
  lines: [
    caption('Date of issue', 0),
    line('${issuedDate}', { above: 1, sizes: [12, 10], linesMax: [1] }),
    line('Valid until ${expiryDate}', {
      ...{ color: MUTED, above: 2, sizes: [8.5, 7.5], linesMax: [1] },
    }),
    caption('Issued by', 8),
    line('${issuerName}', { above: 1, sizes: [9.5, 8.5, 7.5, 6.5], linesMax: [1, 2, 3, 4] }),
    line('${issuerUrl}', { color: MUTED, above: 1, sizes: [7.5, 6.5, 6], linesMax: [1, 2, 3] }),
  ],
};

/** Lower right and the last line: how to check the certificate. */
const CHECK: readonly DesignBlock[] = [
  { kind: 'qr', x: 668, y: 440, size: 74, color: INK },
  {
    ...block({ x: 630, y: 518, width: 150, height: 32 }, 'center'),
    lines: [
      caption('Access code', 0),
      line('${accessCode}', { spacing: 1.5, sizes: [10.5, 8], linesMax: [1] }),
      line('${certificateId}', { color: MUTED, above: 1, sizes: [6.8, 6, 5], linesMax: [1, 1, 3] }),
    ],
  },
  {
    ...block({ x: 80, y: SHEET_HEIGHT - 44, width: SHEET_WIDTH - 160, height: 10 }, 'center'),
    lines: [
      line('Verify this certificate at ${verifyUrl}', {
        ...{ color: MUTED, sizes: [7.5, 6.5, 5.5], linesMax: [1] },
      }),
    ],
  },
];
