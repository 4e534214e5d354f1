/**
 * The style of an element: what its attributes, the sheet and its `style` say, reduced to what can
 * be drawn and holds no address.
 *
 * - S1 A property that is not named here is left out; one that changes the look is also named to
 *   the template's author.
 * - S2 The only addresses are those of parts of the same drawing (`url(#id)`).
 */
import { declarationsFor, parseDeclarations, type StyleSheet } from './css.js';
import type { Problems } from './problem.js';
import type { XmlElement } from './xml-tree.js';

/** Values by property. */
export type Style = ReadonlyMap<string, string>;

/** The element's own style; errors name references to the outside (S2). */
export function ownStyle(element: XmlElement, sheet: StyleSheet, problems: Problems): Style {
  const { name, attributes, line } = element;
  const classes = (attributes.get('class') ?? '').split(/\s+/).filter((part) => part !== '');
  const fromSheet = declarationsFor(sheet, name, attributes.get('id') ?? '', classes);
  const fromAttributes = [...attributes].filter(([key]) => PROPERTIES.has(key) || BEYOND.has(key));
  const inline = parseDeclarations(attributes.get('style') ?? '');
  const style = new Map<string, string>();
  for (const [property, value] of [...fromAttributes, ...fromSheet, ...inline]) {
    if (property === 'font') addFont(value, style);
    else if (isUsable(property, value, line, problems)) style.set(property, value.trim());
  }
  return style;
}

/** The style of an element inside another: what is inherited, overlaid by its own. */
export function inheritedStyle(outer: Style, own: Style): Style {
  const style = new Map([...outer].filter(([property]) => INHERITED.has(property)));
  for (const [property, value] of own) if (value !== 'inherit') style.set(property, value);
  return style;
}

/** The style as attributes of the drawing; those of texts alone are left out. */
export const drawnStyle = (own: Style): readonly (readonly [string, string])[] =>
  [...own].filter(([property]) => DRAWN.has(property));

export const isHidden = (own: Style): boolean =>
  own.get('display') === 'none' || own.get('visibility') === 'hidden';

function isUsable(property: string, value: string, line: number, problems: Problems): boolean {
  if (/url\s*\(/i.test(value) && !/^\s*url\(\s*["']?#[\w.:-]+["']?\s*\)[^()]*$/i.test(value)) {
    problems.error(line, `${property} refers to something outside the drawing`);
    return false;
  }
  if (BEYOND.has(property) && !NEUTRAL.has(value)) {
    problems.warn(line, `${property} cannot be drawn and is left out`);
  }
  return PROPERTIES.has(property) && (TEXTS.has(property) || HARMLESS.test(value));
}

/** Size and family of `font: italic bold 12px/1.2 Georgia, serif`. */
function addFont(value: string, style: Map<string, string>): void {
  const parts = /^(.*?)([\d.]+[a-z%]*)(?:\/\S+)?\s+(.+)$/i.exec(value);
  if (parts === null) return;
  const [, words = '', size = '', family = ''] = parts;
  style.set('font-size', size).set('font-family', family);
  if (/italic|oblique/.test(words)) style.set('font-style', 'italic');
  const weight = /bold|\b[1-9]00\b/.exec(words)?.[0];
  if (weight !== undefined) style.set('font-weight', weight);
}

const HARMLESS = /^[\w\s.,#%()+"'-]*$/;
const NEUTRAL: ReadonlySet<string> = new Set(['none', 'normal', 'auto', 'inherit']);

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const DRAWN = setOf(
  'fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap ' +
    'stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color ' +
    'clip-path clip-rule mask stop-color stop-opacity',
);
const TEXTS = setOf(
  'font-family font-size font-weight font-style letter-spacing text-anchor text-transform ' +
    'dominant-baseline alignment-baseline white-space text-align',
);
const PROPERTIES: ReadonlySet<string> = new Set([...DRAWN, ...TEXTS, 'display', 'visibility']);
/** They change the look and cannot be drawn. */
const BEYOND = setOf(
  'filter mix-blend-mode marker marker-start marker-mid marker-end text-decoration ' +
    'writing-mode backdrop-filter',
);
const INHERITED: ReadonlySet<string> = new Set([
  ...setOf('fill fill-opacity stroke color visibility'),
  ...[...TEXTS].filter((property) => !property.endsWith('baseline')),
]);
