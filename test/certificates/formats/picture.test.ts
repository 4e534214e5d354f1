import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyFile } from '../../../src/certificates/credential/verify.js';
import { renderPicture } from '../../../src/certificates/formats/picture.js';
import type { CertificateFacts } from '../../../src/domain/certificate.js';
import { newRing, signerOf } from '../credential/signed.js';
import { sampleContent, sampleFacts } from '../sample.js';

const facts = sampleFacts({ scorePercent: 87.5 });
const code = facts.verifyUrl;
const hasZbar = spawnSync('zbarimg', ['--version']).error === undefined;

describe('A certificate as SVG', () => {
  it('says every text in the order of reading to whoever does not see it', async () => {
    const svg = await svgOf(facts);
    const spoken = /<desc id="laurel-text">([^<]*)<\/desc>/.exec(svg)?.[1]?.split('\n') ?? [];

    const wanted = [facts.recipientName, facts.courseName, facts.accessCode];
    expect(spoken.filter((text) => wanted.includes(text))).toEqual(wanted);
    expect(spoken.at(-1)).toContain(facts.verifyUrl);
    const head = svg.slice(0, 1_000);
    expect(head).toContain('role="img" aria-labelledby="laurel-title"');
    expect(head).toContain('aria-describedby="laurel-text"');
    expect(head).toContain(`>${facts.templateName} – ${facts.recipientName}</title>`);
  });

  it('needs nothing beside itself and runs nothing', async () => {
    const svg = await svgOf(facts);

    const references = [...svg.matchAll(/(?:href|src)="([^"]*)"|url\(([^)]*)\)/g)];
    expect(references.map(([, href = '', url = '']) => href + url)).toSatisfy((all: string[]) =>
      all.every((address) => /^(?:#laurel-|data:image\/(?:png|jpeg);base64,)/.test(address)),
    );
    expect(/<(?:script|style|text|foreignObject)|\son\w+=|font-family/.exec(svg)).toBeNull();
  });

  it('has every glyph that it uses, once', async () => {
    const svg = await svgOf(facts);
    const defined = [...svg.matchAll(/<path id="([^"]+)"/g)].map(([, id]) => id);
    const used = new Set([...svg.matchAll(/<use href="#([^"]+)"/g)].map(([, id]) => id));

    expect(used.size).toBeGreaterThan(20);
    expect([...used].sort()).toEqual([...defined].sort());
  });

  it.each([
    '<script>alert(1)</script>',
    '"><image href="https://evil.example/x"/><x y="',
    "' onload='alert(1)",
    ']]></desc></svg><svg>',
    '</title><style>*{display:none}</style>',
    '&lt;b&gt; &amp; \u0000\u202e\ufffe',
  ])('takes a name for text: %s', async (recipientName) => {
    const [svg, plain] = [await svgOf(sampleFacts({ recipientName })), await svgOf(facts)];

    expect(tagsOf(svg)).toEqual(tagsOf(plain));
    expect(attributesOf(svg)).toEqual(attributesOf(plain));
    expect(/[\p{Cc}\u202e\ufffe]/u.exec(svg.replaceAll('\n', ''))).toBeNull();
    // A strict reader of XML draws it.
    expect((await pngOf(sampleFacts({ recipientName }))).length).toBeGreaterThan(10_000);
  });

  it('has the same bytes when it is drawn again', async () => {
    expect(await svgOf(facts)).toBe(await svgOf(facts));
  });

  it('has art and pictures of its template inside, without their prologue', async () => {
    const svg = await svgOf(facts, { ...sampleContent(), design: DESIGN });

    expect(svg).toContain('viewBox="0 0 10 5" aria-hidden="true"><circle r="2"/></svg>');
    expect(svg.match(/<\?xml/g)).toHaveLength(1);
    expect(svg).toContain('x="40" y="20" width="20" height="20"');
    expect(svg).not.toContain('evil.example');
  });
});

describe('A certificate as PNG', () => {
  it('is as wide as it is sharp, and the same when it is drawn again', async () => {
    const png = await pngOf(facts);

    expect(png.toString('latin1', 1, 4)).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1684, 1191]);
    expect((await pngOf(facts)).equals(png)).toBe(true);
  });

  it.runIf(hasZbar)('has a code that a reader of codes reads', async () => {
    const signed = signerOf(newRing()).code(facts);
    const folder = mkdtempSync(join(tmpdir(), 'laurel-picture-'));
    try {
      const file = join(folder, 'a.png');
      writeFileSync(file, await renderPicture(facts, sampleContent(), signed, 'png'));
      expect(execFileSync('zbarimg', ['-q', '--raw', file]).toString().trim()).toBe(signed);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('shows whose it is', async () => {
    const other = await pngOf(sampleFacts({ scorePercent: 87.5, recipientName: 'Somebody Else' }));
    expect((await pngOf(facts)).equals(other)).toBe(false);
  });
});

describe('A sealed picture', () => {
  it.each(['svg', 'png'] as const)('is genuine as %s, and says so of itself', async (format) => {
    const ring = newRing();
    const signer = signerOf(ring);
    const drawn = await renderPicture(facts, sampleContent(), signer.code(facts), format);

    const verdict = await verifyFile(signer.seal(facts, drawn, format), ring.published);

    expect(verdict).toMatchObject({ kind: 'genuine', of: 'document', format });
    expect(await verifyFile(drawn, ring.published)).toMatchObject({ kind: 'unsigned' });
  });
});

const PNG_DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8A' +
  'AQUBAScY42YAAAAASUVORK5CYII=';

const DESIGN = {
  ...{ width: 100, height: 50, language: 'en' },
  art: [
    '<?xml version="1.0"?><!-- x -->',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><circle r="2"/></svg>',
  ].join(''),
  blocks: [
    { kind: 'picture', x: 30, y: 20, width: 40, height: 20, image: PNG_DOT },
    { kind: 'picture', x: 0, y: 0, width: 9, height: 9, image: 'https://evil.example/x.png' },
  ],
} as const;

const svgOf = async (of: CertificateFacts, content = sampleContent()): Promise<string> =>
  Buffer.from(await renderPicture(of, content, code, 'svg')).toString();

const pngOf = async (of: CertificateFacts): Promise<Buffer> =>
  Buffer.from(await renderPicture(of, sampleContent(), code, 'png'));

/** The kinds of elements, without how many: a longer name has more glyphs. */
const tagsOf = (svg: string): string[] =>
  [...new Set([...svg.matchAll(/<\/?([\w:]+)/g)].map(([, name = '']) => name))].sort();

const attributesOf = (svg: string): string[] =>
  [...new Set([...svg.matchAll(/\s([\w:-]+)="/g)].map(([, name = '']) => name))].sort();
