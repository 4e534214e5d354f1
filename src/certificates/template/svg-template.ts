/**
 * Sunbird's templates, SVG drawings with placeholders, compiled to designs. The drawing is read,
 * checked and written anew; what a certificate shows of a learner becomes boxes of their own, which
 * fit themselves to what they hold.
 *
 * - S1 What comes out refers to nothing outside and runs nothing, whatever went in.
 * - S2 Everything that is drawn otherwise than a browser would is told.
 *
 * Source: `reference/jobs.md` 3.5.
 */
import type { CertificateDesign, DesignBlock } from '../../domain/certificate-design.js';
import { err, type Result } from '../../domain/result.js';
import { parseStyleSheet, type StyleSheet } from './css.js';
import { isFatal, Problems, type TemplateProblem } from './problem.js';
import { artOf } from './svg-art.js';
import { Drawing, type Pictures } from './svg-drawing-state.js';
import { lengthOf, numbersIn, product, rounded, type Matrix } from './svg-geometry.js';
import { remotePictures } from './svg-picture.js';
import { drawnStyle, inheritedStyle, ownStyle } from './svg-style.js';
import { drawnWeight, elementsById, SHAPE_COUNT_MAX } from './svg-weight.js';
import { parseXml, type XmlElement } from './xml-tree.js';

/** The longer side of a page, in points: A4's. */
const PAGE_PT = 841.89;
/** A page that is this close to A4's shape is A4. */
const A4_SHORT_PT = 595.28;
const A4_DIFFERENCE_PT_MAX = 6;

export interface Compiled {
  /** `null` = an error keeps it from being used. */
  readonly design: CertificateDesign | null;
  readonly problems: readonly TemplateProblem[];
}

export interface SvgTemplate {
  readonly text: string;
  /** Where the drawing came from, e.g. `template.url`. */
  readonly parameter: string;
  /** Pictures fetched for it, by address. */
  readonly pictures: Pictures;
  /** Language of its fixed texts where it names none. */
  readonly language: string;
}

export function compileSvg({ text, parameter, pictures, language }: SvgTemplate): Compiled {
  const problems = new Problems(parameter);
  const root = rootOf(text);
  if (!root.ok) {
    problems.error(root.error.line, root.error.message);
    return { design: null, problems: problems.all() };
  }
  const box = viewBoxOf(root.value);
  if (box === null) {
    problems.error(root.value.line, 'the drawing has neither a viewBox nor a width and height');
    return { design: null, problems: problems.all() };
  }
  const byId = elementsById(root.value);
  const page = pageOf(box);
  const sheet = sheetOf(root.value, problems);
  const size = { width: box.width, height: box.height };
  const drawing = new Drawing({ ...size, page, sheet, problems, byId, pictures });
  const art = wholeArt(root.value, box, drawing);
  if (isTooMuch(art)) {
    const limit = String(SHAPE_COUNT_MAX);
    problems.error(null, `references make more than ${limit} shapes of it, or never end`);
  }
  warnOfMissing(drawing);
  const found = problems.all();
  if (isFatal(found)) return { design: null, problems: found };
  const { attributes } = root.value;
  const said = attributes.get('xml:lang') ?? attributes.get('lang') ?? '';
  const blocks = titled(inReadingOrder(drawing.blocks));
  const spoken = LANGUAGE.test(said) ? said : language;
  return { design: { ...page, language: spoken, art, blocks }, problems: found };
}

/** Of the drawing as it was written anew, where every style is an attribute. */
function isTooMuch(art: string): boolean {
  const root = art === '' ? null : parseXml(art);
  if (root?.ok !== true) return root !== null;
  return drawnWeight(root.value, elementsById(root.value)) > SHAPE_COUNT_MAX;
}

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** The addresses from which a drawing's pictures are to be fetched; none of what is no drawing. */
export function svgPictures(text: string): readonly { readonly address: string; line: number }[] {
  const root = rootOf(text);
  return root.ok ? remotePictures(root.value) : [];
}

function rootOf(text: string): Result<XmlElement, { line: number | null; message: string }> {
  const root = parseXml(text);
  if (!root.ok || root.value.name === 'svg') return root;
  return err({ line: root.value.line, message: `the root is <${root.value.name}>, not <svg>` });
}

interface ViewBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function viewBoxOf({ attributes }: XmlElement): ViewBox | null {
  const [x = NaN, y = NaN, width = NaN, height = NaN] = numbersIn(attributes.get('viewBox') ?? '');
  const box = Number.isFinite(x + y + width + height)
    ? { x, y, width, height }
    : {
        ...{ x: 0, y: 0 },
        width: lengthOf(attributes.get('width') ?? '', 0, 0) ?? 0,
        height: lengthOf(attributes.get('height') ?? '', 0, 0) ?? 0,
      };
  return box.width > 0 && box.height > 0 && box.width + box.height < SIDE_MAX ? box : null;
}

