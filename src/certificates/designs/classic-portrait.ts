/** Portrait in the style of a bond: a guilloche border with rosettes, everything centred. */
import type { CertificateDesign } from '../../domain/certificate-design.js';
import { star, wreath } from '../ornament.js';
import { checkBox, issueBlock, logoRow, signatures, textBlock, textLine } from './blocks.js';
import { bodyLines, issuerLine, titleLine, type BodyStyle } from './body.js';
import { A4_LONG, A4_SHORT, type Look } from './look.js';
import { tint, type Palette } from './palette.js';
import { seal } from './seal.js';
import { disc, drawing, lensChain, path, rectangle, rosette, spirograph } from './shapes.js';

export const CLASSIC_PORTRAIT_PALETTE: Palette = {
  primary: '#5b1f2d',
  accent: '#8f6a24',
  ink: '#241a1c',
  muted: '#635557',
};

const MIDDLE = A4_SHORT / 2;
const EMBLEM_Y = 124;
/** The middle line of the border's chain, from the page's edge. */
const CHAIN = 38;

export function classicPortrait(look: Look): CertificateDesign {
  const { palette, texts } = look;
  const signed = signatures({ x: 76, y: 560, width: A4_SHORT - 152 }, look, 'center');
  const style: BodyStyle = {
    ...{ family: 'serif', title: 36, name: 38, course: 24, phrase: 13.5 },
    ...{ nameItalic: true, rule: palette.accent },
  };
  return {
    width: A4_SHORT,
    height: A4_LONG,
    language: look.language,
    art: drawing(A4_SHORT, A4_LONG, [...sheet(look), ...signed.shapes]),
    blocks: [
      ...logoRow({ x: 90, y: 84, width: A4_SHORT - 180, height: 78 }, look.logos, 150),
      textBlock({
        ...{ x: 84, y: 176, width: A4_SHORT - 168, height: 362 },
        ...{ align: 'center', vertical: 'middle', stretchMax: 2.4 },
        lines: [issuerLine(look), titleLine(look, style), ...bodyLines(look, style)],
      }),
      ...signed.blocks,
      issueBlock({ x: 82, y: 668, width: 160, height: 92 }, look, {
        color: palette.accent,
        family: 'serif',
      }),
      ...checkBox(
        {
          ...{ x: A4_SHORT - 82 - 55, y: 657, size: 76, width: 130, gap: 5 },
          ...{ caption: { color: palette.accent, family: 'serif' }, textColor: palette.ink },
        },
        look,
      ),
      textBlock({
        ...{ x: 84, y: 770, width: A4_SHORT - 168, height: 12, align: 'center' },
        lines: [textLine(texts.verify, [7.5, 6.5, 5.5, 5], { color: palette.muted })],
      }),
    ],
  };
}

function sheet({ palette, logos, sealed }: Look): string[] {
  const { primary, accent } = palette;
  const emblem = wreath(MIDDLE, EMBLEM_Y, 34);
  return [
    path(spirograph([MIDDLE, 372], 190, 7, 24, 0.36), { stroke: tint(primary, 0.07), width: 0.5 }),
    ...border(palette),
    ...(logos.length > 0
      ? []
      : [
          path(emblem.leaves, { fill: primary }),
          path(emblem.stems, { stroke: primary, width: 0.9 }),
          path(star(MIDDLE, EMBLEM_Y, 12), { fill: accent }),
        ]),
    ...(sealed ? seal([MIDDLE, 694], 36, palette) : []),
  ];
}

function border({ primary, accent }: Palette): string[] {
  const [width, height] = [A4_SHORT - 2 * CHAIN, A4_LONG - 2 * CHAIN];
  const [right, bottom] = [A4_SHORT - CHAIN, A4_LONG - CHAIN];
  const edge = (inset: number): string =>
    rectangle({
      ...{ x: inset, y: inset, width: A4_SHORT - 2 * inset, height: A4_LONG - 2 * inset },
    });
  const chain = [
    lensChain([CHAIN, CHAIN], width, 40, 17, 'across'),
    lensChain([CHAIN, bottom], width, 40, 17, 'across'),
    lensChain([CHAIN, CHAIN], height, 58, 17, 'down'),
    lensChain([right, CHAIN], height, 58, 17, 'down'),
  ].join('');
  const corners = [
    [CHAIN, CHAIN],
    [right, CHAIN],
    [right, bottom],
    [CHAIN, bottom],
  ] as const;
  return [
    path(edge(23), { stroke: primary, width: 2.4 }),
    path(edge(27.5), { stroke: accent, width: 0.5 }),
    path(chain, { stroke: accent, width: 0.4 }),
    path(edge(49), { stroke: accent, width: 0.5 }),
    path(edge(52), { stroke: primary, width: 1 }),
    ...corners.flatMap((corner) => [
      path(disc(corner, 19), { fill: '#ffffff', stroke: primary, width: 1.4 }),
      path(rosette(corner, 17, 8, 6), { stroke: accent, width: 0.4 }),
      path(disc(corner, 4.4), { fill: primary }),
    ]),
  ];
}
