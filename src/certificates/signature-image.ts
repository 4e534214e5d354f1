/**
 * The picture of a signature, taken from its `data:` URL. Nothing is ever fetched or read from a
 * file: any other address, and any picture that cannot be drawn for sure, gives `null`, and the
 * document writes the name instead.
 */
import { jpegFrame } from './jpeg.js';
import { plainPng } from './png.js';
import { svgDrawing } from './svg-drawing.js';

/** Longest `data:` URL that is looked at; longer ones are left out. */
export const SIGNATURE_IMAGE_CHARS_MAX = 1_000_000;

export interface SignatureImage {
  readonly width: number;
  readonly height: number;
  /** A canonical base64 `data:` URL, or SVG text. */
  readonly source: { readonly image: string } | { readonly svg: string };
}

/** Pictures remembered, since the certificates of a batch carry the same few. */
export const SIGNATURE_IMAGE_COUNT_MAX = 16;

/** Decodes PNG, JPEG and SVG; `null` = draw the name. Equal addresses give equal pictures. */
export function signatureImage(url: string): SignatureImage | null {
  if (url.length > SIGNATURE_IMAGE_CHARS_MAX) return null;
  const known = remembered.get(url);
  if (known !== undefined) return known;
  const image = decode(url);
  if (remembered.size >= SIGNATURE_IMAGE_COUNT_MAX) remembered.clear();
  remembered.set(url, image);
  return image;
}

/** By address; a picture of 600 by 200 pixels takes as long to decode as its page to draw. */
const remembered = new Map<string, SignatureImage | null>();

function decode(url: string): SignatureImage | null {
  const parts = /^data:([a-z]+\/[a-z+]+)((?:;[^,;]*)*),/i.exec(url.trim());
  if (parts === null) return null;
  const [head, type = '', options = ''] = parts;
  const bytes = body(url.trim().slice(head.length), /;base64$/i.test(options));
  switch (type.toLowerCase()) {
    case 'image/png':
      return fromPng(bytes);
    case 'image/jpeg':
    case 'image/jpg':
      return fromJpeg(bytes);
    case 'image/svg+xml':
      return fromSvg(bytes);
    default:
      return null;
  }
}

function body(text: string, isBase64: boolean): Buffer {
  if (isBase64) return Buffer.from(text, 'base64');
  try {
    return Buffer.from(decodeURIComponent(text));
  } catch {
    // Unescaped percent signs: common in hand-written SVG addresses.
    return Buffer.from(text);
  }
}

function fromPng(bytes: Buffer): SignatureImage | null {
  const picture = plainPng(bytes);
  return picture && { ...picture, source: { image: dataUrl('image/png', picture.bytes) } };
}

function fromJpeg(bytes: Buffer): SignatureImage | null {
  const frame = jpegFrame(bytes);
  return frame && { ...frame, source: { image: dataUrl('image/jpeg', bytes) } };
}

function fromSvg(bytes: Buffer): SignatureImage | null {
  const drawing = svgDrawing(bytes.toString());
  return drawing && { ...drawing, source: { svg: drawing.svg } };
}

const dataUrl = (type: string, bytes: Uint8Array): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
