/** Writes the glyphs of a run as text operators, each at its place to a thousandth of its size. */
import { faceNamed } from '../page/faces.js';
import { decimal } from '../page/matrix.js';
import type { PlacedGlyph, PlacedRun } from '../page/placed-page.js';
import { hexOf } from './pdf-string.js';
import type { UsedFonts } from './used-fonts.js';

export class RunWriter {
  readonly #run: PlacedRun;
  readonly #fonts: UsedFonts;
  /** Where the viewer stands, in thousandths of the size. */
  #pen = 0;
  #rise = 0;
  /** Parts of the array of glyphs and moves that is being written. */
  #open = '';
  #hex = '';
  #text = '';

  constructor(run: PlacedRun, fonts: UsedFonts) {
    this.#run = run;
    this.#fonts = fonts;
  }

  /** A word, told by its text where its glyphs do not tell it or viewers take them for words. */
  word(glyphs: readonly PlacedGlyph[]): void {
    const isTorn = this.#run.spacing !== 0 && glyphs.length > 1;
    if (!isTorn && this.#fonts.tell(this.#run.face, glyphs)) {
      glyphs.forEach((glyph) => {
        this.#glyph(glyph);
      });
      return;
    }
    this.#flush();
    this.#text += `/Span<</ActualText<FEFF${hexOf(readText(glyphs, this.#run))}>>>BDC\n`;
    glyphs.forEach((glyph) => {
      this.#glyph(glyph);
    });
    this.#flush();
    this.#text += 'EMC\n';
  }

  end(): string {
    this.#flush();
    return this.#rise === 0 ? this.#text : `${this.#text}0 Ts\n`;
  }

  #glyph({ id, x, y }: PlacedGlyph): void {
    const { size, face } = this.#run;
    if (y !== this.#rise) {
      this.#flush();
      this.#text += `${decimal(-y)} Ts\n`;
      this.#rise = y;
    }
    const move = Math.round((x / size) * 1000 - this.#pen);
    if (move !== 0) {
      this.#closeHex();
      this.#open += String(-move);
      this.#pen += move;
    }
    this.#hex += id.toString(16).padStart(4, '0');
    const { font, unitsPerEm } = faceNamed(face);
    this.#pen += Math.round((font.glyphHAdvance(id) * 1000) / unitsPerEm);
  }

  #closeHex(): void {
    if (this.#hex !== '') this.#open += `<${this.#hex}>`;
    this.#hex = '';
  }

  #flush(): void {
    this.#closeHex();
    if (this.#open !== '') this.#text += `[${this.#open}]TJ\n`;
    this.#open = '';
  }
}

/**
 * The word's text. Leftwards scripts are written from left to right, as their glyphs stand: viewers
 * take text as it stands and turn it around themselves, `ActualText` too. Those who read by the
 * structure have the text in its order there (`structure-tree.ts`).
 */
function readText(glyphs: readonly PlacedGlyph[], { rightToLeft }: PlacedRun): string {
  const texts = glyphs.map(({ text }) => (rightToLeft ? turned(text) : text));
  return texts.join('');
}

const turned = (text: string): string => Array.from(text).reverse().join('');
