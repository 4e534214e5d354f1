import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renderCertificate } from '../../src/certificates/render.js';
import type {
  CertificateDesign,
  TextBlockDesign,
  TextLineDesign,
} from '../../src/domain/certificate-design.js';
import { newRing, signerOf } from './credential/signed.js';
import { pngUrl, sampleContent, sampleFacts, translucentPng } from './sample.js';

const has = (program: string): boolean => spawnSync(program, ['-v']).error === undefined;

const NAMES: readonly (readonly [string, string])[] = [
  ['Latin with diacritics', 'Łukasz Žółć Đặng Ñuñez Škvorecký Ōe'],
  ['Devanagari', 'श्रीमती कृष्णाक्षी त्रिवेदी'],
  ['Bengali', 'শ্রীমতী কৃষ্ণা বন্দ্যোপাধ্যায়'],
  ['Gujarati', 'શ્રીમતી કૃષ્ણા ત્રિવેદી'],
  ['Gurmukhi', 'ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ'],
  ['Kannada', 'ಶ್ರೀಮತಿ ಲಕ್ಷ್ಮೀ ಕೃಷ್ಣಮೂರ್ತಿ'],
  ['Malayalam', 'ശ്രീമതി ലക്ഷ്മി കൃഷ്ണൻ'],
  ['Odia', 'ଶ୍ରୀମତୀ କୃଷ୍ଣା ପଟ୍ଟନାୟକ'],
  ['Tamil', 'தமிழ்ச்செல்வி ஸ்ரீனிவாசன்'],
  ['Telugu', 'లక్ష్మీ ప్రసన్న కృష్ణమూర్తి'],
  ['Urdu', 'محمد عبداللہ خان صاحب'],
  ['several scripts', 'Ananya अनन्या அனன்யா'],
];

describe.runIf(has('pdftotext'))('a name on the paper', () => {
  it.each(NAMES)('is read again in %s', async (_script, recipientName) => {
    expect(linesOf(await drawn({ recipientName }))).toContain(recipientName);
  });

  it.each(NAMES)('is read again in %s where it is wrapped', async (_script, name) => {
    const recipientName = `${name} `.repeat(6).trim();
    const lines = linesOf(await drawn({ recipientName }));
    expect(lines.join(' ')).toContain(recipientName);
  });

  it('is read again in bold and in spaced capitals', async () => {
    const design: CertificateDesign = {
      ...{ width: 400, height: 200, language: 'en', art: '' },
      blocks: [
        { ...BLOCK, y: 10, lines: [{ ...LINE, bold: true }] },
        { ...BLOCK, y: 80, lines: [{ ...LINE, family: 'sans', spacing: 3, upperCase: true }] },
      ],
    };
    const facts = sampleFacts({ recipientName: 'Office कृष्णा' });
    const lines = linesOf(await renderCertificate(facts, { ...sampleContent(), design }));
    expect(lines).toEqual(['Office कृष्णा', 'OFFICE कृष्णा']);
  });

  it.runIf(has('pdffonts'))('has its fonts in the file, cut down', async () => {
    const pdf = await drawn({ recipientName: 'Ananya कृष्णा' });
    const [, , ...fonts] = run('pdffonts', ['-'], pdf).trim().split('\n');
    expect(fonts.length).toBe(3);
    for (const font of fonts) {
      expect(font).toMatch(/^[A-Z]{6}\+\S+ +CID TrueType +Identity-H +yes yes yes/);
    }
    expect(pdf.length).toBeLessThan(50_000);
  });
});

describe('a tagged certificate', () => {
  it('names its marked content in reading order', async () => {
    const pdf = await drawn({});
    const marks = [...textStream(pdf).matchAll(/^\/(\w+) <<\/MCID (\d+)>> BDC$/gm)];
    const elements = [...text(pdf).matchAll(/\/StructElem \/S \/(\w+) .*?\/K (\d+)/g)];
    expect(marks.map(([, , id]) => Number(id))).toEqual(marks.map((_, i) => i));
    expect(elements.map(([, , id]) => id)).toEqual(marks.map(([, , id]) => id));
    expect(elements.slice(0, 6).map(([, kind]) => kind)).toEqual(['P', 'H1', 'P', 'H2', 'P', 'H2']);
    expect(elements.at(-2)?.[1]).toBe('P');
    expect(elements.at(-1)?.[1]).toBe('Figure');
  });

  it('marks all else as an artifact', async () => {
    const unmarked = textStream(await drawn({}))
      .replace(/^\/Span<<.*>>BDC\n[^]*?^EMC\n/gm, '')
      .replace(/^\/(?:P|Figure) <<\/MCID \d+>> BDC\n[^]*?^EMC\n/gm, '')
      .replace(/^\/Artifact BMC\n[^]*?^EMC\n/gm, '');
    expect(unmarked).toBe('');
  });

  it('tells its language, and that of a name in another script', async () => {
    const pdf = text(await drawn({ recipientName: 'कृष्णा', courseName: 'تعلیم' }));
    expect(pdf).toContain('/Lang (en)');
    expect(pdf).toMatch(/\/S \/H2 .*\/Lang \(hi\)/);
    expect(pdf).toMatch(/\/S \/H2 .*\/Lang \(ur\) \/ActualText <FEFF/);
  });

  it('claims to be accessible, and not where a character has no glyph', async () => {
    expect(text(await drawn({}))).toContain('<pdfuaid:part>1<');
    expect(text(await drawn({ recipientName: '山田' }))).not.toContain('pdfuaid:part>');
  });

  it('shows its title, which is escaped in the metadata', async () => {
    const pdf = text(await drawn({ courseName: 'A & B </rdf:li><x/>' }));
    expect(pdf).toContain('/DisplayDocTitle true');
    expect(pdf).toContain('A &#38; B &#60;/rdf:li&#62;&#60;x/&#62;</rdf:li>');
  });
});

