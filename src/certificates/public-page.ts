/**
 * What anyone can see of a certificate: a page that says how it stands, in the viewer's language.
 * The same as data is `certificate-record.ts`.
 *
 * - G1 The page runs nothing and fetches nothing but its certificate's picture from beside it: no
 *   script, no outside style, font or picture.
 * - G2 Every value is escaped; an address becomes a link only when it is http or https.
 * - G3 It shows what the paper shows and no more: no user id, no contact.
 */
import type { CertificateView } from '../engine.js';
import { NEVER, type Instant } from '../domain/ids.js';
import { wreath } from './ornament.js';
import { PAGE_LANGUAGES } from './page-language.js';
import { PAGE_STYLE } from './public-page-style.js';
import type { FactName, PageTexts } from './public-texts/page-texts.js';
import { printedPercent, printedTitle } from './printed-value.js';
import { cleanText } from './clean-text.js';
import { publicPicture } from './public-picture.js';
import { standingOf } from './standing.js';

export interface PageContext {
  /** The id that was asked for. */
  readonly id: string;
  /** Where the document is, relative or absolute. */
  readonly pdfPath: string;
  /** When the question was answered. */
  readonly now: Instant;
  /** The document holds a credential that its issuer signed. */
  readonly signed: boolean;
  readonly texts: PageTexts;
  /** What the registry of a certificate issued elsewhere said; `none` = nobody was asked. */
  readonly registry: RegistryWord;
}

export type RegistryWord = 'confirms' | 'denies' | 'silent' | 'none';

