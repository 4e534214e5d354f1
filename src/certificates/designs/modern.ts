/** Landscape with a coloured band at the left that carries seal and QR code; texts run left. */
import type { CertificateDesign, DesignBlock } from '../../domain/certificate-design.js';
import { star, wreath } from '../ornament.js';
import {
  caption,
  checkBox,
  logoColumn,
  SIGNATURE_ROW_HEIGHT,
  signatures,
  textBlock,
  textLine,
} from './blocks.js';
import { bodyLines, issuerLine, titleLine, type BodyStyle } from './body.js';
import { A4_LONG, A4_SHORT, type Look } from './look.js';
import { inkOn, shade, tint, type Palette } from './palette.js';
import { seal } from './seal.js';
import {
  drawing,
  path,
  rectangle,
  roundedRectangle,
  spirograph,
  waveField,
  type Box,
} from './shapes.js';

export const MODERN_PALETTE: Palette = {
  primary: '#14345b',
  accent: '#9a6b1c',
  ink: '#18202b',
  muted: '#55606e',
};

const BAND = 206;
const STRIPE = 5;
const LEFT = 258;
const WIDTH = A4_LONG - LEFT - 52;
const SIGNATURES_Y = 424;
const QR = { middle: BAND / 2, y: 426, size: 84 };

const STYLE: BodyStyle = {
  ...{ family: 'sans', title: 33, name: 40, course: 22, phrase: 13 },
  ...{ nameItalic: false, rule: '' },
};

export function modern(look: Look): CertificateDesign {
  const { palette, texts } = look;
  const signed = signatures({ x: LEFT, y: SIGNATURES_Y, width: WIDTH }, look, 'left');
  return {
    width: A4_LONG,
    height: A4_SHORT,
    language: look.language,
    art: drawing(A4_LONG, A4_SHORT, [...sheet(look), ...signed.shapes]),
    blocks: [
      ...logoColumn(logoBox(look), look.logos),
      textBlock({
        ...{ x: LEFT, y: 52, width: WIDTH, height: SIGNATURES_Y - 52 - 20 },
        ...{ vertical: 'middle', stretchMax: 2 },
        lines: [
          issuerLine(look, palette.accent),
          titleLine(look, STYLE),
          ...bodyLines(look, STYLE),
        ],
      }),
      ...signed.blocks,
      ...issueRow(look, SIGNATURES_Y + SIGNATURE_ROW_HEIGHT + 6),
      ...checkBox(
        {
          ...{ x: QR.middle, y: QR.y, size: QR.size, width: BAND - 40, gap: 14 },
          ...{
            caption: { color: inkOn(palette.primary), family: 'sans' },
            textColor: inkOn(palette.primary),
          },
        },
        look,
      ),
      textBlock({
        ...{ x: LEFT, y: 560, width: WIDTH, height: 11 },
        lines: [textLine(texts.verify, [7.5, 6.5, 5.5], { color: palette.muted })],
      }),
    ],
  };
}

/** Date and issuer side by side below the signatures. */
function issueRow({ palette, texts }: Look, y: number): DesignBlock[] {
  return [
    textBlock({
      ...{ x: LEFT, y, width: 150, height: 30 },
      lines: [
        caption(texts.dateOfIssue, { color: palette.accent, family: 'sans' }),
        textLine('${issuedDate}', [11, 9.5], { color: palette.ink }),
        textLine(texts.validUntil, [7.5, 6.5, 5.5], { color: palette.muted }),
      ],
    }),
    textBlock({
      ...{ x: LEFT + 160, y, width: WIDTH - 160, height: 34 },
      lines: [
        caption(texts.issuedBy, { color: palette.accent, family: 'sans' }),
        textLine('${issuerName}', [11, 9.5, 8, 7], {
          color: palette.ink,
          linesMax: [1, 1, 1, 2],
        }),
        textLine('${issuerUrl}', [7.5, 6.5, 5.5], { color: palette.muted }),
      ],
    }),
  ];
}

/** As high as its logos need, above the seal. */
const logoBox = ({ logos }: Look): Box => ({
  ...{ x: 30, y: 43, width: BAND - 60 },
  height: 48 * Math.max(1, logos.length) + 12,
});

function sheet(look: Look): string[] {
  const { palette, logos, sealed } = look;
  const { primary, accent } = palette;
  const light = tint(primary, 0.78);
  const emblem = wreath(BAND / 2, 84, 31);
  const box = logoBox(look);
  const card = { x: box.x - 8, y: box.y - 7, width: box.width + 16, height: box.height + 14 };
  const quiet = 7;
  const code = {
    ...{ x: QR.middle - QR.size / 2 - quiet, y: QR.y - quiet },
    ...{ width: QR.size + 2 * quiet, height: QR.size + 2 * quiet },
  };
  const band = { x: 0, y: 0, width: BAND, height: A4_SHORT };
  return [
    path(spirograph([A4_LONG - 96, 150], 210, 5, 28, 0.34), {
      ...{ stroke: tint(primary, 0.07), width: 0.5 },
    }),
    path(rectangle(band), { fill: primary }),
    path(waveField({ x: -14, y: 0, width: BAND - 10, height: A4_SHORT }, 26, 9, 44), {
      ...{ stroke: light, width: 0.35 },
    }),
    path(rectangle({ ...band, x: BAND, width: STRIPE }), { fill: accent }),
    ...(logos.length > 0
      ? [path(roundedRectangle(card, 6), { fill: '#ffffff' })]
      : [
          path(emblem.leaves, { fill: inkOn(primary) }),
          path(emblem.stems, { stroke: inkOn(primary), width: 0.9 }),
          path(star(BAND / 2, 84, 11), { fill: tint(accent, 0.7) }),
        ]),
    ...(sealed ? seal([BAND / 2, 284], 50, { ...palette, primary: shade(accent, 0.3) }) : []),
    path(roundedRectangle(code, 5), { fill: '#ffffff' }),
  ];
}
