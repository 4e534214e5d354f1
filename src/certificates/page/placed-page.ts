/**
 * A certificate whose every glyph has its place: what the formats draw, without knowing of fonts,
 * fitting or scripts.
 *
 * - P1 Lengths are points from the page's upper left corner; y grows downwards, in runs as well.
 * - P2 Texts stand in reading order, and their parts give `text` again when they are joined.
 * - P3 Nothing placed lies outside the box of its block, whatever the text.
 */
import type { FaceName } from './faces.js';

export interface PlacedPage {
  readonly width: number;
  readonly height: number;
  /** Language of the page, as BCP 47 says it. */
  readonly language: string;
  readonly texts: readonly PlacedText[];
  readonly rules: readonly PlacedRule[];
  readonly qr: PlacedQr | null;
}

/** One paragraph; its lines stand one below the other. */
export interface PlacedText {
  readonly role: 'title' | 'heading' | 'paragraph';
  /** What is read, in the order of reading; cut with an ellipsis where it did not fit. */
  readonly text: string;
  /** Language of the script that most of it is written in, where the page's is another; or ''. */
  readonly language: string;
  readonly lines: readonly PlacedLine[];
}

export interface PlacedLine {
  readonly text: string;
  /** From left to right on the paper, whatever the direction of reading. */
  readonly runs: readonly PlacedRun[];
}

/** `a b c d e f` as in SVG. */
export type Matrix = readonly [number, number, number, number, number, number];

/** Glyphs of one face. */
export interface PlacedRun {
  readonly face: FaceName;
  /** Points. */
  readonly size: number;
  /** `#rrggbb`. */
  readonly color: string;
  /** From the run's own coordinates, its origin on the base line, to those of the page. */
  readonly matrix: Matrix;
  /** Width of a line drawn around each glyph to make it bold, in points; 0 = none. */
  readonly outline: number;
  /** Extra space between its letters, in points, as `glyphs` already have it. */
  readonly spacing: number;
  readonly rightToLeft: boolean;
  /** From left to right on the paper. */
  readonly glyphs: readonly PlacedGlyph[];
}

export interface PlacedGlyph {
  /** Number of the glyph in its face; 0 = the face has none, a box is drawn. */
  readonly id: number;
  /** Origin within the run. */
  readonly x: number;
  readonly y: number;
  /** What it shows together with the glyphs of '' before it (if read leftwards: behind it). */
  readonly text: string;
}

/** Shapes to fill, as SVG path data of `M`, `L` and `Z`, in the coordinates of the page. */
export interface PlacedRule {
  readonly color: string;
  readonly path: string;
}

export interface PlacedQr {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color: string;
  /** Modules along a side. */
  readonly side: number;
  /** Dark runs as SVG path data, one module = 1: `M3 0h7v1h-7z`. */
  readonly path: string;
}
