/** The middle of a built-in design: who issues what to whom for which course. */
import type { TextLineDesign } from '../../domain/certificate-design.js';
import { textLine } from './blocks.js';
import type { Look } from './look.js';

/** How a design sets the body. */
export interface BodyStyle {
  readonly family: TextLineDesign['family'];
  /** Largest sizes of title, name and course; smaller ones follow from them. */
  readonly title: number;
  readonly name: number;
  readonly course: number;
  readonly phrase: number;
  readonly nameItalic: boolean;
  /** Colour of the ornamental rule below the name; '' = none. */
  readonly rule: string;
}

export const issuerLine = ({ palette }: Look, color = palette.primary): TextLineDesign =>
  textLine('${issuerName}', [10.5, 9, 8], {
    ...{ color, spacing: 1.8, upperCase: true, linesMax: [1, 1, 2], above: 2 },
  });

export const titleLine = (
  { texts, palette }: Look,
  style: BodyStyle,
  color = palette.primary,
): TextLineDesign =>
  textLine(texts.title, shrinking(style.title, [1, 0.87, 0.74, 0.61, 0.53]), {
    ...{ role: 'title', color, family: style.family, bold: style.family === 'sans' },
    ...{ spacing: 0.6, linesMax: [1, 1, 2, 2, 3], above: 5 },
  });

/** From the certification to the batch. */
export function bodyLines({ texts, palette }: Look, style: BodyStyle): TextLineDesign[] {
  const phrase = (text: string, color: string, above: number): TextLineDesign =>
    textLine(text, shrinking(style.phrase, [1, 0.85, 0.7]), {
      ...{ color, above, italic: style.nameItalic, linesMax: [1, 2, 2] },
    });
  return [
    phrase(texts.certify, palette.muted, 9),
    textLine('${recipientName}', shrinking(style.name, [1, 0.88, 0.76, 0.64, 0.55, 0.45, 0.36]), {
      ...{ role: 'heading', color: palette.ink, italic: style.nameItalic, rule: style.rule },
      ...{ linesMax: [1, 1, 1, 1, 2, 2, 3], above: 4 },
    }),
    phrase(texts.deed, palette.muted, style.rule === '' ? 9 : 15),
    textLine('${courseName}', shrinking(style.course, [1, 0.84, 0.72, 0.62, 0.54]), {
      ...{ role: 'heading', color: palette.ink, bold: style.family === 'sans' },
      ...{ linesMax: [1, 2, 2, 3, 4], above: 5 },
    }),
    phrase(texts.achievement, palette.ink, 5),
    phrase(texts.score, palette.ink, 2),
    textLine(texts.batch, [12, 10.5, 9], {
      ...{ color: palette.muted, linesMax: [1, 1, 2], above: 4 },
    }),
  ];
}

const shrinking = (size: number, parts: readonly number[]): number[] =>
  parts.map((part) => Math.round(size * part * 2) / 2);
