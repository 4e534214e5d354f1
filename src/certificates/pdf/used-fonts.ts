/**
 * The fonts of a document: which face has which name in it, and which text each glyph stands for.
 */
import { deflateSync } from 'node:zlib';
import type { FaceName } from '../page/faces.js';
import { faceNamed } from '../page/faces.js';
import { KeptValues } from '../page/kept-values.js';
import type { PlacedGlyph } from '../page/placed-page.js';
import type { PdfObjects } from './pdf-objects.js';
import { hexOf } from './pdf-string.js';
import { subsetFont } from './subset-font.js';

export class UsedFonts {
  readonly #texts: ReadonlyMap<FaceName, ReadonlyMap<number, string>>;

  constructor(glyphs: ReadonlyMap<FaceName, readonly PlacedGlyph[]>) {
    this.#texts = new Map([...glyphs].map(([face, used]) => [face, glyphTexts(used)]));
  }

  /** What the page's resources call a face. */
  nameOf(face: FaceName): string {
    return `F${String([...this.#texts.keys()].indexOf(face))}`;
  }

  /** Whether glyphs say by themselves what they show. */
  tell(face: FaceName, glyphs: readonly PlacedGlyph[]): boolean {
    const texts = this.#texts.get(face);
    return glyphs.every(({ id, text }) => text !== '' && texts?.get(id) === text);
  }

  /** Whether every character of the document has a glyph. */
  get areWhole(): boolean {
    return [...this.#texts.values()].every((texts) => !texts.has(0));
  }

  /** Puts the fonts; gives the entries of the resources' font dictionary. */
  put(objects: PdfObjects): string {
    return [...this.#texts]
      .map(([face, texts]) => `/${this.nameOf(face)} ${String(putFont(objects, face, texts))} 0 R`)
      .join(' ');
  }
}

/**
 * By glyph, in ascending order: the text of the first cluster that it shows alone; else that of the
 * first that it begins; else nothing one sees, since the text is told by another glyph.
 */
function glyphTexts(glyphs: readonly PlacedGlyph[]): ReadonlyMap<number, string> {
  const [alone, begun] = [new Map<number, string>(), new Map<number, string>()];
  glyphs.forEach(({ id, text }, i) => {
    const of = text !== '' && glyphs[i + 1]?.text !== '' ? alone : begun;
    if (!of.has(id) && (of === alone || text !== '')) of.set(id, text);
  });
  const ids = [...new Set(glyphs.map(({ id }) => id))].sort((a, b) => a - b);
  return new Map(ids.map((id) => [id, alone.get(id) ?? begun.get(id) ?? NOTHING_SEEN]));
}

const NOTHING_SEEN = '\u200b';

function putFont(objects: PdfObjects, name: FaceName, texts: ReadonlyMap<number, string>): number {
  const subset = subsetFont(name, [...texts.keys()]);
  const fontName = `/${subset.tag}+${name}`;
  const length = `/Filter /FlateDecode /Length1 ${String(subset.fileLength)}`;
  const file = objects.putStream(length, subset.file);
  const descriptor = objects.put(descriptorOf(name, fontName, file));
  const descendant = objects.put(
    [
      `<</Type /Font /Subtype /CIDFontType2 /BaseFont ${fontName}`,
      '/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>',
      `/FontDescriptor ${String(descriptor)} 0 R /CIDToGIDMap /Identity /DW 0`,
      `/W [${subset.widths}]>>`,
    ].join('\n'),
  );
  const toUnicode = objects.putStream('/Filter /FlateDecode', unicodeMap(texts));
  return objects.put(
    [
      `<</Type /Font /Subtype /Type0 /BaseFont ${fontName} /Encoding /Identity-H`,
      `/DescendantFonts [${String(descendant)} 0 R] /ToUnicode ${String(toUnicode)} 0 R>>`,
    ].join('\n'),
  );
}

function descriptorOf(name: FaceName, fontName: string, file: number): string {
  const { ascender, descender, unitsPerEm } = faceNamed(name);
  const scaled = (value: number): string => String(Math.round((value * 1000) / unitsPerEm));
  const [top, bottom] = [scaled(ascender), scaled(descender)];
  const italic = name.endsWith('italic');
  const stem = name.includes('bold') ? '140' : '80';
  return [
    `<</Type /FontDescriptor /FontName ${fontName} /Flags ${italic ? '68' : '4'}`,
    `/FontBBox [-500 ${bottom} 2000 ${top}] /ItalicAngle ${italic ? '-12' : '0'}`,
    `/Ascent ${top} /Descent ${bottom} /CapHeight 650 /StemV ${stem}`,
    `/FontFile2 ${String(file)} 0 R>>`,
  ].join('\n');
}

const KEPT = new KeptValues<Uint8Array>(200);

/** A `ToUnicode` map, deflated. */
function unicodeMap(texts: ReadonlyMap<number, string>): Uint8Array {
  const lines = [...texts].map(
    ([id, text]) => `<${id.toString(16).padStart(4, '0')}> <${hexOf(text)}>`,
  );
  return KEPT.get(lines.join(), () => {
    const parts = Array.from({ length: Math.ceil(lines.length / PART_LINES_MAX) }, (_, i) => {
      const part = lines.slice(i * PART_LINES_MAX, (i + 1) * PART_LINES_MAX);
      return `${String(part.length)} beginbfchar\n${part.join('\n')}\nendbfchar`;
    });
    return deflateSync([MAP_HEAD, ...parts, MAP_END].join('\n'));
  });
}

/** A part of a map has no more lines (ISO 32000-1, 9.7.5.4 of the CMap specification). */
const PART_LINES_MAX = 100;
const MAP_HEAD = [
  '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
  '/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def',
  '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
  '1 begincodespacerange <0000> <FFFF> endcodespacerange',
].join('\n');
const MAP_END = 'endcmap CMapName currentdict /CMap defineresource pop end end';
