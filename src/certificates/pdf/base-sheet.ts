/**
 * The part of a certificate that is the same for all certificates of a template: art, pictures and
 * signatures, drawn once by the PDF library and taken out of its file as one form.
 *
 * - H1 Nothing is fetched and no file is read.
 * - H2 Equal designs and pictures give equal bytes: objects are numbered in the order in which the
 *   form names them, whatever order the library finished them in.
 */
import type pdfmake from 'pdfmake';
import type { Content } from 'pdfmake/interfaces.js';
import type { CertificateDesign } from '../../domain/certificate-design.js';
import type { TemplateContent } from '../../persistence/ports.js';
import { placedPictures } from '../page/placed-picture.js';
import { EMPTY_HEAD, PdfObjects, type FileHead } from './pdf-objects.js';
import { readPdf, type ReadPdf } from './read-pdf.js';

export interface BaseSheet {
  readonly head: FileHead;
  /** The form's object. */
  readonly form: number;
}

export async function baseSheet(
  design: CertificateDesign,
  content: TemplateContent,
): Promise<BaseSheet> {
  const { width, height } = design;
  const pdf = await (loading ??= loadLibrary());
  const drawn = pdf.createPdf({
    pageSize: { width, height },
    pageMargins: 0,
    version: '1.7',
    content: contentOf(design, content),
  });
  return formOf(readPdf(await drawn.getBuffer()), width, height);
}

type Library = typeof pdfmake;

/** Loaded with the first sheet: the library takes 0.2 s, which most processes never need. */
let loading: Promise<Library> | undefined;

async function loadLibrary(): Promise<Library> {
  const { default: pdf } = await import('pdfmake');
  pdf.setUrlAccessPolicy(() => false);
  pdf.setLocalAccessPolicy(() => false);
  return pdf;
}

function contentOf(design: CertificateDesign, content: TemplateContent): Content[] {
  const { width, height, art } = design;
  const whole: Content = { svg: art, width, height, absolutePosition: { x: 0, y: 0 } };
  return [
    // A page is begun by what stands on it, were it nothing.
    { canvas: [{ type: 'rect', x: 0, y: 0, w: 0, h: 0 }], absolutePosition: { x: 0, y: 0 } },
    ...(art === '' ? [] : [whole]),
    ...placedPictures(design, content).map(({ x, y, width: w, height: h, image }) => ({
      ...{ ...image.source, width: w, height: h },
      absolutePosition: { x, y },
    })),
  ];
}

/** The library's page as a form, with the objects that it needs. */
function formOf({ object, page }: ReadPdf, width: number, height: number): BaseSheet {
  const objects = new PdfObjects(EMPTY_HEAD);
  const numbers = new Map<number, number>();
  const moved = (text: string): string =>
    text.replace(/\b(\d+) 0 R\b/g, (_all, old: string) => `${String(take(Number(old)))} 0 R`);
  const take = (old: number): number => {
    const known = numbers.get(old);
    if (known !== undefined) return known;
    const number = objects.reserve();
    numbers.set(old, number);
    const { text, stream } = object(old);
    if (stream === null) objects.put(moved(text), number);
    else objects.putStream(moved(entriesOf(text)), stream, number);
    return number;
  };
  const contents = object(page.contents);
  const box = `/Type /XObject /Subtype /Form /BBox [0 0 ${String(width)} ${String(height)}]`;
  const entries = `${box} /Resources ${String(take(page.resources))} 0 R`;
  const form = objects.putStream(
    `${entries}${entriesOf(contents.text)}`,
    contents.stream ?? Buffer.alloc(0),
  );
  return { head: objects.head(), form };
}

/** What is between a dictionary's brackets, without the stream's length, which is written anew. */
const entriesOf = (dictionary: string): string =>
  dictionary
    .trim()
    .slice(2, -2)
    .replace(/\/Length \d+/, '')
    .trim();
