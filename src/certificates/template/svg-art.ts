/**
 * The shapes of a drawing, written anew: only elements and attributes named here come out, each
 * with its style as attributes, and every reference points into the drawing itself.
 *
 * - A1 Nothing of the source reaches the output as it was but names, numbers, colours and pictures
 *   that passed the patterns below.
 * - A2 What a program would run or fetch is an error; what only cannot be drawn is a warning.
 */
import { addText } from './svg-text.js';
import type { Drawing } from './svg-drawing-state.js';
import { lengthOf, parseTransform, product, rounded, type Matrix } from './svg-geometry.js';
import { pictureOf, qrGround } from './svg-picture.js';
import { drawnStyle, inheritedStyle, isHidden, ownStyle, type Style } from './svg-style.js';
import type { XmlElement } from './xml-tree.js';

export interface Place {
  /** Leads from the element's parent to the page. */
  readonly matrix: Matrix;
  readonly style: Style;
  /** Inside `defs` and its like, which are drawn elsewhere or not at all. */
  readonly isDefinition: boolean;
}

/** What is drawn of an element, as text; texts and placeholders go to the drawing's blocks. */
export function artOf(element: XmlElement, place: Place, to: Drawing): string {
  const { name, line } = element;
  if (name.includes(':')) return '';
  if (REFUSED.has(name)) {
    to.problems.error(line, `<${name}> is not allowed`);
    return '';
  }
  if (SILENT.has(name)) return '';
  if (!DRAWN.has(name) && name !== 'text') {
    to.problems.warn(line, `<${name}> cannot be drawn and is left out`);
    return '';
  }
  refuseHandlers(element, to);
  const own = ownStyle(element, to.sheet, to.problems);
  if (isHidden(own)) return '';
  return drawn(element, own, { ...place, style: inheritedStyle(place.style, own) }, to);
}

function drawn(element: XmlElement, own: Style, place: Place, to: Drawing): string {
  const { name, line } = element;
  const transform = transformOf(element, to);
  const matrix = product(place.matrix, transform);
  if (name === 'text') {
    if (place.isDefinition) {
      to.problems.warn(line, 'a text inside a definition is not drawn');
    } else addText(element, place.style, matrix, to);
    return '';
  }
  if (name === 'image') return imageArt(element, own, matrix, place, to);
  if (name === 'use' && !isLocal(element, to)) return '';
  const isDefinition = place.isDefinition || DEFINITIONS.has(name);
  const inner = element.children
    .map((child) =>
      typeof child === 'string' ? '' : artOf(child, { ...place, matrix, isDefinition }, to),
    )
    .join('');
  if (CONTAINERS.has(name) && inner === '') return '';
  return tag(name === 'a' || name === 'switch' ? 'g' : name, attributesOf(element, own, to), inner);
}

function imageArt(
  element: XmlElement,
  own: Style,
  matrix: Matrix,
  place: Place,
  to: Drawing,
): string {
  if (place.isDefinition && /\$\{|\{\{/.test(element.attributes.get('href') ?? '')) {
    to.problems.error(element.line, 'a placeholder of a picture stands inside a definition');
    return '';
  }
  const file = pictureOf(element, matrix, to);
  const ground = qrGround(element, to);
  if (ground !== null) {
    const sides = Object.entries(ground).map(([key, side]) => [key, String(side)] as const);
    return tag('rect', [...sides, ['fill', '#ffffff']], '');
  }
  if (file === '') return '';
  const attributes = attributesOf(element, own, to).filter(([name]) => name !== 'href');
  return tag('image', [...attributes, ['href', file]], '');
}

/** A use must name a part of the drawing. */
function isLocal({ attributes, line }: XmlElement, to: Drawing): boolean {
  const id = LOCAL.exec(attributes.get('href') ?? '')?.[1];
  if (id !== undefined && to.byId.has(id)) return true;
  if (id === undefined) to.problems.error(line, '<use> refers to something outside the drawing');
  else to.problems.warn(line, `<use> names #${id}, which the drawing does not have`);
  return false;
}

function transformOf({ attributes, name, line }: XmlElement, to: Drawing): Matrix {
  const written = attributes.get('transform');
  if (written === undefined) return [1, 0, 0, 1, 0, 0];
  const matrix = parseTransform(written);
  if (matrix === null) to.problems.error(line, `the transform of <${name}> cannot be read`);
  return matrix ?? [1, 0, 0, 1, 0, 0];
}

function refuseHandlers({ attributes, name, line }: XmlElement, to: Drawing): void {
  for (const key of attributes.keys()) {
    if (/^on/i.test(key)) to.problems.error(line, `<${name}> has the event attribute ${key}`);
  }
}

type Attribute = readonly [name: string, value: string];

function attributesOf(element: XmlElement, own: Style, to: Drawing): Attribute[] {
  const { name, attributes, line } = element;
  const kept: Attribute[] = [];
  for (const [key, value] of attributes) {
    if (key === 'href' && name !== 'image') {
      if (LOCAL.test(value)) kept.push([key, value]);
      else if (name !== 'a') to.problems.error(line, `<${name}> refers to something outside`);
    } else if (key === 'id') {
      if (ID.test(value)) kept.push([key, value]);
    } else if (GEOMETRY.has(key) && HARMLESS.test(value)) {
      kept.push([key, inUnits(element, key, value, to)]);
    }
  }
  return [...kept, ...drawnStyle(own)];
}

/** Percentages are of the view box, which the output no longer has. */
function inUnits(
  { name, attributes }: XmlElement,
  key: string,
  value: string,
  to: Drawing,
): string {
  const isGradient = name.endsWith('Gradient');
  const isOwn = !isGradient || attributes.get('gradientUnits') === 'userSpaceOnUse';
  const whole = ACROSS.has(key) ? to.width : DOWN.has(key) ? to.height : null;
  if (!value.includes('%') || !isOwn || BOXES.has(name)) return value;
  const length = lengthOf(value, whole ?? Math.hypot(to.width, to.height) / Math.SQRT2, 0);
  return length === null ? value : String(rounded(length));
}

const tag = (name: string, attributes: readonly Attribute[], inner: string): string => {
  const list = attributes.map(([key, value]) => ` ${key}="${escaped(value)}"`).join('');
  return inner === '' ? `<${name}${list}/>` : `<${name}${list}>${inner}</${name}>`;
};

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const LOCAL = /^#([\w.:-]+)$/;
const ID = /^[\w.:-]{1,200}$/;
const HARMLESS = /^[\w\s.,%()+-]*$/;

/** They run or fetch something, or hold another language. */
const REFUSED = setOf(
  'script foreignObject iframe object embed audio video canvas handler textPath svg',
);
const SILENT = setOf('style title desc metadata');
const CONTAINERS = setOf('g a switch defs clipPath mask pattern symbol');
const DEFINITIONS = setOf('defs clipPath mask pattern symbol');
const DRAWN = setOf(
  'g a switch defs clipPath mask pattern symbol use image path rect circle ellipse line polyline ' +
    'polygon linearGradient radialGradient stop',
);
const BOXES = setOf('mask pattern clipPath stop');
const ACROSS = setOf('x x1 x2 cx fx width rx');
const DOWN = setOf('y y1 y2 cy fy height ry');
const GEOMETRY = setOf(
  'x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height d points transform viewBox ' +
    'preserveAspectRatio offset gradientUnits gradientTransform spreadMethod clipPathUnits ' +
    'maskUnits maskContentUnits patternUnits patternContentUnits patternTransform',
);
