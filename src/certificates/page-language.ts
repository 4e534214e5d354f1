/**
 * Which language the public page speaks: the one asked for, else the first that the viewer's
 * browser names and the page knows, else the learner's, else English.
 */
import { BENGALI } from './public-texts/bn.js';
import { ENGLISH } from './public-texts/en.js';
import { GUJARATI } from './public-texts/gu.js';
import { HINDI } from './public-texts/hi.js';
import { KANNADA } from './public-texts/kn.js';
import type { PageTexts } from './public-texts/page-texts.js';
import { TAMIL } from './public-texts/ta.js';
import { TELUGU } from './public-texts/te.js';
import { URDU } from './public-texts/ur.js';

/** In the order of the links that switch. */
export const PAGE_LANGUAGES: readonly PageTexts[] = [
  ENGLISH,
  HINDI,
  BENGALI,
  GUJARATI,
  KANNADA,
  TAMIL,
  TELUGU,
  URDU,
];

export interface LanguageWish {
  /** `?lang=`; '' = not asked for. */
  readonly asked: string;
  /** `Accept-Language`. */
  readonly accepted: string;
  /** Names or codes as the user cache keeps them: a JSON list, or one; '' = not known. */
  readonly ofLearner: string;
}

export function pageLanguage({ asked, accepted, ofLearner }: LanguageWish): PageTexts {
  const wishes = [asked, ...acceptedCodes(accepted), ...namesIn(ofLearner)];
  for (const wish of wishes) {
    const texts = textsOf(wish);
    if (texts !== null) return texts;
  }
  return ENGLISH;
}

/** Longest header that is looked at; what follows is the least wanted. */
const HEADER_CHARS_MAX = 512;

function textsOf(wish: string): PageTexts | null {
  const [code = ''] = wish.trim().toLowerCase().split(/[-_]/);
  return PAGE_LANGUAGES.find((texts) => texts.code === (CODES.get(code) ?? code)) ?? null;
}

/** How profiles name them. */
const CODES = new Map([
  ['english', 'en'],
  ['hindi', 'hi'],
  ['bengali', 'bn'],
  ['bangla', 'bn'],
  ['gujarati', 'gu'],
  ['kannada', 'kn'],
  ['tamil', 'ta'],
  ['telugu', 'te'],
  ['urdu', 'ur'],
]);

/** The codes of the header, the most wanted first; those with `q=0` are not wanted. */
function acceptedCodes(header: string): readonly string[] {
  return header
    .slice(0, HEADER_CHARS_MAX)
    .split(',')
    .map((part) => {
      const [code = '', ...parameters] = part.split(';');
      const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/i.exec(p)?.[1]).find(Boolean) ?? '1';
      return { code, q: Number(q) };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ code }) => code);
}

function namesIn(text: string): readonly string[] {
  if (!text.startsWith('[')) return [text];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
