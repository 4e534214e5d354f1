/**
 * The faces that certificates are written in: which characters each has, how wide a glyph is and
 * what it looks like. Files are read when a face is first needed.
 *
 * - F1 Nothing is read but the files of `assets/fonts`, named here.
 * - F2 A character that any face has is written in one that has it (`faceFor`).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type * as HarfBuzz from 'harfbuzzjs';
import { assert } from '../../domain/result.js';

export type LatinFace = `${'serif' | 'sans'}${'' | '-italic' | '-bold' | '-bold-italic'}`;
type ScriptFaceName = (typeof SCRIPT_FACES)[number]['name'];
export type FaceName = LatinFace | ScriptFaceName;

/** A face as it was loaded; lengths in units of which `unitsPerEm` make the font's size. */
export interface Face {
  readonly name: FaceName;
  readonly unitsPerEm: number;
  readonly ascender: number;
  readonly descender: number;
  readonly covers: ReadonlySet<number>;
  readonly bytes: Uint8Array;
  readonly font: HarfBuzz.Font;
}

/** What a glyph covers, in font units, y upwards. */
export interface GlyphBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Once, before anything is placed; later calls cost nothing. */
export async function loadFaces(): Promise<void> {
  library ??= await import('harfbuzzjs');
}

/** The library that shapes; throws before `loadFaces` has run. */
export function harfBuzz(): typeof HarfBuzz {
  assert(library !== undefined, 'loadFaces has run');
  return library;
}

export function faceNamed(name: FaceName): Face {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const { Blob, Face, Font } = harfBuzz();
  const bytes = readFileSync(fileURLToPath(new URL(`${name}.ttf`, FOLDER)));
  const face = new Face(new Blob(bytes));
  const font = new Font(face);
  const { ascender, descender } = font.hExtents();
  const covers = new Set(face.collectUnicodes());
  const read = { name, unitsPerEm: face.upem, ascender, descender, covers, bytes, font };
  loaded.set(name, read);
  return read;
}

/** The outline of a glyph as SVG path data, in font units, y upwards. */
export const glyphPath = (name: FaceName, id: number): string =>
  faceNamed(name).font.glyphToPath(id);

/** `null` = nothing is drawn, as for a space. */
export function glyphBox(name: FaceName, id: number): GlyphBox | null {
  const key = `${name} ${String(id)}`;
  const known = boxes.get(key);
  if (known !== undefined) return known;
  const box = boxOf(faceNamed(name).font.glyphExtents(id));
  boxes.set(key, box);
  return box;
}

/** The face for a cluster of characters that reads on from one in the face `before`. */
export function faceFor(cluster: string, latin: LatinFace, before: FaceName | null): FaceName {
  if (SIMPLE_LATIN.test(cluster)) return latin;
  const own = SCRIPT_FACES.filter(({ letters }) => letters.test(cluster)).map(({ name }) => name);
  const staysOn = before !== null && (JOINS.test(cluster) || own.some((name) => name === before));
  const wanted = [...(staysOn ? [before] : []), ...own, latin];
  return [...wanted, ...ALL].find((name) => covers(name, cluster)) ?? BOXES;
}

/** Language that a face's script stands for; '' = that of the page. */
export const languageOf = (name: FaceName): string =>
  SCRIPT_FACES.find((face) => face.name === name)?.language ?? '';

/** Whether a face has no letters that join, so that space may be put between them. */
export const isLatin = (name: FaceName): name is LatinFace => /^s(?:erif|ans)/.test(name);

const FOLDER = new URL('../../../assets/fonts/', import.meta.url);

/** Faces for one script each. They have one weight and no italics: neither is usual in them. */
const SCRIPT_FACES = [
  { name: 'devanagari', language: 'hi', letters: /^\p{scx=Deva}/u },
  { name: 'bengali', language: 'bn', letters: /^\p{scx=Beng}/u },
  { name: 'gujarati', language: 'gu', letters: /^\p{scx=Gujr}/u },
  { name: 'gurmukhi', language: 'pa', letters: /^\p{scx=Guru}/u },
  { name: 'kannada', language: 'kn', letters: /^\p{scx=Knda}/u },
  { name: 'malayalam', language: 'ml', letters: /^\p{scx=Mlym}/u },
  { name: 'nastaliq', language: 'ur', letters: /^\p{scx=Arab}/u },
  { name: 'oriya', language: 'or', letters: /^\p{scx=Orya}/u },
  { name: 'tamil', language: 'ta', letters: /^\p{scx=Taml}/u },
  { name: 'telugu', language: 'te', letters: /^\p{scx=Telu}/u },
] as const;

/** In order of preference where a character's own script has no face. */
const ALL: readonly FaceName[] = ['serif', 'sans', ...SCRIPT_FACES.map(({ name }) => name)];

/** Its glyph for a character that no face has is a box, so that one sees what is missing. */
const BOXES: FaceName = 'sans';

/** What every Latin face has. */
const SIMPLE_LATIN = /^[!-~]$/;
/** Written in the face of the text before it. */
const JOINS = /^(?:\s|\u200c|\u200d)+$/u;

let library: typeof HarfBuzz | undefined;
const loaded = new Map<FaceName, Face>();
/** No more entries than the faces have glyphs. */
const boxes = new Map<string, GlyphBox | null>();

const covers = (name: FaceName, cluster: string): boolean =>
  Array.from(cluster).every(
    (char) => faceNamed(name).covers.has(char.codePointAt(0) ?? 0) || UNSEEN.test(char),
  );

/** Joiners and selectors, which shape others and need no glyph. */
const UNSEEN = /^(?:\u200c|\u200d|[\ufe00-\ufe0f])$/u;

function boxOf(extents: HarfBuzz.GlyphExtents | undefined): GlyphBox | null {
  if (extents === undefined || extents.width === 0) return null;
  const { xBearing, yBearing, width, height } = extents;
  return { left: xBearing, right: xBearing + width, top: yBearing, bottom: yBearing + height };
}
