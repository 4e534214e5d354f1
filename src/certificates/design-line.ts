/** Blocks and lines of the built-in design: in its ink, the rest as in all designs. */
import type { TextBlockDesign, TextLineDesign } from '../domain/certificate-design.js';
import { textBlock, textLine } from './designs/blocks.js';
import { INK } from './sheet.js';

export type DesignBox = Pick<TextBlockDesign, 'x' | 'y' | 'width' | 'height'>;

/** An empty block whose lines begin at its top. */
export const block = (box: DesignBox, align: TextBlockDesign['align']): TextBlockDesign =>
  textBlock({ ...box, align, lines: [] });

/** A paragraph in upright serif, in ink. */
export const line = (
  text: string,
  { sizes, ...style }: Partial<TextLineDesign> & Pick<TextLineDesign, 'sizes' | 'linesMax'>,
): TextLineDesign => textLine(text, sizes, { color: INK, ...style });
