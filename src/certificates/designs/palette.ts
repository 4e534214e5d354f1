/** The colours of a design, and what follows from them. Colours are `#rrggbb`. */

export interface Palette {
  /** Of titles and large areas. */
  readonly primary: string;
  /** Of rules, captions and the seal. */
  readonly accent: string;
  readonly ink: string;
  readonly muted: string;
}

/** The colour laid on white so thin that text stays readable on it; 0 = white, 1 = the colour. */
export const tint = (colour: string, strength: number): string =>
  hexOf(channelsOf(colour).map((channel) => 255 - (255 - channel) * strength));

/** The colour towards black. */
export const shade = (colour: string, strength: number): string =>
  hexOf(channelsOf(colour).map((channel) => channel * (1 - strength)));

/** White or nearly black, whichever reads better on the colour (WCAG's relative luminance). */
export const inkOn = (colour: string): string =>
  luminance(colour) < EVEN_LUMINANCE ? '#ffffff' : '#1a1a1a';

/** The contrast ratio of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** There white and black contrast alike. */
const EVEN_LUMINANCE = 0.18;

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channelsOf(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const channelsOf = (colour: string): number[] =>
  [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

const hexOf = (channels: readonly number[]): string =>
  `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
