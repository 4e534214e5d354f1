/** Landscape in the style of an engraved document: notched frame, wreath, everything centred. */
import type { CertificateDesign } from '../../domain/certificate-design.js';
import { cornerSprigs, notchedFrame, star, wreath } from '../ornament.js';
import { checkBox, issueBlock, logoRow, signatures, textBlock, textLine } from './blocks.js';
import { bodyLines, issuerLine, titleLine, type BodyStyle } from './body.js';
import { A4_LONG, A4_SHORT, type Look } from './look.js';
import { tint, type Palette } from './palette.js';
import { seal } from './seal.js';
import { drawing, path, rectangle } from './shapes.js';

export const CLASSIC_PALETTE: Palette = {
  primary: '#1e4d3b',
  accent: '#94711f',
  ink: '#1d2924',
  muted: '#56625b',
};

const MIDDLE = A4_LONG / 2;
const EMBLEM_Y = 88;

export function classic(look: Look): CertificateDesign {
  const { palette, texts } = look;
  const signed = signatures({ x: 222, y: 440, width: 398 }, look, 'center');
  const side = look.sealed ? 158 : 80;
  return {
    width: A4_LONG,
    height: A4_SHORT,
    language: look.language,
    art: drawing(A4_LONG, A4_SHORT, [...sheet(look), ...signed.shapes]),
    blocks: [
      ...logoRow({ x: 170, y: 50, width: A4_LONG - 340, height: 72 }, look.logos, 160),
      textBlock({
        ...{ x: side, y: 132, width: A4_LONG - 2 * side, height: 296 },
        ...{ align: 'center', vertical: 'middle', stretchMax: 1.7 },
        lines: [issuerLine(look), titleLine(look, STYLE), ...bodyLines(look, style(palette))],
      }),
      issueBlock({ x: 62, y: 452, width: 150, height: 92 }, look, {
        color: palette.accent,
        family: 'serif',
      }),
      ...signed.blocks,
      ...checkBox(
        {
          ...{ x: 705, y: 440, size: 74, width: 150, gap: 5 },
          ...{ caption: { color: palette.accent, family: 'serif' }, textColor: palette.ink },
        },
        look,
      ),
      textBlock({
        ...{ x: 80, y: A4_SHORT - 44, width: A4_LONG - 160, height: 12, align: 'center' },
        lines: [textLine(texts.verify, [7.5, 6.5, 5.5], { color: palette.muted })],
      }),
    ],
  };
}

const STYLE: BodyStyle = {
  ...{ family: 'serif', title: 38, name: 42, course: 25, phrase: 13.5 },
  ...{ nameItalic: true, rule: '' },
};

const style = ({ accent }: Palette): BodyStyle => ({ ...STYLE, rule: accent });

function sheet({ palette, logos, sealed }: Look): string[] {
  const { primary, accent } = palette;
  const emblem = wreath(MIDDLE, EMBLEM_Y, 33);
  const frame = { x: 19, y: 19, width: A4_LONG - 38, height: A4_SHORT - 38 };
  const inner = { x: 25, y: 25, width: A4_LONG - 50, height: A4_SHORT - 50 };
  return [
    path(wreath(MIDDLE, 280, 138).leaves, { fill: tint(primary, 0.045) }),
    path(rectangle(frame), { stroke: primary, width: 5 }),
    path(rectangle(inner), { stroke: accent, width: 0.6 }),
    path(notchedFrame(32, A4_LONG, A4_SHORT, 20), { stroke: accent, width: 1.1 }),
    path(cornerSprigs(33, A4_LONG, A4_SHORT), { fill: primary }),
    ...(logos.length > 0
      ? []
      : [
          path(emblem.leaves, { fill: primary }),
          path(emblem.stems, { stroke: primary, width: 0.9 }),
          path(star(MIDDLE, EMBLEM_Y, 12), { fill: accent }),
        ]),
    ...(sealed ? seal([112, 372], 36, palette) : []),
  ];
}
