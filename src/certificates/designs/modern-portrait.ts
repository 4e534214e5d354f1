/** Portrait with a coloured head cut at a slant; texts run left below it. */
import type { CertificateDesign } from '../../domain/certificate-design.js';
import { star, wreath } from '../ornament.js';
import { checkBox, issueBlock, logoRow, signatures, textBlock, textLine } from './blocks.js';
import { bodyLines, issuerLine, titleLine, type BodyStyle } from './body.js';
import { A4_LONG, A4_SHORT, type Look } from './look.js';
import { inkOn, shade, tint, type Palette } from './palette.js';
import { seal } from './seal.js';
import {
  drawing,
  lensChain,
  path,
  polygon,
  rectangle,
  roundedRectangle,
  spirograph,
} from './shapes.js';

export const MODERN_PORTRAIT_PALETTE: Palette = {
  primary: '#0f4c5c',
  accent: '#a8521a',
  ink: '#16232a',
  muted: '#53636b',
};

const LEFT = 62;
const WIDTH = A4_SHORT - 2 * LEFT;
/** Height of the head at the left and at the right edge. */
const HEAD = { left: 246, right: 196 };
const LOGOS = { x: LEFT, y: 40, width: WIDTH, height: 66 };

const STYLE: BodyStyle = {
  ...{ family: 'sans', title: 33, name: 37, course: 21, phrase: 13 },
  ...{ nameItalic: false, rule: '' },
};

export function modernPortrait(look: Look): CertificateDesign {
  const { palette, texts } = look;
  const signed = signatures({ x: LEFT, y: 570, width: WIDTH }, look, 'left');
  const onHead = inkOn(palette.primary);
  const titleWidth = look.sealed ? WIDTH - 110 : WIDTH;
  return {
    width: A4_SHORT,
    height: A4_LONG,
    language: look.language,
    art: drawing(A4_SHORT, A4_LONG, [...sheet(look), ...signed.shapes]),
    blocks: [
      ...logoRow(logoBox(look), look.logos, 130),
      textBlock({
        ...{ x: LEFT, y: 116, width: titleWidth, height: 92, vertical: 'middle' },
        lines: [issuerLine(look, onHead), titleLine(look, STYLE, onHead)],
      }),
      textBlock({
        ...{ x: LEFT, y: 268, width: WIDTH, height: 284 },
        ...{ vertical: 'middle', stretchMax: 2.2 },
        lines: bodyLines(look, STYLE),
      }),
      ...signed.blocks,
      issueBlock({ x: LEFT, y: 686, width: 230, height: 92 }, look, {
        color: palette.accent,
        family: 'sans',
      }),
      ...checkBox(
        {
          ...{ x: A4_SHORT - LEFT - 58, y: 676, size: 76, width: 130, gap: 5 },
          ...{ caption: { color: palette.accent, family: 'sans' }, textColor: palette.ink },
        },
        look,
      ),
      textBlock({
        ...{ x: LEFT, y: 804, width: WIDTH, height: 12 },
        lines: [textLine(texts.verify, [7.5, 6.5, 5.5, 5], { color: palette.muted })],
      }),
    ],
  };
}

/** As wide as its logos, from the left. */
function logoBox({ logos }: Look): typeof LOGOS {
  return { ...LOGOS, width: Math.min(WIDTH, 130 * logos.length) };
}

function sheet(look: Look): string[] {
  const { palette, sealed } = look;
  const { primary, accent } = palette;
  const slant = (gap: number): string =>
    polygon([
      [0, 0],
      [A4_SHORT, 0],
      [A4_SHORT, HEAD.right + gap],
      [0, HEAD.left + gap],
    ]);
  const foot = { x: 0, y: A4_LONG - 10, width: A4_SHORT, height: 10 };
  return [
    path(spirograph([A4_SHORT - 70, 470], 190, 5, 26, 0.34), {
      ...{ stroke: tint(primary, 0.07), width: 0.5 },
    }),
    path(slant(7), { fill: accent }),
    path(slant(0), { fill: primary }),
    path(headWaves(), { stroke: tint(primary, 0.8), width: 0.35 }),
    ...emblem(look),
    path(rectangle(foot), { fill: primary }),
    ...(sealed
      ? seal([A4_SHORT - LEFT - 44, 196], 46, { ...palette, primary: shade(accent, 0.3) })
      : []),
  ];
}

/** Long chains that run over the head. */
const headWaves = (): string =>
  [
    lensChain([-20, 26], A4_SHORT + 40, 5, 60, 'across'),
    lensChain([-80, 110], A4_SHORT + 160, 5, 66, 'across'),
  ].join('');

function emblem(look: Look): string[] {
  const { palette, logos } = look;
  if (logos.length > 0) {
    const { x, y, width, height } = logoBox(look);
    const card = { x: x - 8, y: y - 8, width: width + 16, height: height + 16 };
    return [path(roundedRectangle(card, 6), { fill: '#ffffff' })];
  }
  const ink = inkOn(palette.primary);
  const { leaves, stems } = wreath(LEFT + 34, 74, 26);
  return [
    path(leaves, { fill: ink }),
    path(stems, { stroke: ink, width: 0.9 }),
    path(star(LEFT + 34, 74, 9.5), { fill: tint(palette.accent, 0.6) }),
  ];
}
