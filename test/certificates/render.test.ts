import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderCertificate } from '../../src/certificates/render.js';
import { SVG_IMAGE, pngUrl, sampleContent, sampleFacts, translucentPng } from './sample.js';

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;
const LONG = {
  recipientName: 'Wilhelmina-Alexandrovna '.repeat(5).slice(0, 120),
  courseName: 'A thorough course on all that there is to know '.repeat(5).slice(0, 200),
  batchName: 'A batch with a long name '.repeat(8),
  issuer: { name: 'Council of Councils '.repeat(10), url: `https://${'x'.repeat(200)}.org` },
};
const WIDE = { recipientName: 'W'.repeat(120), courseName: 'M'.repeat(200), scorePercent: 99.96 };
const FOREIGN = { recipientName: 'தமிழ் 山田太郎 Иван 😀 \ud800 محمد ﷽', courseName: '' };
const DEVANAGARI = { recipientName: 'श्रीमती कृष्णाक्षी त्रिवेदी '.repeat(5) };
const FOUR = sampleContent(SVG_IMAGE, 'x', pngUrl(translucentPng(9)), 'y');

describe('a rendered certificate', () => {
  it('has the same bytes when it is rendered twice', async () => {
    const pictures = sampleContent(...[1, 2, 3, 4].map((n) => pngUrl(translucentPng(n * 40))));
    const first = await renderCertificate(sampleFacts(), pictures);
    const second = await renderCertificate(sampleFacts(), pictures);
    expect(Buffer.compare(first, second)).toBe(0);
  });

  it.each([
    ['the name', { recipientName: 'Ananya Venkatraman' }],
    ['the issue time', { issuedAt: Date.UTC(2026, 10, 24, 9, 0, 1) }],
    ['the access code', { accessCode: 'A1A1A1' }],
  ])('has other bytes when %s differs', async (_what, change) => {
    const first = await renderCertificate(sampleFacts(), sampleContent());
    const second = await renderCertificate(sampleFacts(change), sampleContent());
    expect(Buffer.compare(first, second)).not.toBe(0);
  });

  it.each([
    ['usual facts', {}],
    ['long texts', LONG],
    ['the widest letters', WIDE],
    ['scripts without a font', FOREIGN],
    ['Devanagari', DEVANAGARI],
    ['no completion', { completedAt: 0, batchName: '' }],
  ])('has one page with %s', async (_name, change) => {
    const pdf = latin1(await renderCertificate(sampleFacts(change), FOUR));
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(pdf.trimEnd()).toMatch(/%%EOF$/);
  });

  it.skipIf(!hasPoppler)('says how long it holds where it ends, and nothing else', async () => {
    const ending = sampleFacts({ expiresAt: Date.UTC(2027, 2, 4, 20) });
    const words = wordsOf(await renderCertificate(ending, sampleContent()));
    expect(words).toContain('Valid until 05 March 2027');
    expect(wordsOf(await renderCertificate(sampleFacts(), sampleContent()))).not.toContain('Valid');
  });

  it('carries a picture for a signature that can be drawn', async () => {
    const content = sampleContent(pngUrl(translucentPng(9)));
    const pdf = latin1(await renderCertificate(sampleFacts(), content));
    expect(pdf.match(/\/Subtype \/Image/g)).toHaveLength(1);
  });

  it('carries no picture, and is still drawn, for one that cannot', async () => {
    const content = sampleContent('data:image/png;base64,iVBORw0KGgo=', 'https://evil.example/x');
    const pdf = latin1(await renderCertificate(sampleFacts(), content));
    expect(pdf).not.toContain('/Subtype /Image');
  });

  it('names the certificate, its course and its issuer in its properties', async () => {
    const facts = sampleFacts();
    const pdf = latin1(await renderCertificate(facts, sampleContent()));
    expect(pdf).toContain(`(${facts.courseName})`);
    expect(pdf).toContain(`(${facts.issuer.name})`);
    expect(pdf).toContain(`(${facts.certificate})`);
    expect(pdf).toContain('(D:20261124090000Z)');
  });

  it('rejects a time zone that is none', async () => {
    const facts = sampleFacts({ timeZone: 'Nowhere/None' });
    await expect(renderCertificate(facts, sampleContent())).rejects.toThrow(/time zone/);
  });
});

