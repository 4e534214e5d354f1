import { describe, expect, it } from 'vitest';
import { certificateJson, certificatePage } from '../../src/certificates/page.js';
import { PAGE_STYLE } from '../../src/certificates/page-style.js';
import type { CertificateView } from '../../src/engine.js';
import { sampleFacts } from './sample.js';

const CONTEXT = {
  id: 'asked-for',
  pdfPath: '/certificates/x.pdf',
  signed: false,
  now: Date.UTC(2026, 10, 25, 8),
};

describe('the certificate page', () => {
  it('shows every fact that is printed', () => {
    const facts = sampleFacts({ scorePercent: 87.56 });
    const page = certificatePage(view({ facts }), CONTEXT);
    for (const shown of [
      'Certificate of Completion',
      facts.recipientName,
      facts.courseName,
      facts.batchName,
      '21 November 2026',
      '24 November 2026',
      '87.5%',
      facts.issuer.name,
      `href="${facts.issuer.url}"`,
      facts.accessCode,
      facts.certificate,
      'href="/certificates/x.pdf"',
      '2026-11-25, 08:00 UTC',
    ]) {
      expect(page).toContain(shown);
    }
  });

  it('shows no user id', () => {
    const facts = sampleFacts({ learner: 'secret-learner' });
    expect(certificatePage(view({ facts }), CONTEXT)).not.toContain('secret-learner');
  });

  it('says that a certificate is valid', () => {
    expect(statusOf(certificatePage(view({}), CONTEXT))).toMatch(/^valid: Valid/);
  });

  it('leads from a superseded certificate to the newer one', () => {
    const page = certificatePage(view({ status: 'superseded', replacedBy: 'new/1' }), CONTEXT);
    expect(statusOf(page)).toMatch(/^superseded: Superseded/);
    expect(page).toContain('href="./new%2F1"');
  });

  it('says that a certificate was revoked, when and why', () => {
    const revocation = { at: Date.UTC(2026, 10, 26), reason: 'The <name> is wrong' };
    const page = certificatePage(view({ status: 'revoked', revocation }), CONTEXT);
    expect(statusOf(page)).toMatch(/^revoked: Revoked/);
    expect(page).toContain('2026-11-26. Reason: The &#60;name&#62; is wrong');
    expect(certificateJson(view({ status: 'revoked', revocation }))).toMatchObject({
      status: 'revoked',
      revokedAt: '2026-11-26T00:00:00.000Z',
      revocationReason: 'The <name> is wrong',
    });
  });

  it('offers no document, and looks again, while it is being prepared', () => {
    const page = certificatePage(view({ status: 'being-rendered' }), CONTEXT);
    expect(statusOf(page)).toMatch(/^being-rendered: Being prepared/);
    expect(page).toContain('http-equiv="refresh"');
    expect(page).not.toContain('x.pdf');
  });

  it('says that there is no certificate of that number', () => {
    const page = certificatePage(null, CONTEXT);
    expect(statusOf(page)).toMatch(/^unknown: Not found/);
    expect(page).toContain('asked-for');
  });

  it('says how a copy is checked where documents are signed', () => {
    expect(certificatePage(view({}), { ...CONTEXT, signed: true })).toContain('jwks.json');
    expect(certificatePage(view({}), CONTEXT)).not.toContain('jwks.json');
  });

  it('lets no value become markup', () => {
    const evil = `"><script>alert('1')</script><img src=x onerror=alert(1)>`;
    const facts = sampleFacts({
      recipientName: evil,
      courseName: evil,
      batchName: evil,
      templateName: evil,
      accessCode: evil,
      replaces: evil,
      issuer: { name: evil, url: `https://x/${evil}` },
    });
    const context = { id: evil, pdfPath: evil, now: 0, signed: true };
    const superseded = view({ facts, status: 'superseded', replacedBy: evil });
    for (const page of [certificatePage(superseded, context), certificatePage(null, context)]) {
      expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    }
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', ' ftp://x'])(
    'does not make a link of %s',
    (url) => {
      const page = certificatePage(view({ facts: withIssuer(url) }), CONTEXT);
      expect([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual([CONTEXT.pdfPath]);
    },
  );

  it('fetches nothing', () => {
    const page = certificatePage(view({ facts: withIssuer('none') }), CONTEXT);
    expect(page).not.toMatch(/<(?:script|link|iframe|img|object|embed)|\ssrc=|url\(|@import/);
  });

  it.each(['light', 'dark'])('has text of enough contrast in its %s colours', (scheme) => {
    const colours = paletteOf(scheme);
    for (const [text, ground] of [
      ['ink', 'paper'],
      ['ink', 'card'],
      ['muted', 'paper'],
      ['muted', 'card'],
      ['green', 'paper'],
      ['card', 'green'],
      ['link', 'card'],
      ['good-ink', 'good'],
      ['warn-ink', 'warn'],
      ['bad-ink', 'bad'],
    ] as const) {
      expect(contrast(colours[text]!, colours[ground]!), `${text} on ${ground}`).toBeGreaterThan(
        4.5,
      );
    }
  });
});

describe('the certificate as JSON', () => {
  it('has the printed facts, with times in UTC, and no user id', () => {
    const facts = sampleFacts();
    expect(certificateJson(view({ facts, replacedBy: 'newer' }))).toEqual({
      id: facts.certificate,
      status: 'valid',
      name: 'Certificate of Completion',
      recipient: { name: facts.recipientName },
      course: { id: 'do_1', name: facts.courseName },
      batch: { id: 'batch-1', name: facts.batchName },
      issuer: facts.issuer,
      completedAt: '2026-11-20T23:30:00.000Z',
      issuedAt: '2026-11-24T09:00:00.000Z',
      scorePercent: null,
      accessCode: facts.accessCode,
      verifyUrl: facts.verifyUrl,
      replaces: null,
      replacedBy: 'newer',
      revokedAt: null,
      revocationReason: null,
    });
  });

  it('has no completion time where none was asked for', () => {
    expect(
      certificateJson(view({ facts: sampleFacts({ completedAt: 0 }) })).completedAt,
    ).toBeNull();
  });
});

const view = (changes: Partial<CertificateView>): CertificateView => ({
  facts: sampleFacts(),
  status: 'valid',
  delayed: false,
  revocation: null,
  replacedBy: '',
  ...changes,
});

const withIssuer = (url: string): CertificateView['facts'] =>
  sampleFacts({ issuer: { name: 'Council', url } });

const statusOf = (page: string): string =>
  page.replace(/^[^]*<div class="status (\S+)" role="status"><strong>([^<]*)[^]*$/, '$1: $2');

/** Custom properties of one colour scheme; the dark ones stand second. */
function paletteOf(scheme: string): Record<string, string> {
  const [light = '', dark = ''] = PAGE_STYLE.match(/:root\{[^}]*\}/g) ?? [];
  const source = scheme === 'light' ? light : dark;
  return Object.fromEntries(
    [...source.matchAll(/--([\w-]+):\s*(#[\da-f]{3,6})/g)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
}

/** Contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replace(/[\da-f]/g, '$&$&') : colour;
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
