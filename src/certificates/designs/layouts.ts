/** The built-in designs by the names under which templates choose them. */
import type { CertificateDesign } from '../../domain/certificate-design.js';
import { classic, CLASSIC_PALETTE } from './classic.js';
import { classicPortrait, CLASSIC_PORTRAIT_PALETTE } from './classic-portrait.js';
import type { Look } from './look.js';
import { modern, MODERN_PALETTE } from './modern.js';
import { modernPortrait, MODERN_PORTRAIT_PALETTE } from './modern-portrait.js';
import type { Palette } from './palette.js';

export interface Layout {
  readonly palette: Palette;
  readonly design: (look: Look) => CertificateDesign;
}

const CLASSIC: Layout = { palette: CLASSIC_PALETTE, design: classic };
const CLASSIC_PORTRAIT: Layout = { palette: CLASSIC_PORTRAIT_PALETTE, design: classicPortrait };

/** `landscape` and `portrait` are the classic ones. */
export const LAYOUTS: ReadonlyMap<string, Layout> = new Map([
  ['classic', CLASSIC],
  ['modern', { palette: MODERN_PALETTE, design: modern }],
  ['classic-portrait', CLASSIC_PORTRAIT],
  ['modern-portrait', { palette: MODERN_PORTRAIT_PALETTE, design: modernPortrait }],
  ['landscape', CLASSIC],
  ['portrait', CLASSIC_PORTRAIT],
]);
