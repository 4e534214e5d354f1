/** What a built-in design is made from: the choices of a template, complete and checked. */
import type { FixedTexts } from './fixed-texts.js';
import type { Palette } from './palette.js';

export interface Look {
  /** As BCP 47 names it. */
  readonly language: string;
  readonly texts: FixedTexts;
  readonly palette: Palette;
  /** `data:` URLs, at most `LOGO_COUNT_MAX`. */
  readonly logos: readonly string[];
  /** Of each who signs, at most `SIGNATORY_COUNT_MAX`, whether there is a picture that is drawn. */
  readonly signatures: readonly boolean[];
  readonly sealed: boolean;
}

export const LOGO_COUNT_MAX = 3;
export const SIGNATORY_COUNT_MAX = 4;

/** A4, in points. */
export const A4_LONG = 841.89;
export const A4_SHORT = 595.28;
