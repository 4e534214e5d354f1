/**
 * Texts of a drawing as boxes of a design. A text is one line that rests on its baseline, at the
 * size it was given or, where it would not fit the page, smaller.
 *
 * - T1 A part of a text that has an x of its own is a line of its own; the browser's flow of parts
 *   one behind the other is kept inside a line, which is drawn in one style.
 */
import type { TextBlockDesign, TextLineDesign } from '../../domain/certificate-design.js';
import { readPlaceholders } from './placeholder.js';
import { hexColour, onWhite } from './svg-colour.js';
import { applied, isUpright, lengthOf, rounded, scaleOf, type Matrix } from './svg-geometry.js';
import type { Drawing } from './svg-drawing-state.js';
import { inheritedStyle, isHidden, ownStyle, type Style } from './svg-style.js';
import type { XmlElement } from './xml-tree.js';

/** Size of a text that names none, as browsers have it, in user units. */
const SIZE_DEFAULT = 16;
/** Sizes tried, as parts of the given one. */
const SHRINKING = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4];
const SIZE_PT_MIN = 4;
const LETTERS_ROOM_PT_MIN = 12;

interface Line {
  readonly x: number;
  readonly y: number;
  style: Style;
  text: string;
}

/** Adds the lines of a `text` element; `style` is the computed one, `matrix` leads to the page. */
export function addText(element: XmlElement, style: Style, matrix: Matrix, to: Drawing): void {
  const lines: Line[] = [];
  gather(element, style, lines, to);
  for (const line of lines) {
    const read = readPlaceholders(line.text.replace(/\s+/g, ' ').trim());
    for (const name of read.unknown) {
      to.problems.error(element.line, `${name} is no placeholder`);
    }
    if (read.names.some((name) => name.startsWith('qrCode') || name.endsWith('Image'))) {
      to.problems.error(element.line, 'a placeholder of a picture stands in a text');
      continue;
    }
    for (const name of read.names) to.names.add(name);
    if (read.text !== '') to.add(blockOf({ ...line, text: read.text }, matrix, element, to));
  }
}

/** T1. */
function gather(element: XmlElement, style: Style, lines: Line[], to: Drawing): void {
  const size = sizeOf(style, element, to);
  const x = placeOf(element, 'x', to.width, size, to);
  const y = placeOf(element, 'y', to.height, size, to);
  const [dx, dy] = [shiftOf(element, 'dx', size), shiftOf(element, 'dy', size)];
  const last = lines.at(-1);
  const isFirst = element.name === 'text';
  if (isFirst || x !== null || (y !== null && last?.text.trim() === '')) {
    const at = { x: (x ?? last?.x ?? 0) + dx, y: (y ?? last?.y ?? 0) + dy };
    lines.push({ ...at, style, text: '' });
  } else if (dy !== 0 || y !== null) {
    to.problems.warn(element.line, 'a part of a text without an x of its own stays on its line');
  }
  for (const child of element.children) {
    if (typeof child === 'string') append(child, style, lines, element, to);
    else if (child.name === 'tspan' || child.name === 'a') {
      const own = ownStyle(child, to.sheet, to.problems);
      if (!isHidden(own)) gather(child, inheritedStyle(style, own), lines, to);
    } else if (child.name !== 'title' && child.name !== 'desc') {
      to.problems.error(child.line, `<${child.name}> is not allowed in a text`);
    }
  }
}

function append(text: string, style: Style, lines: Line[], element: XmlElement, to: Drawing): void {
  const line = lines.at(-1);
  if (line === undefined || text === '') return;
  const differs = line.style !== style && text.trim() !== '';
  if (differs && line.text.trim() !== '' && look(line.style) !== look(style)) {
    to.problems.warn(element.line, 'a text whose parts differ in style is drawn in one style');
  } else if (differs && line.text.trim() === '') line.style = style;
  line.text += text;
}

const look = (style: Style): string =>
  ['font-family', 'font-size', 'font-weight', 'font-style', 'fill']
    .map((property) => style.get(property) ?? '')
    .join('|');

/** The first of the places that an attribute lists. */
function placeOf(
  element: XmlElement,
  name: 'x' | 'y',
  whole: number,
  size: number,
  to: Drawing,
): number | null {
  const written = element.attributes.get(name);
  if (written === undefined) return null;
  const [first = '', second] = written.trim().split(/[\s,]+/);
  if (second !== undefined) {
    to.problems.warn(element.line, `of several places in ${name} the first counts`);
  }
  const value = lengthOf(first, whole, size);
  if (value === null) to.problems.error(element.line, `${name}="${written}" is no length`);
  return value ?? 0;
}

const shiftOf = (element: XmlElement, name: 'dx' | 'dy', size: number): number =>
  lengthOf((element.attributes.get(name) ?? '0').trim().split(/[\s,]+/)[0] ?? '', 0, size) ?? 0;

function sizeOf(style: Style, element: XmlElement, to: Drawing): number {
  const written = style.get('font-size') ?? '';
  if (written === '') return SIZE_DEFAULT;
  const size = lengthOf(written, SIZE_DEFAULT, SIZE_DEFAULT) ?? KEYWORD_SIZES.get(written);
  if (size !== undefined && size > 0) return size;
  to.problems.warn(
    element.line,
    `font-size "${written}" is no size; ${String(SIZE_DEFAULT)} counts`,
  );
  return SIZE_DEFAULT;
}

