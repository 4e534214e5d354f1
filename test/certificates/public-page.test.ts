import { describe, expect, it } from 'vitest';
import { certificatePage, type PageContext } from '../../src/certificates/public-page.js';
import { certificateJson } from '../../src/certificates/certificate-record.js';
import { ENGLISH } from '../../src/certificates/public-texts/en.js';
import { PAGE_STYLE } from '../../src/certificates/public-page-style.js';
import type { CertificateView } from '../../src/engine.js';
import { sampleFacts } from './sample.js';

const CONTEXT: PageContext = {
  id: 'asked-for',
  pdfPath: '/certificates/x.pdf',
  signed: false,
  now: Date.UTC(2026, 10, 25, 8),
  texts: ENGLISH,
  registry: 'none',
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
    expect(page).toContain('on 26 November 2026. Reason: <bdi>The &#60;name&#62; is wrong</bdi>');
    expect(certificateJson(view({ status: 'revoked', revocation }), CONTEXT.now)).toMatchObject({
      status: 'revoked',
      revokedAt: '2026-11-26T00:00:00.000Z',
      revocationReason: 'The <name> is wrong',
    });
  });

  it('says that a certificate has expired, unless it was revoked or replaced', () => {
    const facts = sampleFacts({ expiresAt: CONTEXT.now - 1 });
    const page = certificatePage(view({ facts }), CONTEXT);
    expect(statusOf(page)).toMatch(/^expired: Expired/);
    expect(page).toContain('Valid until');
    expect(page).toContain('25 November 2026');
    expect(certificateJson(view({ facts }), CONTEXT.now)).toMatchObject({
      status: 'expired',
      validUntil: '2026-11-25T07:59:59.999Z',
    });
    expect(certificateJson(view({ facts }), CONTEXT.now - 2).status).toBe('valid');
    expect(certificateJson(view({ facts, status: 'superseded' }), CONTEXT.now).status).toBe(
      'superseded',
    );
  });

  it.each([
    ['confirms', ENGLISH.registryConfirms],
    ['denies', ENGLISH.registryDenies],
    ['silent', ENGLISH.registrySilent],
  ] as const)('of a certificate issued elsewhere says that its registry %s', (registry, said) => {
    const facts = sampleFacts({ issuedElsewhere: true, verifyUrl: '' });
    const page = certificatePage(view({ facts }), { ...CONTEXT, registry, signed: true });
    expect(statusOf(page)).toMatch(/^issued-elsewhere: Issued by Sunbird/);
    expect(page).toContain(said);
    expect(page).toContain(ENGLISH.checkElsewhere);
    expect(page).not.toContain('jwks.json');
    expect(page).not.toContain(CONTEXT.pdfPath);
  });

  it('of an erased learner shows the hashes and neither name nor document', () => {
    const erasure = { at: CONTEXT.now, documentSha256: 'd0c', factsSha256: 'fac7' };
    const facts = sampleFacts({ recipientName: '', erasure });
    const page = certificatePage(view({ facts }), CONTEXT);
    expect(page).toContain('<code>d0c</code>');
    expect(page).toContain('<code>fac7</code>');
    expect(page).not.toContain('class="name"');
    expect(page).not.toContain(CONTEXT.pdfPath);
    expect(certificateJson(view({ facts }), CONTEXT.now).erased).toEqual({
      at: '2026-11-25T08:00:00.000Z',
      documentSha256: 'd0c',
      factsSha256: 'fac7',
    });
  });

  it('offers no document, and looks again, while it is being prepared', () => {
    const page = certificatePage(view({ status: 'being-rendered' }), CONTEXT);
    expect(statusOf(page)).toMatch(/^being-rendered: Being prepared/);
    expect(page).toContain('http-equiv="refresh"');
    expect(page).not.toContain('x.pdf');
  });

  it('says that it is delayed when it could not be made, and does not look again', () => {
    const page = certificatePage(view({ status: 'being-rendered', delayed: true }), CONTEXT);
    expect(statusOf(page)).toMatch(/^delayed: Delayed/);
    expect(page).not.toContain('http-equiv="refresh"');
    expect(page).not.toContain('x.pdf');
  });

  it('shows the drawing of what is in force, and of nothing else', () => {
    const drawing = '<img src="/certificates/x.svg"';
    expect(certificatePage(view({}), CONTEXT)).toContain(drawing);
    for (const status of ['revoked', 'superseded', 'being-rendered'] as const) {
      expect(certificatePage(view({ status }), CONTEXT)).not.toContain(drawing);
    }
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
    const context = { ...CONTEXT, id: evil, pdfPath: evil, now: 0, signed: true };
    const superseded = view({ facts, status: 'superseded', replacedBy: evil });
    for (const page of [certificatePage(superseded, context), certificatePage(null, context)]) {
      expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    }
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', ' ftp://x'])(
    'does not make a link of %s',
    (url) => {
      const page = certificatePage(view({ facts: withIssuer(url) }), CONTEXT);
      const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, to = '']) => to);
      const elsewhere = links.filter((to) => !to.startsWith('?lang='));
      expect([...new Set(elsewhere)]).toEqual([CONTEXT.pdfPath]);
    },
  );

  it('fetches nothing but the drawing of its certificate', () => {
    const page = certificatePage(view({ facts: withIssuer('none') }), CONTEXT);
    expect(page.replace('<img src="/certificates/x.svg"', '')).not.toMatch(
      /<(?:script|link|iframe|img|object|embed)|\ssrc=|url\(|@import/,
    );
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
    expect(certificateJson(view({ facts, replacedBy: 'newer' }), CONTEXT.now)).toEqual({
      id: facts.certificate,
      status: 'valid',
      name: 'Certificate of Completion',
      recipient: { name: facts.recipientName },
      course: { id: 'do_1', name: facts.courseName },
      batch: { id: 'batch-1', name: facts.batchName },
      issuer: facts.issuer,
      completedAt: '2026-11-20T23:30:00.000Z',
      issuedAt: '2026-11-24T09:00:00.000Z',
      validUntil: null,
      scorePercent: null,
      accessCode: facts.accessCode,
      verifyUrl: facts.verifyUrl,
      replaces: null,
      replacedBy: 'newer',
      revokedAt: null,
      revocationReason: null,
      erased: null,
    });
  });

  it('has no completion time where none was asked for', () => {
    expect(
      certificateJson(view({ facts: sampleFacts({ completedAt: 0 }) }), 0).completedAt,
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
