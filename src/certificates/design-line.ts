/** Blocks and lines of a design with what is usual for them, so that one writes what is not. */
import type { TextBlockDesign, TextLineDesign } from '../domain/certificate-design.js';
import { INK } from './sheet.js';

export type DesignBox = Pick<TextBlockDesign, 'x' | 'y' | 'width' | 'height'>;

/** An empty block whose lines begin at its top. */
export const block = (box: DesignBox, align: TextBlockDesign['align']): TextBlockDesign => ({
  kind: 'text',
  ...box,
  align,
  vertical: 'top',
  stretchMax: 1,
  matrix: null,
  lines: [],
});

/** A paragraph in upright serif, in ink. */
export const line = (
  text: string,
  style: Partial<TextLineDesign> & Pick<TextLineDesign, 'sizes' | 'linesMax'>,
): TextLineDesign => ({
  text,
  role: 'paragraph',
  family: 'serif',
  bold: false,
  italic: false,
  color: INK,
  spacing: 0,
  upperCase: false,
  above: 0,
  rule: '',
  ...style,
});