describe('the text stream', () => {
  it.each([
    ') Tj ET /JS (x) /Launch BT (',
    '> Tj ET Q Q /Sheet Do <',
    '\\) EMC endstream endobj',
    'a\u202eb\u2066c\u0000d\u200be',
    '%!PS /F0 99 Tf \r\n1 0 0 rg',
  ])('has nothing but its own operators with %j', async (value) => {
    const issuer = { name: value, url: value };
    const pdf = await drawn({ recipientName: value, courseName: value, batchName: value, issuer });
    expect(textStream(pdf).replace(OWN_OPERATORS, '')).toBe('');
  });
});

describe.runIf(has('pdftotext'))('characters that hide or turn text', () => {
  it('leave no trace', async () => {
    const pdf = await drawn({ recipientName: 'An\u202ea\u2066n\u0000y\u200ba' });
    expect(linesOf(pdf)).toContain('Ananya');
  });
});

describe('the sheet', () => {
  it('has the same bytes for a picture with transparency in its art', async () => {
    const picture = (shade: number) => ({
      ...{ kind: 'picture' as const, x: 10, y: 10, width: 50, height: 20 },
      image: pngUrl(translucentPng(shade)),
    });
    const design: CertificateDesign = {
      ...{ width: 300, height: 200, language: 'en' },
      art:
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200">' +
        '<rect width="300" height="200" fill="#eef" opacity="0.5"/></svg>',
      blocks: [picture(1), picture(90), { ...BLOCK, lines: [LINE] }],
    };
    const draw = () => renderCertificate(sampleFacts(), { ...sampleContent(), design });
    const [first, second] = [await draw(), await draw()];
    expect(text(first).match(/\/Subtype \/Image/g)).toHaveLength(2);
    expect(Buffer.compare(first, second)).toBe(0);
  });

  it('is that of the content, whatever the hash says', async () => {
    const [one, other] = [sampleContent(), sampleContent('x', 'y')];
    await renderCertificate(sampleFacts({ templateHash: 'h' }), one);
    const second = await renderCertificate(sampleFacts({ templateHash: 'h' }), other);
    const fresh = await renderCertificate(sampleFacts({ templateHash: 'i' }), other);
    expect(Buffer.compare(second, fresh)).toBe(0);
  });
});

describe.runIf(has('qpdf'))('a file', () => {
  it.each([
    ['as it is drawn', (pdf: Uint8Array) => pdf],
    ['sealed', (pdf: Uint8Array) => signerOf(newRing()).seal(sampleFacts(), pdf)],
  ])('is sound %s', async (_name, made) => {
    const file = join(mkdtempSync(join(tmpdir(), 'certificate-')), 'a.pdf');
    writeFileSync(file, made(await drawn({ recipientName: 'محمد कृष्णा 山 (x) \\' })));
    expect(run('qpdf', ['--check', file])).toContain('No syntax or stream encoding errors found');
  });
});

const LINE: TextLineDesign = {
  text: '${recipientName}',
  ...{ role: 'heading', family: 'serif', bold: false, italic: false, color: '#123456' },
  ...{ spacing: 0, upperCase: false, sizes: [20], linesMax: [1], above: 0, rule: '' },
};
const BLOCK: Omit<TextBlockDesign, 'lines'> = {
  ...{ kind: 'text', x: 10, y: 10, width: 380, height: 60, align: 'left', vertical: 'top' },
  ...{ stretchMax: 1, matrix: null },
};

const drawn = (change: Parameters<typeof sampleFacts>[0]): Promise<Uint8Array> =>
  renderCertificate(sampleFacts(change), sampleContent());

const text = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1');

const run = (program: string, args: string[], input?: Uint8Array): string =>
  execFileSync(program, args, { ...(input && { input }), encoding: 'utf8' });

/** Lines of the page; the program sets marks around those that are read leftwards. */
const linesOf = (pdf: Uint8Array): string[] =>
  run('pdftotext', ['-', '-'], pdf)
    .replace(/[\u202a-\u202e]/g, '')
    .split(/\s*[\n\f]+\s*/)
    .filter((line) => line !== '');

/** What the page's own content stream holds. */
function textStream(pdf: Uint8Array): string {
  const whole = text(pdf);
  const id = /\/Contents (\d+) 0 R/.exec(whole)?.[1];
  const start = whole.indexOf('stream\n', whole.indexOf(`\n${id!} 0 obj\n`)) + 'stream\n'.length;
  return inflateSync(pdf.subarray(start)).toString('latin1');
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
/** Every line that a text stream is made of. */
const OWN_OPERATORS = new RegExp(
  [
    String.raw`/(?:P|Figure) <</MCID \d+>> BDC`,
    String.raw`/Span<</ActualText<FEFF[0-9A-F]*>>>BDC`,
    '/Artifact BMC',
    'EMC',
    'BT',
    'ET',
    '/Sheet Do',
    String.raw`/F\d+ ${NUMBER} Tf(?: ${NUMBER}){3} rg(?: ${NUMBER}){6} Tm`,
    String.raw`\[(?:<[0-9a-f]+>|${NUMBER})*\]TJ`,
    `${NUMBER} Ts`,
    `q(?: ${NUMBER}){6} cm(?:(?: ${NUMBER}){3} rg)?`,
    `${NUMBER} ${NUMBER} ${NUMBER} rg`,
    `${NUMBER} ${NUMBER} [ml]`,
    String.raw`\d+ \d+ \d+ 1 re`,
    '[hfQ]',
    'f Q',
  ]
    .map((line) => `^${line}\\n`)
    .join('|'),
  'gm',
);