/** The page as a whole HTML document; `null` = there is no such certificate. */
export function certificatePage(view: CertificateView | null, context: PageContext): string {
  const { texts, now } = context;
  const title = view === null ? texts.notFoundTitle : printedTitle(view.facts.templateName);
  const state = view === null ? 'unknown' : standingOf(view, now);
  const again = state === 'being-rendered' ? '<meta http-equiv="refresh" content="5">' : '';
  return [
    `<!doctype html><html lang="${texts.code}" dir="${texts.direction}"><head>`,
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta name="robots" content="noindex">${again}<title>${escaped(title)}</title>`,
    `<style>${PAGE_STYLE}</style></head><body><main><header>${EMBLEM}`,
    `<h1><bdi>${escaped(title)}</bdi></h1></header><div class="card">`,
    `<div class="status ${state}" role="status"><strong>${escaped(texts.states[state].title)}`,
    `</strong>${statusText(view, context)}</div>`,
    view === null ? '' : factList(view, context),
    '</div>',
    view === null ? '' : instructions(view, context),
    `<footer>${filled(texts.answeredOn, { time: moment(now) })}${switches(texts)}</footer>`,
    '</main></body></html>',
  ].join('\n');
}

function statusText(
  view: CertificateView | null,
  { id, texts, now, registry }: PageContext,
): string {
  const number = `<code>${escaped(cleanText(id))}</code>`;
  if (view === null) {
    const silent = registry === 'silent' ? ` ${escaped(texts.registrySilent)}` : '';
    return filled(texts.states.unknown.text, { number }) + silent;
  }
  const state = standingOf(view, now);
  const parts = [escaped(texts.states[state].text)];
  if (state === 'revoked' && view.revocation !== null) {
    const { at, reason } = view.revocation;
    const date = escaped(day(at, view.facts.timeZone, texts));
    parts.push(filled(texts.revokedWhen, { date, reason: `<bdi>${escaped(reason)}</bdi>` }));
  }
  // Certificates are neighbours: the newer one's id is its address from this page.
  if (state === 'superseded' && view.replacedBy !== '') {
    const address = `./${encodeURIComponent(view.replacedBy)}`;
    parts.push(`<a href="${escaped(address)}">${escaped(texts.seeNewer)}</a>`);
  }
  if (registry === 'confirms') parts.push(escaped(texts.registryConfirms));
  if (registry === 'denies') parts.push(escaped(texts.registryDenies));
  if (registry === 'silent') parts.push(escaped(texts.registrySilent));
  return parts.join(' ');
}

function factList(view: CertificateView, context: PageContext): string {
  const { facts } = view;
  const { texts, pdfPath } = context;
  const on = (at: Instant | undefined): string =>
    at === undefined || at === NEVER ? '' : escaped(day(at, facts.timeZone, texts));
  const code = (text = ''): string => (text === '' ? '' : `<code>${escaped(text)}</code>`);
  const rows: readonly (readonly [FactName, string])[] = [
    ['course', value(facts.courseName)],
    ['batch', value(facts.batchName)],
    ['completedOn', on(facts.completedAt)],
    ['score', facts.scorePercent === null ? '' : printedPercent(facts.scorePercent)],
    ['issuedOn', on(facts.issuedAt)],
    ['validUntil', on(facts.expiresAt)],
    ['issuedBy', value(facts.issuer.name)],
    ['issuerSite', link(facts.issuer.url)],
    ['accessCode', code(facts.accessCode)],
    ['certificate', code(facts.certificate)],
    ['replaces', code(facts.replaces)],
    ['documentHash', code(facts.erasure?.documentSha256)],
    ['factsHash', code(facts.erasure?.factsSha256)],
  ];
  const items = rows
    .filter(([, shown]) => shown !== '')
    .map(([name, shown]) => `<div><dt>${escaped(texts.facts[name])}</dt><dd>${shown}</dd></div>`);
  const name = value(facts.recipientName);
  return [
    name === '' ? '' : `<p class="name">${name}</p>`,
    facts.erasure === undefined ? '' : `<p class="erased">${escaped(texts.erased)}</p>`,
    hasDocument(view) && standingOf(view, context.now) === 'valid'
      ? publicPicture(pdfPath, texts.openDocument)
      : '',
    `<dl>${items.join('\n')}</dl>`,
    hasDocument(view)
      ? `<a class="button" href="${escaped(pdfPath)}">${escaped(texts.openDocument)}</a>`
      : '',
  ].join('\n');
}

const hasDocument = ({ facts, status }: CertificateView): boolean =>
  status !== 'being-rendered' && facts.issuedElsewhere !== true && facts.erasure === undefined;

function instructions(view: CertificateView, { signed, texts, now }: PageContext): string {
  const elsewhere = view.facts.issuedElsewhere === true;
  const keys = `<a href="../.well-known/jwks.json">${escaped(texts.publicKeys)}</a>`;
  const command = '<code dir="ltr">laurel verify file.pdf --keys jwks.json</code>';
  const steps = [
    escaped(elsewhere ? texts.checkElsewhere : texts.checkAddress),
    escaped(texts.comparePaper),
    escaped(texts.askHolder),
    ...(signed && !elsewhere ? [filled(texts.checkOffline, { keys, command })] : []),
  ];
  const warned = standingOf(view, now) !== 'valid' && !elsewhere;
  return `<h2>${escaped(texts.howTo)}</h2><ol>
${steps.map((step) => `<li>${step}</li>`).join('\n')}
</ol>${warned ? `<p>${escaped(texts.onlyValid)}</p>` : ''}`;
}

/** Links to the page in the other languages. */
function switches(current: PageTexts): string {
  const links = PAGE_LANGUAGES.filter(({ code }) => code !== current.code).map(
    ({ code, ownName }) =>
      `<a href="?lang=${code}" lang="${code}" hreflang="${code}">${escaped(ownName)}</a>`,
  );
  return `<nav aria-label="${escaped(current.languages)}">${links.join('\n')}</nav>`;
}

/** The calendar day of an instant in a zone, in the page's language, with the digits of papers. */
const day = (at: Instant, timeZone: string, { code }: PageTexts): string =>
  new Intl.DateTimeFormat(code === 'en' ? 'en-GB' : code, {
    ...{ day: 'numeric', month: 'long', year: 'numeric', timeZone },
    numberingSystem: 'latn',
  }).format(at);

/** A text with markup in place of what it names. */
const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  escaped(text).replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

/** A value of any script in a page of any direction. */
const value = (text: string): string => {
  const shown = escaped(text);
  return shown === '' ? '' : `<bdi>${shown}</bdi>`;
};

function link(url: string): string {
  const text = escaped(url);
  const isWeb = /^https?:\/\/[^\s]+$/i.test(url);
  return isWeb ? `<a href="${text}" rel="noopener noreferrer nofollow">${text}</a>` : text;
}

const escaped = (text: string): string =>
  cleanText(text).replace(/[&<>"'`]/g, (char) => `&#${String(char.charCodeAt(0))};`);

function moment(at: Instant): string {
  const iso = new Date(at).toISOString();
  const shown = `${iso.slice(0, 16).replace('T', ', ')} UTC`;
  return `<time datetime="${iso}" dir="ltr">${shown}</time>`;
}

const LEAVES = wreath(50, 54, 36);
const EMBLEM = `<svg viewBox="0 0 100 100" role="img" aria-label="Laurel">
<path d="${LEAVES.leaves}" fill="var(--green)"/>
<path d="${LEAVES.stems}" fill="none" stroke="var(--green)"/></svg>`;
