/**
 * A certificate as one SVG that needs nothing beside itself: art and pictures inside, texts as the
 * outlines of their glyphs, so that it looks the same wherever it is opened.
 *
 * - G1 Nothing in it runs or refers outside: no script, no font, no address but those of drawings
 *   within.
 * - G2 Every text is in the description in reading order, for whoever hears it instead.
 * - G3 The root's tag ends a line and declares the name space of badges (`svg-seal.ts`).
 * - G4 Its own styles stand on its own elements, so that none of the art's reaches them.
 */
import type { CertificateDesign } from '../../domain/certificate-design.js';
import { cleanText } from '../clean-text.js';
import { BADGES_NAMESPACE } from '../credential/svg-seal.js';
import { faceNamed, glyphPath, type FaceName } from '../page/faces.js';
import type { PlacedPage, PlacedQr, PlacedRun, PlacedText } from '../page/placed-page.js';
import type { PlacedPicture } from '../page/placed-picture.js';

export interface SvgParts {
  readonly design: CertificateDesign;
  readonly page: PlacedPage;
  readonly pictures: readonly PlacedPicture[];
  /** What it is called where it is listed. */
  readonly title: string;
}

/** The whole document. */
export function certificateSvg({ design, page, pictures, title }: SvgParts): string {
  const { width, height, language, texts, rules, qr } = page;
  const glyphs = new GlyphDefinitions();
  const drawn = texts.map((text) => drawnText(text, glyphs));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    rootTag(width, height, language),
    `<title id="laurel-title">${escaped(title)}</title>`,
    `<desc id="laurel-text">${texts.map(({ text }) => escaped(text)).join('\n')}</desc>`,
    `<rect width="${num(width)}" height="${num(height)}" style="fill:#ffffff;stroke:none"/>`,
    artIn(design),
    ...pictures.map(picture),
    ...rules.map(({ color, path }) => shape(path, color)),
    glyphs.definitions(),
    ...drawn,
    qr === null ? '' : qrCode(qr),
    '</svg>',
    '',
  ]
    .filter((part, at, all) => part !== '' || at === all.length - 1)
    .join('\n');
}

/** `img` has readers of screens take title and description instead of the shapes (G2). */
function rootTag(width: number, height: number, language: string): string {
  const [w, h] = [num(width), num(height)];
  return [
    '<svg xmlns="http://www.w3.org/2000/svg"',
    `xmlns:openbadges="${BADGES_NAMESPACE}"`,
    `width="${w}pt" height="${h}pt" viewBox="0 0 ${w} ${h}" lang="${escaped(language)}"`,
    'role="img" aria-labelledby="laurel-title" aria-describedby="laurel-text">',
  ].join(' ');
}

/** The art is a document of its own; within another it is an element, without its prologue. */
const artIn = ({ art, width, height }: CertificateDesign): string =>
  nested(art, { x: 0, y: 0, width, height }, `0 0 ${num(width)} ${num(height)}`);

function picture({ x, y, width, height, image }: PlacedPicture): string {
  const { source } = image;
  const whole = `0 0 ${num(image.width)} ${num(image.height)}`;
  if ('svg' in source) return nested(source.svg, { x, y, width, height }, whole);
  const place = `x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}"`;
  return `<image ${place} preserveAspectRatio="none" href="${escaped(source.image)}"/>`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A drawing within the drawing; `whole` = its view box where it names none. */
function nested(drawing: string, { x, y, width, height }: Place, whole: string): string {
  const start = drawing.indexOf('<svg');
  const end = drawing.indexOf('>', start);
  // One that is closed at once shows nothing.
  if (start < 0 || drawing[end - 1] === '/') return '';
  const box = /\sviewBox\s*=\s*["']([^"']*)["']/.exec(drawing.slice(start, end))?.[1] ?? whole;
  const place = `x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}"`;
  const tag = `<svg ${place} viewBox="${escaped(box)}" aria-hidden="true">`;
  return `${tag}${drawing.slice(end + 1).trim()}`;
}

const shape = (path: string, color: string): string =>
  `<path d="${escaped(path)}" style="fill:${escaped(color)};stroke:none"/>`;

function qrCode({ x, y, size, side, color, path }: PlacedQr): string {
  const place = `translate(${num(x)} ${num(y)}) scale(${num(size / side)})`;
  // Edges that were softened would show as lines between the rows.
  const attributes = `transform="${place}" shape-rendering="crispEdges"`;
  return `<g ${attributes}>${shape(path, color)}</g>`;
}

/** Each outline once, however often it is drawn. */
class GlyphDefinitions {
  readonly #paths = new Map<string, string>();

  /** The name of a glyph; '' = nothing is drawn, as for a space. */
  idOf(face: FaceName, glyph: number): string {
    const id = `laurel-${face}-${String(glyph)}`;
    if (!this.#paths.has(id)) this.#paths.set(id, glyphPath(face, glyph));
    return this.#paths.get(id) === '' ? '' : id;
  }

  definitions(): string {
    const paths = [...this.#paths].filter(([, path]) => path !== '');
    const drawn = paths.map(
      ([id, path]) =>
        `<path id="${id}" d="${path}" style="fill:inherit;stroke:inherit;stroke-width:inherit"/>`,
    );
    return drawn.length === 0 ? '' : `<defs>${drawn.join('')}</defs>`;
  }
}

function drawnText({ lines }: PlacedText, glyphs: GlyphDefinitions): string {
  return lines.flatMap(({ runs }) => runs.map((run) => drawnRun(run, glyphs))).join('\n');
}

function drawnRun(run: PlacedRun, glyphs: GlyphDefinitions): string {
  const { face, size, color, matrix, outline } = run;
  const scale = size / faceNamed(face).unitsPerEm;
  const uses = run.glyphs.flatMap(({ id, x, y }) => {
    const name = glyphs.idOf(face, id);
    return name === '' ? [] : [`<use href="#${name}" transform="${placed(x, y, scale)}"/>`];
  });
  if (uses.length === 0) return '';
  const [fill, bold] = [escaped(color), num(outline / scale)];
  const stroke = outline === 0 ? 'stroke:none' : `stroke:${fill};stroke-width:${bold}`;
  const place = matrix.map(num).join(' ');
  return `<g transform="matrix(${place})" style="fill:${fill};${stroke}">${uses.join('')}</g>`;
}

/** Outlines have y upwards. */
const placed = (x: number, y: number, scale: number): string =>
  `matrix(${scale.toFixed(5)} 0 0 ${(-scale).toFixed(5)} ${num(x)} ${num(y)})`;

/** Thousandths of a point. */
const num = (value: number): string => String(Math.round(value * 1000) / 1000);

/** XML has no way to write the two characters that are none. */
const escaped = (text: string): string =>
  cleanText(text)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (char) => `&#${String(char.charCodeAt(0))};`);
