import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openPng, sealPng } from '../../../src/certificates/credential/png-seal.js';
import type { Format } from '../../../src/certificates/credential/sealed-file.js';
import { openSvg, sealSvg } from '../../../src/certificates/credential/svg-seal.js';
import { verifyFile, verifyText } from '../../../src/certificates/credential/verify.js';
import { sampleFacts } from '../sample.js';
import { newRing, signerOf } from './signed.js';

const ring = newRing();
const keys = ring.published;
const facts = sampleFacts();
const SVG = Buffer.from(
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<svg xmlns="http://www.w3.org/2000/svg" ' +
      'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">',
    '<title>Certificate of Åsa</title></svg>',
    '',
  ].join('\n'),
);
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);
const FILES: readonly (readonly [Format, Buffer])[] = [
  ['svg', SVG],
  ['png', PNG],
];

describe.each(FILES)('A sealed %s', (format, document) => {
  const seal = (): Buffer => Buffer.from(signerOf(ring).seal(facts, document, format));

  it('is genuine, and says what it is a picture of', async () => {
    expect(await verifyFile(seal(), keys)).toMatchObject({
      ...{ kind: 'genuine', of: 'document', format },
      claims: { id: facts.verifyUrl, name: facts.templateName },
    });
  });

  it('has the same bytes when it is sealed again', () => {
    expect(seal().equals(seal())).toBe(true);
  });

  it('is not genuine with any byte changed', async () => {
    const sealed = seal();
    const verdicts = new Set<string>();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      verdicts.add((await verifyFile(changed, keys)).kind);
    }
    expect([...verdicts]).toContain('altered');
    expect([...verdicts]).not.toContain('genuine');
  });

  it.each([
    ['something behind it', (sealed: Buffer) => Buffer.concat([sealed, Buffer.from('\n')])],
    ['its last byte missing', (sealed: Buffer) => sealed.subarray(0, -1)],
    ['a second credential', (sealed: Buffer) => sealedAgain(format, sealed)],
    ['the credential of another', () => withOther(format, document)],
  ])('is altered with %s', async (_what, changed) => {
    expect(await verifyFile(changed(seal()), keys)).toMatchObject({ kind: 'altered' });
  });

  it('is unsigned without its credential', async () => {
    expect(await verifyFile(document, keys)).toMatchObject({ kind: 'unsigned' });
  });

  it('is told by who has other keys to be of an unknown issuer', async () => {
    expect(await verifyFile(seal(), newRing().published)).toMatchObject({ kind: 'unknown-key' });
  });
});

describe('A credential in a picture', () => {
  it('stands where Open Badges 3.0 bakes it into an SVG', async () => {
    const sealed = Buffer.from(signerOf(ring).seal(facts, SVG, 'svg')).toString();
    const baked = /^<\?xml[^>]*>\n<svg[^>]*>\n<openbadges:credential verify="([^"]+)"><\//.exec(
      sealed,
    );

    expect(await verifyText(baked?.[1] ?? '', keys)).toMatchObject({ of: 'credential' });
    expect(sealed.split('<openbadges:credential').length).toBe(2);
  });

  it('stands where Open Badges 3.0 bakes it into a PNG, which stays one', async () => {
    const sealed = Buffer.from(signerOf(ring).seal(facts, PNG, 'png'));
    const chunks = chunksOf(sealed);

    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'iTXt', 'IDAT', 'IEND']);
    expect(chunks.every(({ isSound }) => isSound)).toBe(true);
    const text = chunks[1]?.data.toString('latin1') ?? '';
    const [keyword, , , , , token = ''] = text.split('\0');
    expect([keyword, text.slice(keyword?.length, 24)]).toEqual([
      'openbadgecredential',
      '\0\0\0\0\0',
    ]);
    expect(await verifyText(token, keys)).toMatchObject({ of: 'credential' });
    expect(inflateSync(chunks[2]?.data ?? Buffer.alloc(0)).length).toBeGreaterThan(0);
  });

  it('can be put into nothing else', () => {
    expect(() => sealSvg(Buffer.from('<svg>\n</svg>'), 'a.b.c')).toThrow(/no root that badges/);
    expect(() => sealPng(Buffer.from('GIF89a'), 'a.b.c')).toThrow(/no PNG/);
    expect([openSvg(PNG), openPng(SVG)]).toEqual([null, null]);
  });
});

const sealFor = (format: Format): typeof sealSvg => (format === 'svg' ? sealSvg : sealPng);

const sealedAgain = (format: Format, sealed: Buffer): Buffer =>
  Buffer.from(sealFor(format)(sealed, 'a.b.c'));

/** The document with a genuine credential that is about another one. */
function withOther(format: Format, document: Buffer): Buffer {
  const other = signerOf(ring).seal(facts, OTHERS[format], format);
  const opened = format === 'svg' ? openSvg(other) : openPng(other);
  if (opened === null || typeof opened === 'string') throw new Error('not opened');
  return Buffer.from(sealFor(format)(document, opened.credential));
}

const OTHERS = {
  svg: Buffer.from(SVG.toString().replace('Åsa', 'Eva')),
  png: Buffer.concat([PNG, Buffer.from('more')]),
  pdf: Buffer.alloc(0),
};
function chunksOf(png: Buffer): { type: string; data: Buffer; isSound: boolean }[] {
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const [type, data] = [
      png.toString('latin1', at + 4, at + 8),
      png.subarray(at + 8, at + 8 + length),
    ];
    const isSound =
      crc32(png.subarray(at + 4, at + 8 + length)) === png.readUInt32BE(at + 8 + length);
    chunks.push({ type, data, isSound });
    at += length + 12;
  }
  return chunks;
}
