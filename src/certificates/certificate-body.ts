/**
 * The middle of a certificate: who issues what to whom for which course, one line below the other,
 * spread over the height between the wreath and the signatures.
 */
import type { Content } from 'pdfmake/interfaces.js';
import type { CertificateFacts } from '../domain/certificate.js';
import { NEVER } from '../domain/ids.js';
import type { TextBox } from './fit.js';
import { printedDay, printedPercent, printedTitle } from './printed-value.js';
import { cleanText } from './script-run.js';
import { GOLD, GREEN, INK, MUTED, SHEET_WIDTH } from './sheet.js';
import { blockHeight, blockNode, placed, textBlock, type TextBlock } from './text-block.js';

/** The body's lines, each at its place on the sheet. */
export function certificateBody(facts: CertificateFacts): Content[] {
  const lines = [...headLines(facts), ...courseLines(facts), ...closingLines(facts)];
  const text = lines.reduce((sum, { block }) => sum + blockHeight(block), 0);
  const gaps = lines.reduce((sum, { above }) => sum + above, 0);
  const stretch = Math.min(STRETCH_MAX, (HEIGHT - text) / gaps);
  let y = TOP + (HEIGHT - text - gaps * stretch) / 2;
  return lines.flatMap(({ block, above, ruled }) => {
    const top = y + above * stretch;
    y = top + blockHeight(block);
    const node = placed(SIDE, top, SHEET_WIDTH - 2 * SIDE, [blockNode(block, 0, 'center')]);
    return ruled === true ? [node, nameRule(y + 5 * stretch)] : [node];
  });
}

/** Where the body stands on the sheet, in points. */
const TOP = 132;
const HEIGHT = 296;
const SIDE = 80;
/** Gaps grow at most so much where the texts leave room. */
const STRETCH_MAX = 1.7;

interface BodyLine {
  readonly block: TextBlock;
  /** Least empty space before it, in points. */
  readonly above: number;
  /** A gold line is drawn below it. */
  readonly ruled?: boolean;
}

const width = SHEET_WIDTH - 2 * SIDE - 10;
const ISSUER: TextBox = { width, sizes: [10.5, 9, 8], linesMax: [1, 1, 2] };
const TITLE: TextBox = { width, sizes: [38, 33, 28, 23, 20], linesMax: [1, 1, 1, 1, 2] };
const PHRASE: TextBox = { width, sizes: [13.5], linesMax: [1] };
const NAME: TextBox = {
  width,
  sizes: [42, 37, 32, 27, 23, 19, 16, 14],
  linesMax: [1, 1, 1, 1, 1, 2, 3],
};
const COURSE: TextBox = { width, sizes: [25, 21, 18, 15.5, 13.5], linesMax: [1, 2, 2, 3, 4] };
const BATCH: TextBox = { width, sizes: [12, 10.5, 9], linesMax: [1, 1, 2] };

function headLines(facts: CertificateFacts): BodyLine[] {
  const issuer = facts.issuer.name.toUpperCase();
  const title = printedTitle(facts.templateName);
  return [
    { above: 2, block: textBlock(issuer, ISSUER, { color: GREEN, spacing: 1.8 }) },
    { above: 5, block: textBlock(title, TITLE, { color: GREEN, spacing: 0.6 }) },
    { above: 9, block: phrase('This is to certify that', MUTED) },
    {
      above: 4,
      block: textBlock(facts.recipientName, NAME, { color: INK, italics: true }),
      ruled: true,
    },
  ];
}

function courseLines(facts: CertificateFacts): BodyLine[] {
  const deed =
    facts.completedAt === NEVER
      ? 'has earned this certificate in the course'
      : 'has successfully completed the course';
  return [
    { above: 15, block: phrase(deed, MUTED) },
    { above: 5, block: textBlock(facts.courseName, COURSE, { color: INK }) },
  ];
}

function closingLines(facts: CertificateFacts): BodyLine[] {
  const parts = [
    facts.completedAt === NEVER ? '' : `on ${printedDay(facts.completedAt, facts.timeZone)}`,
    facts.scorePercent === null ? '' : `with a score of ${printedPercent(facts.scorePercent)}`,
  ].filter((part) => part !== '');
  const batch = cleanText(facts.batchName);
  return [
    ...(parts.length === 0 ? [] : [{ above: 5, block: phrase(parts.join(' '), INK) }]),
    ...(batch === ''
      ? []
      : [{ above: 4, block: textBlock(`Batch: ${batch}`, BATCH, { color: MUTED }) }]),
  ];
}

const phrase = (text: string, color: string): TextBlock =>
  textBlock(text, PHRASE, { color, italics: true });

/** A thin line with a diamond in its middle. */
function nameRule(y: number): Content {
  const [half, gap, tip] = [150, 9, 3.2];
  const line = { type: 'line', y1: 0, y2: 0, lineWidth: 0.7, lineColor: GOLD } as const;
  const diamond = [
    { x: half - tip, y: 0 },
    { x: half, y: -tip },
    { x: half + tip, y: 0 },
    { x: half, y: tip },
  ];
  return {
    canvas: [
      { ...line, x1: 0, x2: half - gap },
      { ...line, x1: half + gap, x2: 2 * half },
      { type: 'polyline', closePath: true, color: GOLD, lineWidth: 0, points: diamond },
    ],
    absolutePosition: { x: SHEET_WIDTH / 2 - half, y },
  };
}
