/** A shaped line at its place: aligned in its box, drawn narrower where nothing else helps. */
import type { TextBlockDesign, TextLineDesign } from '../../domain/certificate-design.js';
import { isLatin } from './faces.js';
import { drawnWidth } from './fitted-text.js';
import { chained } from './matrix.js';
import type { PlacedGlyph, PlacedLine, PlacedRun } from './placed-page.js';
import { takesSpace, type ShapedLine } from './shaped-line.js';
import type { ShapedRun } from './shaped-run.js';

/** A paragraph's size and style. */
export interface LineStyle {
  readonly design: TextLineDesign;
  readonly size: number;
}

export interface LinePlace {
  /** How many times larger than its size the line is drawn, at most 1. */
  readonly shrink: number;
  readonly baseline: number;
}

export function placedLine(
  line: ShapedLine,
  { design, size: fitted }: LineStyle,
  block: TextBlockDesign,
  { shrink, baseline }: LinePlace,
): PlacedLine {
  const size = fitted * shrink;
  const spacing = design.spacing * shrink;
  const width = drawnWidth(line, size, spacing);
  const narrow = width > block.width ? block.width / width : 1;
  let pen = startOf(line, size, spacing, narrow, block);
  const runs = line.runs.map((run): PlacedRun => {
    const x = pen;
    const space = takesSpace(run) ? spacing : 0;
    pen += (run.advance * size + run.clusters * space) * narrow;
    return {
      face: run.face,
      size,
      color: design.color,
      matrix: chained(block.matrix, [narrow, 0, 0, 1, x, baseline]),
      outline: design.bold && !isLatin(run.face) ? size * BOLD_OUTLINE : 0,
      spacing: space,
      rightToLeft: run.rightToLeft,
      glyphs: placedGlyphs(run, size, space),
    };
  });
  return { text: line.text, runs };
}

/** Width of the line around a glyph that makes it look bold, in sizes. */
const BOLD_OUTLINE = 0.028;

/** Where the line's origin stands so that what is drawn stays in the box. */
function startOf(
  line: ShapedLine,
  size: number,
  spacing: number,
  narrow: number,
  { x, width, align }: TextBlockDesign,
): number {
  const scale = size * narrow;
  const advance = line.advance * scale + line.spaces * spacing * narrow;
  const over = Math.max(0, (line.ink.right - line.advance) * scale);
  const start = { left: 0, center: (width - advance) / 2, right: width - advance }[align];
  return x + Math.max(-line.ink.left * scale, Math.min(start, width - advance - over));
}

function placedGlyphs(run: ShapedRun, size: number, space: number): PlacedGlyph[] {
  let added = -space;
  return run.glyphs.map(({ id, x, y, text }) => {
    if (text !== '') added += space;
    return { id, x: x * size + added, y: -y * size, text };
  });
}
