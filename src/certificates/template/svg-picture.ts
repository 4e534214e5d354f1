/**
 * Pictures of a drawing: the QR code, signatures, and those that are drawn with it.
 *
 * - I1 What is drawn with it is a PNG or JPEG that was looked at, as a canonical `data:` URL; any
 *   other address is an error that names it.
 */
import type { TextBlockDesign } from '../../domain/certificate-design.js';
import { signatureImage } from '../signature-image.js';
import { QR_PLACEHOLDERS, readPlaceholders } from './placeholder.js';
import type { Drawing } from './svg-drawing-state.js';
import { applied, isUpright, lengthOf, rounded, scaleOf, type Matrix } from './svg-geometry.js';
import type { XmlElement } from './xml-tree.js';

/** Least empty space around a QR code, as a part of its box: four modules of sixty. */
const QUIET_PART = 0.06;
/** Height of the access code below the code, as a part of the box. */
const ACCESS_CODE_PART = 0.13;
const QR_COLOUR = '#000000';

/** Where a picture stands, in user units. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Adds what a block is made of, or answers the `data:` URL that is drawn; '' = nothing is. */
export function pictureOf(element: XmlElement, matrix: Matrix, to: Drawing): string {
  const address = (element.attributes.get('href') ?? '').trim();
  const { names, unknown } = readPlaceholders(address);
  for (const name of unknown) to.problems.error(element.line, `${name} is no placeholder`);
  const [name] = names;
  if (name !== undefined) addPlaceholder(name, element, matrix, to);
  if (name !== undefined || unknown.length > 0) return '';
  const file = to.pictures.get(address) ?? address;
  if (!file.startsWith('data:')) {
    to.problems.error(element.line, `<image> refers to something outside: ${shown(address)}`);
    return '';
  }
  return embeddable(file, element.line, to);
}

/** I1. */
function embeddable(file: string, line: number, to: Drawing): string {
  const image = signatureImage(file);
  if (image === null) {
    to.problems.error(line, 'the picture cannot be drawn: a whole PNG or JPEG is needed');
    return '';
  }
  if ('image' in image.source) return image.source.image;
  to.problems.error(line, 'an SVG picture inside the drawing cannot be drawn: put its shapes in');
  return '';
}

/** The addresses from which pictures would have to be fetched, with the line of each. */
export function remotePictures(root: XmlElement): { address: string; line: number }[] {
  const found: { address: string; line: number }[] = [];
  const visit = (element: XmlElement): void => {
    const address = (element.attributes.get('href') ?? '').trim();
    if (element.name === 'image' && /^https?:/i.test(address)) {
      found.push({ address, line: element.line });
    }
    for (const child of element.children) if (typeof child !== 'string') visit(child);
  };
  visit(root);
  return found;
}

function addPlaceholder(name: string, element: XmlElement, matrix: Matrix, to: Drawing): void {
  const box = boxOf(element, to);
  if (box === null) {
    to.problems.error(element.line, `the picture of \${${name}} has no width and height`);
    return;
  }
  if (!isUpright(matrix)) {
    to.problems.error(element.line, `the picture of \${${name}} is turned or skewed`);
    return;
  }
  const scale = scaleOf(matrix);
  const [x, y] = applied(matrix, [box.x, box.y]);
  const page = { x, y, width: box.width * scale, height: box.height * scale };
  const isQr = QR_PLACEHOLDERS.includes(name);
  if (!isQr && !name.endsWith('Image')) {
    to.problems.error(element.line, `\${${name}} is no picture`);
    return;
  }
  to.names.add(isQr ? 'qrCodeImage' : name);
  if (isQr) addQr(page, name === 'qrCodeImage', to);
  else to.add({ kind: 'picture', ...roundedBox(page), image: `\${${name}}` });
}

/** Where the white ground of a QR code is drawn, which its picture would bring; `null` = nowhere. */
export function qrGround(element: XmlElement, to: Drawing): Box | null {
  const [name] = readPlaceholders(element.attributes.get('href') ?? '').names;
  return name !== undefined && QR_PLACEHOLDERS.includes(name) ? boxOf(element, to) : null;
}

/** Sunbird's own QR pictures have the access code below the code, the registry's have not. */
function addQr(box: Box, withAccessCode: boolean, to: Drawing): void {
  const side = Math.min(box.width, box.height);
  const left = box.x + (box.width - side) / 2;
  const top = box.y + (box.height - side) / 2;
  const textHeight = withAccessCode ? side * ACCESS_CODE_PART : 0;
  const size = side - 2 * side * QUIET_PART - textHeight;
  to.add({
    kind: 'qr',
    x: rounded(left + (side - size) / 2),
    y: rounded(top + side * QUIET_PART),
    size: rounded(size),
    color: QR_COLOUR,
  });
  if (!withAccessCode) return;
  const letters = textHeight * 0.8;
  to.add({
    kind: 'text',
    x: rounded(left),
    y: rounded(top + side - textHeight * 0.35),
    width: rounded(side),
    height: rounded(textHeight),
    align: 'center',
    vertical: 'baseline',
    stretchMax: 1,
    matrix: null,
    lines: [
      {
        ...{ text: '${accessCode}', role: 'paragraph', family: 'sans', bold: false },
        ...{ italic: false, color: QR_COLOUR, spacing: 0.5, upperCase: false },
        ...{ sizes: [rounded(letters), rounded(letters * 0.7)], linesMax: [1], above: 0, rule: '' },
      },
    ],
  });
}

/** A name in the box of a signature that is not to be had. */
export const writtenName = (text: string, box: Box): TextBlockDesign => ({
  kind: 'text',
  ...{ x: box.x, y: box.y, width: box.width, height: box.height },
  ...{ align: 'center', vertical: 'bottom', stretchMax: 1, matrix: null },
  lines: [
    {
      ...{ text, role: 'paragraph', family: 'serif', bold: false, italic: true },
      ...{ color: '#222222', spacing: 0, upperCase: false, above: 0, rule: '' },
      ...{ sizes: [17, 14, 12, 10, 8, 6], linesMax: [1, 1, 1, 2, 3] },
    },
  ],
});

const roundedBox = (box: Box): Box => ({
  x: rounded(box.x),
  y: rounded(box.y),
  width: rounded(box.width),
  height: rounded(box.height),
});

function boxOf({ attributes }: XmlElement, to: Drawing): Box | null {
  const of = (name: string, whole: number): number =>
    lengthOf(attributes.get(name) ?? '0', whole, 0) ?? 0;
  const [x, y] = [of('x', to.width), of('y', to.height)];
  const [width, height] = [of('width', to.width), of('height', to.height)];
  const box = { x, y, width: width || height, height: height || width };
  return box.width > 0 && box.height > 0 ? box : null;
}

const shown = (address: string): string =>
  address.length <= 80 ? address : `${address.slice(0, 80)}...`;