const KEYWORD_SIZES: ReadonlyMap<string, number> = new Map([
  ['small', 13],
  ['medium', 16],
  ['large', 18],
  ['x-large', 24],
  ['xx-large', 32],
]);

function blockOf(line: Line, matrix: Matrix, element: XmlElement, to: Drawing): TextBlockDesign {
  const size = sizeOf(line.style, element, to);
  const drop = (BASELINE_DROPS.get(baselineOf(line.style)) ?? 0) * size;
  const upright = isUpright(matrix);
  const scale = scaleOf(matrix);
  const anchor = anchorOf(line.style);
  const at = [line.x, line.y + drop] as const;
  const page = applied(matrix, at);
  const room = { before: to.roomFrom(page, matrix, -1), after: to.roomFrom(page, matrix, 1) };
  if (room.before + room.after === 0) {
    to.problems.warn(element.line, `the text "${line.text}" stands outside the page`);
  }
  const [x, y] = upright ? page : at;
  const unit = upright ? 1 : scale;
  const box = boxOf(anchor, { before: room.before / unit, after: room.after / unit });
  const drawn = upright ? size * scale : size;
  return {
    kind: 'text',
    x: rounded(x + box.shift),
    y: rounded(y),
    width: rounded(box.width),
    height: rounded(drawn * 1.4),
    align: ALIGNMENTS[anchor],
    vertical: 'baseline',
    stretchMax: 1,
    matrix: upright ? null : matrix,
    lines: [lineDesign(line, drawn, unit, element, to)],
  };
}

type Anchor = 'start' | 'middle' | 'end';

const ALIGNMENTS = { start: 'left', middle: 'center', end: 'right' } as const;

/** The box that a text may fill around its anchor. */
function boxOf(
  anchor: Anchor,
  room: { readonly before: number; readonly after: number },
): { readonly shift: number; readonly width: number } {
  const least = (width: number): number => Math.max(width, LETTERS_ROOM_PT_MIN);
  if (anchor === 'start') return { shift: 0, width: least(room.after) };
  if (anchor === 'end') return { shift: -least(room.before), width: least(room.before) };
  const half = least(Math.min(room.before, room.after));
  return { shift: -half, width: 2 * half };
}

const anchorOf = (style: Style): Anchor => {
  const anchor = style.get('text-anchor') ?? '';
  return anchor === 'middle' || anchor === 'end' ? anchor : 'start';
};

const baselineOf = (style: Style): string =>
  style.get('dominant-baseline') ?? style.get('alignment-baseline') ?? '';

/** From where a text is hung up to its baseline, in sizes. */
const BASELINE_DROPS: ReadonlyMap<string, number> = new Map([
  ['middle', 0.3],
  ['central', 0.35],
  ['hanging', 0.75],
  ['text-before-edge', 0.85],
  ['text-top', 0.85],
  ['text-after-edge', -0.2],
]);

function lineDesign(
  { text, style }: Line,
  size: number,
  unit: number,
  element: XmlElement,
  to: Drawing,
): TextLineDesign {
  const spacing = lengthOf(style.get('letter-spacing') ?? '0', 0, size) ?? 0;
  const least = SIZE_PT_MIN / unit;
  const sizes = SHRINKING.map((part) => rounded(size * part)).filter((s) => s >= least);
  return {
    text,
    role: /\$\{(recipientName)\}/.test(text) ? 'heading' : 'paragraph',
    family: familyOf(style.get('font-family') ?? ''),
    bold: isBold(style.get('font-weight') ?? ''),
    italic: /italic|oblique/.test(style.get('font-style') ?? ''),
    color: colourOf(style, element, to),
    spacing: rounded(spacing),
    upperCase: style.get('text-transform') === 'uppercase',
    sizes: sizes.length === 0 ? [rounded(size)] : sizes,
    linesMax: [1],
    above: 0,
    rule: '',
  };
}

const isBold = (weight: string): boolean => weight.startsWith('bold') || Number(weight) >= 600;

/** Serif is what browsers take where no family is named. */
function familyOf(list: string): 'serif' | 'sans' {
  const names = list.toLowerCase();
  if (names.trim() === '') return 'serif';
  if (/sans/.test(names)) return 'sans';
  return SERIF.test(names) ? 'serif' : 'sans';
}

const SERIF = new RegExp(
  'serif|times|georgia|garamond|baskerville|palatino|cambria|didot|bodoni|caslon|playfair|' +
    'merriweather|lora|cormorant|cinzel|cursive|script|vibes|dancing|pinyon|allura',
);

function colourOf(style: Style, element: XmlElement, to: Drawing): string {
  const fill = style.get('fill') ?? '#000000';
  const written = fill === 'currentColor' ? (style.get('color') ?? '#000000') : fill;
  const colour = hexColour(written) ?? to.colourOfPaint(written);
  if (colour === null) {
    const stroke = hexColour(style.get('stroke') ?? '');
    to.problems.warn(element.line, `the text's fill "${written}" is no colour that can be drawn`);
    return stroke ?? '#000000';
  }
  const opacity = [style.get('opacity'), style.get('fill-opacity')]
    .map((part) => (part === undefined ? 1 : (lengthOf(part, 1, 1) ?? 1)))
    .reduce((whole, part) => whole * part, 1);
  return opacity >= 1 ? colour : onWhite(colour, opacity);
}
