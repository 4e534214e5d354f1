/** A fitted piece of text with its style, and how it becomes a node of the document. */
import type { Alignment, Content } from 'pdfmake/interfaces.js';
import { fitText, type TextBox } from './fit.js';
import { cleanText, scriptRuns } from './script-run.js';

export interface TextStyle {
  readonly color: string;
  readonly italics?: boolean;
  /** Extra space after each character, in points. */
  readonly spacing?: number;
}

export interface TextBlock extends TextStyle {
  readonly text: string;
  readonly size: number;
  readonly lines: number;
}

/** Baseline distance of wrapped lines, in font sizes. */
export const LINE_SPACING = 1.16;
/** Natural line height of the serif faces, which `LINE_SPACING` tightens. */
const FACE_LINE_HEIGHT = 1.305;

/** Cleans a text and fits it into a box. */
export const textBlock = (text: string, box: TextBox, style: TextStyle): TextBlock => ({
  ...fitText(cleanText(text), {
    ...box,
    spacing: style.spacing ?? 0,
    italics: style.italics ?? false,
  }),
  ...style,
});

/** Height that the block takes, in points. */
export const blockHeight = (block: TextBlock): number => block.lines * block.size * LINE_SPACING;

/** The block as a node of the document; `above` = empty space before it, in points. */
export function blockNode(block: TextBlock, above: number, alignment: Alignment): Content {
  return {
    text: scriptRuns(block.text).map(({ text, font }) => ({
      text,
      font,
      italics: block.italics === true && font !== 'Devanagari',
      // Space between its letters would tear a Devanagari word's head line.
      characterSpacing: font === 'Devanagari' ? 0 : (block.spacing ?? 0),
    })),
    fontSize: block.size,
    lineHeight: LINE_SPACING / FACE_LINE_HEIGHT,
    color: block.color,
    alignment,
    margin: [0, above, 0, 0],
  };
}

/** A stack in a box of a given width whose upper left corner is at (x, y). */
export const placed = (x: number, y: number, width: number, stack: Content[]): Content => ({
  columns: [{ width, stack }],
  absolutePosition: { x, y },
});
