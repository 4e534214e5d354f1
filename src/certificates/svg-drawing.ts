/**
 * SVG drawings that may be put into a document: shapes only.
 *
 * - V1 A drawing that could refer to anything outside itself is refused, not cleaned: only the
 *   elements and attributes named here may occur, and no document type, entity or style sheet.
 */

export interface SvgDrawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Accepts a well-formed drawing made of plain shapes; `null` = refused. */
export function svgDrawing(source: string): SvgDrawing | null {
  const text = source.replace(/^\uFEFF?\s*<\?xml[^<>]*\?>/, '').replace(/<!--[^<>]*-->/g, '');
  const svg = text.trim();
  const root = /^<svg\b[^<>]*>/.exec(svg)?.[0];
  if (root === undefined || !isBalanced(svg)) return null;
  const [, , width = NaN, height = NaN] = numbers(attribute(root, 'viewBox'));
  const size = {
    width: width || parseFloat(attribute(root, 'width')),
    height: height || parseFloat(attribute(root, 'height')),
  };
  return size.width > 0 && size.height > 0 && isFinite(size.width / size.height)
    ? { svg, ...size }
    : null;
}

/** Every tag is allowed, every element closed, and nothing follows the root element. */
function isBalanced(svg: string): boolean {
  const open: string[] = [];
  let end = 0;
  for (const match of svg.matchAll(TAG)) {
    const [tag, closing = '', name = '', attributes = '', selfClosing = ''] = match;
    const between = svg.slice(end, match.index);
    if (/[<>]/.test(between) || (end > 0 && open.length === 0)) return false;
    end = match.index + tag.length;
    if (!ELEMENTS.has(name) || !areAllowed(attributes)) return false;
    if (closing !== '') {
      if (open.pop() !== name) return false;
    } else if (selfClosing === '') open.push(name);
    if (open.length > DEPTH_MAX) return false;
  }
  return open.length === 0 && end === svg.length;
}

function areAllowed(attributes: string): boolean {
  const rest = attributes.replace(ATTRIBUTE, (whole, name: string, quoted: string) =>
    ATTRIBUTES.has(name) && HARMLESS.test(quoted.slice(1, -1)) ? '' : whole,
  );
  return rest.trim() === '';
}

const attribute = (tag: string, name: string): string =>
  new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1] ?? '';

const numbers = (list: string): number[] =>
  list
    .trim()
    .split(/[\s,]+/)
    .map(Number);

const TAG = /<(\/?)([A-Za-z]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /\s+([\w:-]+)\s*=\s*("[^"]*"|'[^']*')/g;
/** Numbers, path data, colours, style declarations, transforms; no `url(`, no entity. */
const HARMLESS =
  /^(?:[\w\s.,#%+:;-]*|\s*(?:\w+\([\d\s.,eE+-]*\)[\s,]*)+|http:\/\/www\.w3\.org\/2000\/svg)$/;
const DEPTH_MAX = 32;

const ELEMENTS: ReadonlySet<string> = new Set(
  'svg g path line polyline polygon rect circle ellipse title desc'.split(' '),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'xmlns version width height viewBox preserveAspectRatio id class transform d points ' +
    'x y x1 y1 x2 y2 cx cy r rx ry fill fill-opacity fill-rule stroke stroke-width ' +
    'stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity opacity style'
  ).split(' '),
);
