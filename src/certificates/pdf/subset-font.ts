/**
 * A face cut down to the glyphs that a document shows, by HarfBuzz's subsetter. Glyphs keep their
 * numbers, so that a text stream can be written before its fonts are known.
 *
 * - S1 Equal faces and glyphs give equal bytes.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { assert } from '../../domain/result.js';
import { faceNamed, type FaceName } from '../page/faces.js';
import { KeptValues } from '../page/kept-values.js';

export interface SubsetFont {
  /** Six capital letters that tell subsets of one face apart. */
  readonly tag: string;
  /** TrueType, deflated. */
  readonly file: Uint8Array;
  readonly fileLength: number;
  /** Glyphs and their widths as a PDF's `W` has them. */
  readonly widths: string;
}

/** `glyphs` in ascending order. */
export function subsetFont(face: FaceName, glyphs: readonly number[]): SubsetFont {
  return KEPT.get(`${face} ${glyphs.join(' ')}`, () => {
    const file = subsetFile(face, glyphs);
    return {
      tag: tagOf(`${face} ${glyphs.join(' ')}`),
      file: deflateSync(file),
      fileLength: file.length,
      widths: widthsOf(face, glyphs),
    };
  });
}

/** Of some 8 kB each: texts that a template fixes make half of them, and these repeat. */
const KEPT = new KeptValues<SubsetFont>(200);

function tagOf(key: string): string {
  const digest = createHash('sha256').update(key).digest();
  return Array.from(digest.subarray(0, 6), (byte) => LETTERS.charAt(byte % 26)).join('');
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Glyphs one behind the other share a bracket. */
function widthsOf(name: FaceName, glyphs: readonly number[]): string {
  const { font, unitsPerEm } = faceNamed(name);
  let widths = '';
  let next = -1;
  for (const id of glyphs) {
    const width = String(Math.round((font.glyphHAdvance(id) * 1000) / unitsPerEm));
    widths += id === next ? ` ${width}` : `${next < 0 ? '' : ']'}${String(id)}[${width}`;
    next = id + 1;
  }
  return widths === '' ? '' : `${widths}]`;
}

/** The functions of the subsetter that are used; pointers and sizes are numbers. */
interface Subsetter {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly call: (name: string, ...args: number[]) => number;
}

let started: Subsetter | undefined;
const faces = new Map<FaceName, number>();

function subsetFile(name: FaceName, glyphs: readonly number[]): Uint8Array {
  const { call, memory } = (started ??= start());
  const face = preparedFace(name);
  const input = call('hb_subset_input_create_or_fail');
  call('hb_subset_input_set_flags', input, FLAGS);
  const wanted = call('hb_subset_input_glyph_set', input);
  for (const id of glyphs) call('hb_set_add', wanted, id);
  const dropped = call('hb_subset_input_set', input, DROPPED_TABLES);
  for (const table of UNUSED_TABLES) call('hb_set_add', dropped, tableTag(table));
  const subset = call('hb_subset_or_fail', face, input);
  assert(subset !== 0, 'the faces of this package can be subset');
  const blob = call('hb_face_reference_blob', subset);
  const [from, length] = [call('hb_blob_get_data', blob, 0), call('hb_blob_get_length', blob)];
  const file = Uint8Array.from(new Uint8Array(memory.buffer, from, length));
  call('hb_blob_destroy', blob);
  call('hb_face_destroy', subset);
  call('hb_subset_input_destroy', input);
  return file;
}

/**
 * No hinting (none is there), glyphs keep their numbers, the box for a missing one is kept, none is
 * added that only shaping leads to.
 */
const FLAGS = 0x1 | 0x2 | 0x40 | 0x200;
/** `HB_SUBSET_SETS_DROP_TABLE_TAG`. */
const DROPPED_TABLES = 3;
/** A viewer is told all of this by the PDF. */
const UNUSED_TABLES = ['GSUB', 'GPOS', 'GDEF', 'BASE', 'cmap', 'name', 'post', 'OS/2'];

const tableTag = (name: string): number => Buffer.from(name, 'latin1').readUInt32BE(0);

function preparedFace(name: FaceName): number {
  const known = faces.get(name);
  if (known !== undefined) return known;
  const { call, memory } = (started ??= start());
  const { bytes } = faceNamed(name);
  const at = call('malloc', bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  const blob = call('hb_blob_create', at, bytes.length, READ_ONLY, 0, 0);
  const whole = call('hb_face_create', blob, 0);
  call('hb_blob_destroy', blob);
  const face = call('hb_subset_preprocess', whole);
  call('hb_face_destroy', whole);
  faces.set(name, face);
  return face;
}

/** `HB_MEMORY_MODE_READONLY`. */
const READ_ONLY = 1;

function start(): Subsetter {
  const path = fileURLToPath(import.meta.resolve('harfbuzzjs/dist/harfbuzz-subset.wasm'));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)));
  const { memory } = exports;
  assert(memory instanceof WebAssembly.Memory, 'the subsetter has a memory');
  const call = (name: string, ...args: number[]): number => {
    const found = exports[name];
    assert(typeof found === 'function', 'the subsetter has the function');
    const answer: unknown = Reflect.apply(found, undefined, args);
    return typeof answer === 'number' ? answer : 0;
  };
  call('_initialize');
  return { memory, call };
}
