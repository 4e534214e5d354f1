/**
 * A template as it was given, made ready for drawing: whatever it refers to is fetched once, here,
 * and its look is compiled. What comes out refers to nothing, so that rendering fetches nothing.
 *
 * - P1 Files go through `fetch`, which decides what may be reached; types are told by their bytes.
 * - P2 Every fault names its parameter. What can be used besides is prepared all the same, for
 *   callers that must go on: a drawing that cannot be used leaves the built-in look, a signature's
 *   picture the name in its place.
 */
import type { CertificateDesign, DesignBlock } from '../../domain/certificate-design.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Signatory } from '../../domain/template.js';
import type { TemplateContent } from '../../persistence/ports.js';
import { signatureImage } from '../signature-image.js';
import { compileDeclared, isDeclared } from './declared.js';
import { fileType, pictureUrl } from './file-type.js';
import { isFatal, type TemplateProblem } from './problem.js';
import { writtenName } from './svg-picture.js';
import { compileSvg, svgPictures } from './svg-template.js';

export interface FileFailure {
  /** `unavailable` may be asked for again; nothing else changes. */
  readonly kind: 'forbidden' | 'unusable' | 'unavailable';
  readonly detail: string;
}

export interface PrepareParts {
  readonly fetch: (address: string, bytesMax: number) => Promise<Result<Uint8Array, FileFailure>>;
  readonly imageBytesMax: number;
  readonly svgBytesMax: number;
}

/** What of a template its look depends on. */
export interface TemplateWanted {
  /** '' = none; the address of an SVG or one as a `data:` URL. */
  readonly url: string;
  readonly signatories: readonly Signatory[];
  /** The template's other parameters, of which `declared.ts` reads its own. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface PreparedTemplate {
  readonly content: TemplateContent;
  readonly problems: readonly TemplateProblem[];
  /** Something was not reached that may be reached later. */
  readonly isIncomplete: boolean;
}

/** Most pictures that one drawing may have fetched. */
export const PICTURE_COUNT_MAX = 20;

export async function prepareTemplate(
  wanted: TemplateWanted,
  parts: PrepareParts,
): Promise<PreparedTemplate> {
  const fetching = new Fetching(parts);
  const signatories: Signatory[] = [];
  for (const [i, signatory] of wanted.signatories.entries()) {
    const at = `template.signatoryList[${String(i)}].image`;
    signatories.push({ ...signatory, image: await fetching.signature(signatory.image, at) });
  }
  const design = await designOf({ ...wanted, signatories }, fetching);
  const isInline = wanted.url.startsWith('data:');
  const content = { url: isInline ? '' : wanted.url, signatories };
  return {
    content: design === null ? content : { ...content, design },
    problems: fetching.problems,
    isIncomplete: fetching.isIncomplete,
  };
}

async function designOf(
  { url, fields, signatories }: TemplateWanted,
  fetching: Fetching,
): Promise<CertificateDesign | null> {
  if (!isDeclared(fields)) {
    const design = url === '' ? null : await svgDesign(url, fetching);
    return design === null ? null : withNames(design, signatories);
  }
  if (url !== '') {
    fetching.problem('error', 'template.url', 'a template has either a url or a layout');
    return null;
  }
  const given: unknown = fields['logos'];
  const logos = Array.isArray(given) ? await fetching.logos(given) : given;
  const made = compileDeclared({ fields: { ...fields, logos }, signatories });
  fetching.problems.push(...made.problems);
  return made.design;
}

async function svgDesign(url: string, fetching: Fetching): Promise<CertificateDesign | null> {
  const parameter = 'template.url';
  const text = await fetching.drawing(url, parameter);
  if (text === null) return null;
  const pictures = new Map<string, string>();
  const remote = svgPictures(text);
  if (remote.length > PICTURE_COUNT_MAX) {
    const limit = String(PICTURE_COUNT_MAX);
    fetching.problem('error', parameter, `it refers to more than ${limit} pictures`);
    return null;
  }
  for (const { address, line } of remote) {
    const picture = await fetching.picture(address, parameter, line);
    if (picture !== null) pictures.set(address, picture);
  }
  // What was not reached is told as such, and not once more as a reference to the outside.
  if (remote.some(({ address }) => !pictures.has(address))) return null;
  const made = compileSvg({ text, parameter, pictures, language: 'en' });
  fetching.problems.push(...made.problems);
  return made.design;
}

/** Where a signature cannot be drawn the name is written in its place. */
function withNames(
  design: CertificateDesign,
  signatories: readonly Signatory[],
): CertificateDesign {
  const blocks = design.blocks.map((block): DesignBlock => {
    if (block.kind !== 'picture') return block;
    const index = /^\$\{signatory([0-3])Image\}$/.exec(block.image)?.[1];
    const signatory = index === undefined ? undefined : signatories[Number(index)];
    if (signatory === undefined || signatureImage(signatory.image) !== null) return block;
    return writtenName(`\${signatory${index ?? ''}Name}`, block);
  });
  return { ...design, blocks };
}

