/**
 * Laurel's own templates: a few choices, read and checked, from which a built-in design is made.
 *
 * - D1 Every fault is told with its parameter, all of them at once.
 */
import type { CertificateDesign } from '../../domain/certificate-design.js';
import { FIXED_TEXTS, LANGUAGES, TEXT_NAMES, type FixedTexts } from '../designs/fixed-texts.js';
import { CLASSIC_PALETTE } from '../designs/classic.js';
import { LAYOUTS } from '../designs/layouts.js';
import { LOGO_COUNT_MAX, SIGNATORY_COUNT_MAX } from '../designs/look.js';
import { contrast, type Palette } from '../designs/palette.js';
import type { Signatory } from '../../domain/template.js';
import { signatureImage } from '../signature-image.js';
import { readPlaceholders } from './placeholder.js';
import type { TemplateProblem } from './problem.js';

/** The parameters of a template that are read here. */
export const DECLARED_NAMES = [
  'layout',
  'language',
  'title',
  'texts',
  'logos',
  'colours',
  'sealed',
] as const;

export interface DeclaredTemplate {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Those who sign; pictures that cannot be drawn are written as names. */
  readonly signatories: readonly Pick<Signatory, 'image'>[];
}

export interface Declared {
  /** `null` = an error keeps it from being used. */
  readonly design: CertificateDesign | null;
  readonly problems: readonly TemplateProblem[];
}

/** Longest text that a template may set in place of a fixed one. */
export const TEXT_CHARS_MAX = 300;
/** Least contrast of the large texts with the white of the page (WCAG 2.2 AA). */
const CONTRAST_MIN = 3;

/** Makes the design of a template whose pictures are `data:` URLs. */
export function compileDeclared({ fields, signatories }: DeclaredTemplate): Declared {
  const reader = new Reader(fields);
  const layout = LAYOUTS.get(reader.oneOf('layout', [...LAYOUTS.keys()], 'classic'));
  const language = reader.oneOf('language', LANGUAGES, 'en');
  const known = LANGUAGES.find((name) => name === language) ?? 'en';
  const texts = reader.texts(FIXED_TEXTS[known]);
  const logos = reader.logos();
  const sealed = reader.flag('sealed');
  if (signatories.length > SIGNATORY_COUNT_MAX) {
    const limit = String(SIGNATORY_COUNT_MAX);
    reader.error('signatoryList', `at most ${limit} can sign on this layout`);
  }
  const palette = reader.palette(layout?.palette ?? CLASSIC_PALETTE);
  const isFatal = reader.problems.some(({ severity }) => severity === 'error');
  if (isFatal || layout === undefined) return { design: null, problems: reader.problems };
  const signatures = signatories.map(({ image }) => signatureImage(image) !== null);
  const look = { language, texts, palette, logos, signatures, sealed };
  return { design: layout.design(look), problems: reader.problems };
}

/** Whether a template makes any of these choices. */
export const isDeclared = (fields: Readonly<Record<string, unknown>>): boolean =>
  DECLARED_NAMES.some((name) => (own(fields, name) ?? null) !== null);

const own = (fields: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

class Reader {
  readonly problems: TemplateProblem[] = [];
  readonly #fields: Fields;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  error(name: string, message: string): void {
    this.#add('error', name, message);
  }

  oneOf(name: string, allowed: readonly string[], byDefault: string): string {
    const value = own(this.#fields, name) ?? byDefault;
    if (typeof value === 'string' && allowed.includes(value)) return value;
    this.error(name, `it is one of ${allowed.join(', ')}`);
    return '';
  }

  flag(name: string): boolean {
    const value = own(this.#fields, name) ?? false;
    if (typeof value !== 'boolean') this.error(name, 'it is true or false');
    return value === true;
  }

  /** The fixed texts with those of the template in their places; `title` is short for its text. */
  texts(fixed: FixedTexts): FixedTexts {
    const given = own(this.#fields, 'texts') ?? {};
    if (!isFields(given)) {
      this.error('texts', 'it is an object of texts');
      return fixed;
    }
    const texts: { -readonly [Name in keyof FixedTexts]: string } = { ...fixed };
    for (const [name, value] of Object.entries(given)) {
      const known = TEXT_NAMES.find((one) => one === name);
      if (known !== undefined) texts[known] = this.#text(`texts.${name}`, value);
      else this.error(`texts.${name}`, `there is no such text; they are ${TEXT_NAMES.join(', ')}`);
    }
    const title = own(this.#fields, 'title') ?? null;
    return title === null ? texts : { ...texts, title: this.#text('title', title) };
  }

  logos(): string[] {
    const list: unknown = own(this.#fields, 'logos') ?? [];
    if (!Array.isArray(list)) {
      this.error('logos', 'it is a list of pictures');
      return [];
    }
    if (list.length > LOGO_COUNT_MAX) {
      this.error('logos', `there are at most ${String(LOGO_COUNT_MAX)}`);
    }
    return (list as readonly unknown[]).slice(0, LOGO_COUNT_MAX).flatMap((logo, i) => {
      if (typeof logo === 'string' && signatureImage(logo) !== null) return [logo];
      this.error(`logos[${String(i)}]`, 'it cannot be drawn: a PNG, JPEG or plain SVG is needed');
      return [];
    });
  }

  palette(byDefault: Palette): Palette {
    const given = own(this.#fields, 'colours') ?? {};
    if (!isFields(given)) {
      this.error('colours', 'it is an object of colours');
      return byDefault;
    }
    const palette: { -readonly [Name in keyof Palette]: string } = { ...byDefault };
    const names = ['primary', 'accent', 'ink', 'muted'] as const;
    for (const [name, value] of Object.entries(given)) {
      const known = names.find((one) => one === name);
      if (known === undefined) {
        this.error(`colours.${name}`, `there is no such colour; they are ${names.join(', ')}`);
      } else palette[known] = this.#colour(`colours.${name}`, value) ?? byDefault[known];
    }
    return palette;
  }

  #colour(name: string, value: unknown): string | null {
    if (typeof value !== 'string' || !/^#[\da-f]{6}$/i.test(value)) {
      this.error(name, 'it is a colour written as #rrggbb');
      return null;
    }
    const ratio = contrast(value, '#ffffff');
    if (ratio < CONTRAST_MIN) {
      const is = (Math.floor(ratio * 10) / 10).toFixed(1);
      this.#add('warning', name, `on white it has a contrast of ${is}; texts want 3 at least`);
    }
    return value.toLowerCase();
  }

  #text(name: string, value: unknown): string {
    if (typeof value !== 'string' || value.length > TEXT_CHARS_MAX) {
      this.error(name, `it is a text of at most ${String(TEXT_CHARS_MAX)} characters`);
      return '';
    }
    const { text, names, unknown } = readPlaceholders(value);
    for (const written of unknown) this.error(name, `${written} is no placeholder`);
    const picture = names.find((one) => one.startsWith('qrCode') || one.endsWith('Image'));
    if (picture !== undefined) this.error(name, `\${${picture}} is a picture and no text`);
    return text;
  }

  #add(severity: TemplateProblem['severity'], name: string, message: string): void {
    this.problems.push({ severity, parameter: `template.${name}`, line: null, message });
  }
}
