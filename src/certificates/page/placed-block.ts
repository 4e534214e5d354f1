/**
 * A block of text lines in its box: one paragraph below the other, the gaps between them growing
 * or shrinking with the room, and the letters shrinking when there is none.
 */
import type { PlaceholderName, TextBlockDesign } from '../../domain/certificate-design.js';
import { cleanText } from '../clean-text.js';
import { isLatin, languageOf } from './faces.js';
import { fittedText, type FittedText } from './fitted-text.js';
import { filledLine } from './filled-line.js';
import { placedLine } from './placed-line.js';
import type { PlacedRule, PlacedText } from './placed-page.js';
import { namePath } from './name-rule.js';
import type { ShapedLine } from './shaped-line.js';

export interface PlacedBlock {
  readonly texts: readonly PlacedText[];
  readonly rules: readonly PlacedRule[];
}

export function placedBlock(
  block: TextBlockDesign,
  values: ReadonlyMap<PlaceholderName, string>,
): PlacedBlock {
  const paragraphs = block.lines.flatMap((design) => {
    const text = cleanText(filledLine(design.text, values) ?? '');
    if (text === '') return [];
    const printed = design.upperCase ? text.toLocaleUpperCase('en') : text;
    return [{ design, ...fittedText(printed, design, block.width) }];
  });
  const stack = stackOf(block, paragraphs);
  const texts: PlacedText[] = [];
  const rules: PlacedRule[] = [];
  let y = stack.top;
  for (const paragraph of paragraphs) {
    y += paragraph.design.above * stack.stretch;
    const lines = paragraph.lines.map((line) => {
      const { above, below } = heights(line, paragraph.size * stack.shrink);
      y += above + below;
      return placedLine(line, paragraph, block, { shrink: stack.shrink, baseline: y - below });
    });
    const { role } = paragraph.design;
    const language = languageOfMost(paragraph.lines);
    texts.push({ role, text: paragraph.text, language, lines });
    if (paragraph.design.rule !== '') {
      rules.push(ruleBelow(block, paragraph.design.rule, y + RULE_GAP * stack.stretch));
    }
  }
  return { texts, rules };
}

interface Paragraph extends FittedText {
  readonly design: TextBlockDesign['lines'][number];
}

/** Where the first paragraph begins; how much gaps and letters grow. */
interface Stack {
  readonly top: number;
  readonly stretch: number;
  readonly shrink: number;
}

function stackOf(block: TextBlockDesign, paragraphs: readonly Paragraph[]): Stack {
  const lines = paragraphs.flatMap(({ lines, size }) => lines.map((line) => heights(line, size)));
  if (block.vertical === 'baseline') {
    const gap = paragraphs[0]?.design.above ?? 0;
    return { top: block.y - (lines[0]?.above ?? 0) - gap, stretch: 1, shrink: 1 };
  }
  const text = lines.reduce((sum, { above, below }) => sum + above + below, 0);
  const gaps = paragraphs.reduce((sum, { design }) => sum + design.above, 0);
  const room = block.height - text;
  const stretch = gaps === 0 ? 0 : Math.max(0, Math.min(block.stretchMax, room / gaps));
  const shrink = room < 0 ? block.height / text : 1;
  const left = Math.max(0, room - gaps * stretch);
  const part = { top: 0, middle: 0.5, bottom: 1 }[block.vertical];
  return { top: block.y + left * part, stretch, shrink };
}

/** Above and below a line's base line: the usual, or what is drawn where that is more. */
function heights(line: ShapedLine, size: number): { above: number; below: number } {
  const above = Math.max(ABOVE, line.ink.top) * size;
  return { above, below: Math.max(BELOW, -line.ink.bottom) * size };
}

/** Together the distance of base lines, in sizes; shared out as the serif face's own metrics. */
const ABOVE = 0.895;
const BELOW = 0.265;
const RULE_GAP = 5;

function languageOfMost(lines: readonly ShapedLine[]): string {
  const glyphs = lines.flatMap(({ runs }) => runs);
  const own = glyphs.filter(({ face }) => !isLatin(face));
  const count = (runs: typeof glyphs): number => runs.reduce((sum, r) => sum + r.glyphs.length, 0);
  const [first] = own;
  return first !== undefined && count(own) * 2 > count(glyphs) ? languageOf(first.face) : '';
}

function ruleBelow(
  { x, y, width, height, matrix }: TextBlockDesign,
  color: string,
  at: number,
): PlacedRule {
  const middle = x + width / 2;
  return { color, path: namePath(middle, Math.min(at, y + height), width / 2, matrix) };
}