class Fetching {
  readonly problems: TemplateProblem[] = [];
  isIncomplete = false;
  readonly #parts: PrepareParts;

  constructor(parts: PrepareParts) {
    this.#parts = parts;
  }

  problem(
    severity: TemplateProblem['severity'],
    parameter: string,
    message: string,
    line: number | null = null,
  ): void {
    this.problems.push({ severity, parameter, line, message });
  }

  /** The picture as a `data:` URL; as it was where there is none, which is drawn as the name. */
  async signature(image: string, at: string): Promise<string> {
    if (!isAddress(image)) {
      if (image !== '' && signatureImage(image) === null) {
        this.problem('warning', at, 'the picture cannot be drawn; the name is written instead');
      }
      return image;
    }
    return (await this.picture(image, at, null)) ?? image;
  }

  async logos(list: readonly unknown[]): Promise<unknown[]> {
    const logos: unknown[] = [];
    for (const [i, logo] of list.slice(0, PICTURE_COUNT_MAX).entries()) {
      const isRemote = typeof logo === 'string' && isAddress(logo);
      logos.push(isRemote ? await this.picture(logo, `template.logos[${String(i)}]`, null) : logo);
    }
    return logos;
  }

  /** A picture from an address, checked to be one that is drawn; `null` = it was told why not. */
  async picture(address: string, at: string, line: number | null): Promise<string | null> {
    const { imageBytesMax } = this.#parts;
    const bytes = await this.#file(address, imageBytesMax, at, line);
    if (bytes === null) return null;
    const url = pictureUrl(bytes);
    if (url !== null && signatureImage(url) !== null) return url;
    const is = fileType(bytes);
    const what = is === 'unknown' ? 'what was fetched is no picture' : `a ${is} file was fetched`;
    this.problem('error', at, `${what}; a whole PNG, JPEG or plain SVG is needed`, line);
    return null;
  }

  /** The text of an SVG drawing; `null` = it was told why there is none. */
  async drawing(url: string, at: string): Promise<string | null> {
    const { svgBytesMax } = this.#parts;
    const bytes = url.startsWith('data:')
      ? inlineSvg(url)
      : await this.#file(url, svgBytesMax, at, null);
    if (bytes === null) {
      if (url.startsWith('data:')) this.problem('error', at, 'it is no data URL of an SVG');
      return null;
    }
    if (bytes.length > svgBytesMax) {
      this.problem('error', at, `the drawing is longer than ${String(svgBytesMax)} bytes`);
      return null;
    }
    const text = Buffer.from(bytes).toString('utf8');
    const is = fileType(bytes);
    if (is === 'svg' || (is === 'unknown' && text.includes('<svg'))) return text;
    this.problem('error', at, is === 'unknown' ? 'it is no SVG' : `it is a ${is} file and no SVG`);
    return null;
  }

  /** P1. */
  async #file(
    address: string,
    bytesMax: number,
    at: string,
    line: number | null,
  ): Promise<Uint8Array | null> {
    const fetched = await this.#parts.fetch(address, bytesMax);
    if (fetched.ok) return fetched.value;
    const { kind, detail } = fetched.error;
    if (kind === 'unavailable') this.isIncomplete = true;
    const verb = kind === 'forbidden' ? 'may not be' : 'cannot be';
    this.problem('error', at, `it ${verb} fetched: ${detail}`, line);
    return null;
  }
}

/** Everything but what holds itself, and texts that are no address at all. */
const isAddress = (text: string): boolean => /^[a-z][a-z\d+.-]*:\/\//i.test(text.trim());

function inlineSvg(url: string): Uint8Array | null {
  const parts = /^data:image\/svg\+xml((?:;[^,;]*)*),/i.exec(url);
  if (parts === null) return null;
  const body = url.slice(parts[0].length);
  if (/;base64$/i.test(parts[1] ?? '')) return Buffer.from(body, 'base64');
  try {
    return Buffer.from(decodeURIComponent(body));
  } catch {
    return Buffer.from(body);
  }
}

/** Nothing is fetched: only what a template holds itself is used. */
export const fetchNothing: PrepareParts['fetch'] = () =>
  Promise.resolve(err({ kind: 'forbidden', detail: 'nothing is fetched here' }));

/** The content of a prepared template, or the problems that keep it from being used. */
export const usable = ({
  content,
  problems,
}: PreparedTemplate): Result<TemplateContent, readonly TemplateProblem[]> =>
  isFatal(problems) ? err(problems) : ok(content);