const SIDE_MAX = 1e6;

function pageOf({ width, height }: ViewBox): { readonly width: number; readonly height: number } {
  const scale = PAGE_PT / Math.max(width, height);
  const short = Math.min(width, height) * scale;
  const side = Math.abs(short - A4_SHORT_PT) <= A4_DIFFERENCE_PT_MAX ? A4_SHORT_PT : rounded(short);
  return width >= height ? { width: PAGE_PT, height: side } : { width: side, height: PAGE_PT };
}

/** The drawing in points, in the page's middle where their shapes differ a little. */
function wholeArt(root: XmlElement, box: ViewBox, to: Drawing): string {
  const { page } = to;
  const scale = Math.min(page.width / box.width, page.height / box.height);
  const left = (page.width - box.width * scale) / 2 - box.x * scale;
  const top = (page.height - box.height * scale) / 2 - box.y * scale;
  const matrix: Matrix = [scale, 0, 0, scale, left, top];
  const own = ownStyle(root, to.sheet, to.problems);
  const place = { matrix, style: inheritedStyle(new Map(), own), isDefinition: false };
  const inner = root.children
    .map((child) => (typeof child === 'string' ? '' : artOf(child, place, to)))
    .join('');
  for (const key of root.attributes.keys()) {
    if (/^on/i.test(key)) to.problems.error(root.line, `<svg> has the event attribute ${key}`);
  }
  if (inner === '') return '';
  const style = drawnStyle(own).map(([key, value]) => ` ${key}="${value.replace(/"/g, "'")}"`);
  const numbers = product(matrix, [1, 0, 0, 1, 0, 0]).map((n) => String(Math.round(n * 1e6) / 1e6));
  const size = `${String(page.width)} ${String(page.height)}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}">` +
    `<g transform="matrix(${numbers.join(' ')})"${style.join('')}>${inner}</g></svg>`
  );
}

function sheetOf(root: XmlElement, problems: Problems): StyleSheet {
  const rules: StyleSheet['rules'][number][] = [];
  const visit = (element: XmlElement): void => {
    if (element.name === 'style') {
      const sheet = parseStyleSheet(element.children.filter((c) => typeof c === 'string').join(''));
      rules.push(...sheet.rules);
      for (const left of sheet.leftOut) problems.warn(element.line, leftOutText(left));
    }
    for (const child of element.children) if (typeof child !== 'string') visit(child);
  };
  visit(root);
  return { rules, leftOut: [] };
}

const leftOutText = (part: string): string =>
  part === '@font-face' || part === '@import'
    ? `${part} is left out: texts are set in Laurel's own faces`
    : `the style sheet's "${part}" is not understood and left out`;

/** Without them a certificate names nobody, or nobody can check it. */
function warnOfMissing({ names, problems }: Drawing): void {
  if (!names.has('recipientName')) {
    problems.warn(null, 'nothing shows ${recipientName}: the certificate would name nobody');
  }
  if (!names.has('qrCodeImage')) {
    problems.warn(null, 'no picture is ${qrCodeImage}: the certificate cannot be scanned');
  }
  if (!names.has('courseName') && !names.has('certificateName')) {
    problems.warn(null, 'nothing shows ${courseName} or ${certificateName}');
  }
}

/** By lines from the top, and in a line from the left. */
function inReadingOrder(blocks: readonly DesignBlock[]): DesignBlock[] {
  const line = ({ y }: DesignBlock): number => Math.round(y / LINE_PT);
  return [...blocks].sort((a, b) => line(a) - line(b) || a.x - b.x);
}

/** Texts whose baselines differ by less stand on one line. */
const LINE_PT = 4;

/** The title is the certificate's name, else the largest of the fixed texts. */
function titled(blocks: readonly DesignBlock[]): DesignBlock[] {
  const size = (block: DesignBlock): number =>
    block.kind !== 'text' ? 0 : (block.lines[0]?.sizes[0] ?? 0);
  const says = (block: DesignBlock, mark: string): boolean =>
    block.kind === 'text' && (block.lines[0]?.text.includes(mark) ?? false);
  const named = blocks.find((block) => says(block, '${certificateName}'));
  const fixed = blocks.filter((block) => block.kind === 'text' && !says(block, '${'));
  const title =
    named ??
    fixed.reduce<DesignBlock | undefined>(
      (most, block) => (most === undefined || size(block) > size(most) ? block : most),
      undefined,
    );
  return blocks.map((block) =>
    block !== title || block.kind !== 'text'
      ? block
      : { ...block, lines: block.lines.map((one) => ({ ...one, role: 'title' as const })) },
  );
}
