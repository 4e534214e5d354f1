/** Paths in a document's canvas: parsed once by the PDF library, several times faster than SVG. */
import type { CanvasElement } from 'pdfmake/interfaces.js';

export interface PathStyle {
  readonly color?: string;
  readonly lineColor?: string;
  readonly lineWidth?: number;
}

/**
 * A path in SVG notation, filled (`color`) or stroked (`lineColor`). Its coordinates are those of
 * the page, wherever the canvas stands. The library draws the type `path`; its published types
 * leave it out, hence the assertion.
 */
export const pathVector = (d: string, style: PathStyle): CanvasElement =>
  ({ type: 'path', d, ...style }) as unknown as CanvasElement;