describe('hostile values', () => {
  it.each([
    '<script>alert(1)</script>',
    ') Tj ET /JS (app.alert(1)) /Launch',
    '\\) >> endobj 99 0 obj << /OpenAction << /S /JavaScript /JS (x) >> >>',
    'javascript:alert(1)',
    'https://evil.example/x',
    'file:///etc/passwd',
  ])('leave %s as mere text', async (value) => {
    const issuer = { name: value, url: value };
    const texts = {
      recipientName: value,
      courseName: value,
      batchName: value,
      templateName: value,
    };
    const signatory = { name: value, id: value, designation: value, image: value };
    const content = { url: value, signatories: [signatory] };
    const pdf = await renderCertificate(sampleFacts({ issuer, ...texts }), content);
    expect(structureOf(pdf)).not.toMatch(
      /\/(?:JS|JavaScript|Launch|URI|AA|OpenAction|Annots|EmbeddedFile|XFA|GoToR|SubmitForm)\b/,
    );
  });
});

describe.runIf(hasPoppler)('the text on the paper', () => {
  it('has the name, course, batch, dates, score, issuer, code, id and address', async () => {
    const facts = sampleFacts({ scorePercent: 87.56 });
    const text = wordsOf(await renderCertificate(facts, sampleContent()));
    for (const expected of [
      'Certificate of Completion',
      facts.recipientName,
      facts.courseName,
      'Batch: November batch',
      'on 21 November 2026 with a score of 87.5%',
      '24 November 2026',
      facts.issuer.name,
      facts.issuer.url,
      facts.accessCode,
      facts.certificate,
      facts.verifyUrl,
      'Dr. Meera Krishnan 0',
      'Director',
    ]) {
      expect(text).toContain(expected);
    }
  });

  it('keeps diacritics', async () => {
    const recipientName = 'Łukasz Żółć Đặng Þórarinsdóttir Ñuñez Škvorecký Ōe';
    expect(wordsOf(await renderCertificate(sampleFacts({ recipientName }), FOUR))).toContain(
      recipientName,
    );
  });

  it('says nothing of a completion that was not asked for', async () => {
    const facts = sampleFacts({ completedAt: 0, batchName: '' });
    const text = wordsOf(await renderCertificate(facts, sampleContent()));
    expect(text).not.toMatch(/completed|Batch|1970/);
  });

  it.each([
    ['long texts', LONG],
    ['the widest letters', WIDE],
    ['Devanagari', DEVANAGARI],
  ])('stays inside the border with %s', async (_name, change) => {
    const pdf = await renderCertificate(sampleFacts(change), FOUR);
    for (const box of boxesOf(pdf)) {
      expect(box.left).toBeGreaterThan(36);
      expect(box.top).toBeGreaterThan(36);
      expect(box.right).toBeLessThan(842 - 36);
      expect(box.bottom).toBeLessThan(595 - 30);
    }
  });
});

const latin1 = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1');

/** The file without stream contents and literal strings: names and operators of its objects. */
const structureOf = (pdf: Uint8Array): string =>
  latin1(pdf)
    .replace(/stream\r?\n[^]*?endstream/g, '')
    .replace(/\((?:\\[^]|[^\\()])*\)/g, '()');

const pdftotext = (pdf: Uint8Array, option: string): string =>
  execFileSync('pdftotext', [option, '-', '-'], { input: pdf, encoding: 'utf8' });

const wordsOf = (pdf: Uint8Array): string => pdftotext(pdf, '-raw').replace(/\s+/g, ' ');

interface WordBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxesOf(pdf: Uint8Array): WordBox[] {
  const shape = /xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)"/g;
  const boxes = [...pdftotext(pdf, '-bbox').matchAll(shape)].map((match) => {
    const [left = 0, top = 0, right = 0, bottom = 0] = match.slice(1).map(Number);
    return { left, top, right, bottom };
  });
  expect(boxes.length).toBeGreaterThan(20);
  return boxes;
}
