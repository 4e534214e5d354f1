/**
 * What anyone can see of a certificate: a page that says whether it is valid, and the same as JSON.
 *
 * - G1 The page fetches nothing and runs nothing: no script, no outside style, font or picture.
 * - G2 Every value is escaped; an address becomes a link only when it is http or https.
 * - G3 It shows what the paper shows and no more: no user id, no contact.
 */
import type { CertificateView } from '../engine.js';
import { NEVER, type Instant } from '../domain/ids.js';
import { wreath } from './ornament.js';
import { PAGE_STYLE } from './page-style.js';
import { printedDay, printedPercent, printedTitle } from './printed-value.js';
import { cleanText } from './clean-text.js';

export interface PageContext {
  /** The id that was asked for. */
  readonly id: string;
  /** Where the document is, relative or absolute. */
  readonly pdfPath: string;
  /** When the question was answered. */
  readonly now: Instant;
  /** The document holds a credential that its issuer signed. */
  readonly signed: boolean;
}

/** The page as a whole HTML document; `null` = there is no such certificate. */
export function certificatePage(view: CertificateView | null, context: PageContext): string {
  const title = view === null ? 'Certificate not found' : printedTitle(view.facts.templateName);
  const status = view?.status ?? 'unknown';
  const again = status === 'being-rendered' ? '<meta http-equiv="refresh" content="5">' : '';
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta name="robots" content="noindex">${again}<title>${escaped(title)}</title>`,
    `<style>${PAGE_STYLE}</style></head><body><main><header>${EMBLEM}`,
    `<h1>${escaped(title)}</h1></header><div class="card">`,
    `<div class="status ${status}" role="status">${statusText(view, context)}</div>`,
    view === null ? '' : factList(view, context),
    '</div>',
    view === null ? '' : instructions(view, context),
    `<footer>Answered on ${moment(context.now)}.</footer></main></body></html>`,
  ].join('\n');
}

/** What `GET /certificates/:id` answers to a program; times in ISO 8601, UTC. */
export interface CertificateRecord {
  readonly id: string;
  readonly status: CertificateView['status'];
  readonly name: string;
  readonly recipient: { readonly name: string };
  readonly course: { readonly id: string; readonly name: string };
  readonly batch: { readonly id: string; readonly name: string };
  readonly issuer: { readonly name: string; readonly url: string };
  /** `null` = the certificate does not stand for a completion. */
  readonly completedAt: string | null;
  readonly issuedAt: string;
  readonly scorePercent: number | null;
  readonly accessCode: string;
  readonly verifyUrl: string;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly revokedAt: string | null;
  readonly revocationReason: string | null;
}

/** The page's facts as plain data. */
export function certificateJson(view: CertificateView): CertificateRecord {
  const { facts } = view;
  return {
    id: facts.certificate,
    status: view.status,
    name: facts.templateName,
    recipient: { name: facts.recipientName },
    course: { id: facts.course, name: facts.courseName },
    batch: { id: facts.batch, name: facts.batchName },
    issuer: { name: facts.issuer.name, url: facts.issuer.url },
    completedAt: facts.completedAt === NEVER ? null : iso(facts.completedAt),
    issuedAt: iso(facts.issuedAt),
    scorePercent: facts.scorePercent,
    accessCode: facts.accessCode,
    verifyUrl: facts.verifyUrl,
    replaces: facts.replaces || null,
    replacedBy: view.replacedBy || null,
    revokedAt: view.revocation === null ? null : iso(view.revocation.at),
    revocationReason: view.revocation?.reason ?? null,
  };
}

function statusText(view: CertificateView | null, { id }: PageContext): string {
  if (view === null) {
    const number = `<code>${escaped(cleanText(id))}</code>`;
    return `<strong>Not found</strong>No certificate with the number ${number} was issued here.
Compare it with the paper, character by character.`;
  }
  switch (view.status) {
    case 'valid':
      return '<strong>Valid</strong>This certificate was issued here and is in force.';
    case 'revoked':
      return `<strong>Revoked</strong>It was genuine and its issuer has taken it back${when(view)}`;
    case 'superseded':
      return `<strong>Superseded</strong>It was genuine and has been replaced.${newer(view)}`;
    case 'being-rendered':
      return '<strong>Being prepared</strong>It is issued; its document will be here in a moment.';
  }
}

const when = ({ revocation }: CertificateView): string =>
  revocation === null
    ? '.'
    : ` on ${iso(revocation.at).slice(0, 10)}. Reason: ${escaped(revocation.reason)}`;

/** Certificates are neighbours: the newer one's id is its address from this page. */
const newer = (view: CertificateView): string =>
  view.replacedBy === ''
    ? ''
    : ` <a href="./${encodeURIComponent(view.replacedBy)}">See the newer certificate.</a>`;

function factList(view: CertificateView, context: PageContext): string {
  const { facts } = view;
  const zone = facts.timeZone;
  const rows: [string, string][] = [
    ['Course', escaped(facts.courseName)],
    ['Batch', escaped(facts.batchName)],
    ['Completed on', facts.completedAt === NEVER ? '' : printedDay(facts.completedAt, zone)],
    ['Score', facts.scorePercent === null ? '' : printedPercent(facts.scorePercent)],
    ['Issued on', printedDay(facts.issuedAt, zone)],
    ['Issued by', escaped(facts.issuer.name)],
    ['Issuer’s site', link(facts.issuer.url)],
    ['Access code', `<code>${escaped(facts.accessCode)}</code>`],
    ['Certificate', `<code>${escaped(facts.certificate)}</code>`],
    ['Replaces', facts.replaces === '' ? '' : `<code>${escaped(facts.replaces)}</code>`],
  ];
  const items = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  const button = `<a class="button" href="${escaped(context.pdfPath)}">Open the document (PDF)</a>`;
  return `<p class="name">${escaped(facts.recipientName)}</p><dl>${items.join('\n')}</dl>
${view.status === 'being-rendered' ? '' : button}`;
}

function instructions(view: CertificateView, { signed }: PageContext): string {
  const check = signed
    ? `<li>Without asking this site: the document and its code are signed. With the issuer’s
<a href="../.well-known/jwks.json">public keys</a>,
<code>laurel verify file.pdf --keys jwks.json</code> says of any copy whether it is the one
that was issued, to the last byte.</li>`
    : '';
  const warning = '<p>Only a certificate marked “Valid” is in force.</p>';
  return `<h2>How to check it yourself</h2><ol>
<li>Look at the address bar: it should show the site of the issuer or of its learning platform.</li>
<li>Compare the name, the course, the dates and the access code with the paper. Every one of them
was fixed when the certificate was issued.</li>
<li>Ask the holder, or compare a photo ID: this page proves what was issued, not who shows it.</li>
${check}</ol>${view.status === 'valid' ? '' : warning}`;
}

function link(url: string): string {
  const text = escaped(url);
  const isWeb = /^https?:\/\/[^\s]+$/i.test(url);
  return isWeb ? `<a href="${text}" rel="noopener noreferrer nofollow">${text}</a>` : text;
}

const escaped = (text: string): string =>
  cleanText(text).replace(/[&<>"'`]/g, (char) => `&#${String(char.charCodeAt(0))};`);

const iso = (at: Instant): string => new Date(at).toISOString();

const moment = (at: Instant): string =>
  `<time datetime="${iso(at)}">${iso(at).slice(0, 16).replace('T', ', ')} UTC</time>`;

const LEAVES = wreath(50, 54, 36);
const EMBLEM = `<svg viewBox="0 0 100 100" role="img" aria-label="Laurel wreath">
<path d="${LEAVES.leaves}" fill="var(--green)"/>
<path d="${LEAVES.stems}" fill="none" stroke="var(--green)"/></svg>`;
