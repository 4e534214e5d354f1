/**
 * Text of one face and direction, shaped: which glyphs show it, and where. Lengths are in units of
 * the font's size, y upwards.
 *
 * - S1 The texts of a run's clusters, in the order of reading, are the run's text.
 */
import type { Buffer as HarfBuzzBuffer } from 'harfbuzzjs';
import { faceNamed, glyphBox, harfBuzz, isLatin, type FaceName } from './faces.js';
import { KeptValues } from './kept-values.js';

export interface ShapedRun {
  readonly face: FaceName;
  readonly rightToLeft: boolean;
  readonly advance: number;
  /** From left to right. */
  readonly glyphs: readonly ShapedGlyph[];
  /** Glyphs that begin a cluster. */
  readonly clusters: number;
  readonly ink: Ink;
}

export interface ShapedGlyph {
  readonly id: number;
  /** Where its origin lies, from that of the run. */
  readonly x: number;
  readonly y: number;
  /** Of the whole cluster, at its leftmost glyph; '' at the others. */
  readonly text: string;
}

/** What is drawn, from the origin. */
export interface Ink {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Shapes a text; `spaced` = its letters stand apart, so that none may be drawn as one. */
export function shapedRun(
  text: string,
  face: FaceName,
  rightToLeft: boolean,
  spaced: boolean,
): ShapedRun {
  const key = `${face} ${String(rightToLeft)} ${String(spaced)} ${text}`;
  return KEPT.get(key, () => shape(text, face, rightToLeft, spaced && isLatin(face)));
}

/** One for all: shaping is synchronous, and a new one is released only when memory runs short. */
let emptied: HarfBuzzBuffer | undefined;

/** Certificates of a batch repeat all texts but the name and the numbers. */
const KEPT = new KeptValues<ShapedRun>(4000);

function shape(text: string, face: FaceName, rightToLeft: boolean, apart: boolean): ShapedRun {
  const { Direction, Feature, shape } = harfBuzz();
  const { font, unitsPerEm } = faceNamed(face);
  const buffer = (emptied ??= new (harfBuzz().Buffer)());
  buffer.reset();
  buffer.addText(text);
  buffer.guessSegmentProperties();
  buffer.setDirection(rightToLeft ? Direction.RTL : Direction.LTR);
  shape(font, buffer, apart ? [new Feature('liga', 0), new Feature('clig', 0)] : []);
  const infos = buffer.getGlyphInfosAndPositions();
  const texts = clusterTexts(
    text,
    infos.map(({ cluster }) => cluster),
  );
  let pen = 0;
  const glyphs = infos.map((glyph, i) => {
    const x = (pen + (glyph.xOffset ?? 0)) / unitsPerEm;
    pen += glyph.xAdvance ?? 0;
    const y = (glyph.yOffset ?? 0) / unitsPerEm;
    return { id: glyph.codepoint, x, y, text: texts[i] ?? '' };
  });
  const clusters = new Set(infos.map(({ cluster }) => cluster)).size;
  const ink = inkOf(face, unitsPerEm, glyphs);
  return { face, rightToLeft, advance: pen / unitsPerEm, glyphs, clusters, ink };
}

/** By glyph: the text between its cluster's start and the next one's (S1). */
function clusterTexts(text: string, clusters: readonly number[]): string[] {
  const starts = [...new Set(clusters)].sort((a, b) => a - b);
  const ends = new Map(starts.map((start, i) => [start, starts[i + 1] ?? text.length]));
  return clusters.map((start, i) =>
    clusters[i - 1] === start ? '' : text.slice(start === starts[0] ? 0 : start, ends.get(start)),
  );
}

function inkOf(face: FaceName, unitsPerEm: number, glyphs: readonly ShapedGlyph[]): Ink {
  let [left, right, top, bottom] = [0, 0, 0, 0];
  for (const { id, x, y } of glyphs) {
    const box = glyphBox(face, id);
    if (box === null) continue;
    left = Math.min(left, x + box.left / unitsPerEm);
    right = Math.max(right, x + box.right / unitsPerEm);
    top = Math.max(top, y + box.top / unitsPerEm);
    bottom = Math.min(bottom, y + box.bottom / unitsPerEm);
  }
  return { left, right, top, bottom };
}
