/**
 * Laws of compiled drawings: whatever a drawing holds, what is drawn of it is made of the elements
 * that are allowed, refers to nothing outside itself and runs nothing; a fault always has its line
 * or says why not; and what was compiled once compiles to the same again.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { compileSvg } from '../src/certificates/template/svg-template.js';
import { parseXml, type XmlElement } from '../src/certificates/template/xml-tree.js';
import { holds } from './check.js';

const HARMLESS =
  'g path rect circle line use defs clipPath mask pattern linearGradient stop image text tspan a style';
const HARMFUL = 'script foreignObject iframe animate set svg textPath filter feImage handler';
const VALUES = [
  ...['1', '50%', '-3em', '#a', 'url(#a)', 'red', 'M0 0L9 9', 'translate(1 2)', '0 0 9 9'],
  ...['https://evil.example/x', '//evil.example', 'file:///etc/passwd', 'javascript:alert(1)'],
  ...['url(https://evil.example/#a)', 'url("//evil.example")', 'data:text/html,x', 'x.svg#a'],
  ...['${recipientName}', '{{qrCode}}', '${nobody}', 'fill:url(http://evil.example)'],
  ...['"><script>alert(1)</script>', "'/><image href='x'", 'expression(alert(1))', '\\75rl(x)'],
];
const NAMES =
  'id class x y width height d transform fill stroke style href xlink:href onclick onload filter ' +
  'clip-path mask text-anchor font-size font-family begin values xml:base points offset';

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const attributes = fc
  .dictionary(fc.constantFrom(...NAMES.split(' ')), fc.constantFrom(...VALUES), { maxKeys: 2 })
  .map((found) =>
    Object.entries(found)
      .map(([name, value]) => ` ${name}="${escaped(value)}"`)
      .join(''),
  );
const words = fc.oneof(fc.constantFrom(...VALUES), fc.string({ maxLength: 12 })).map(escaped);

const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    words.map((text) => text.replace(/[^\x20-\x7e]/g, '')),
    fc
      .tuple(
        fc.oneof(
          { weight: 40, arbitrary: fc.constantFrom(...HARMLESS.split(' ')) },
          { weight: 1, arbitrary: fc.constantFrom(...HARMFUL.split(' ')) },
        ),
        attributes,
        fc.array(tie('tree'), { maxLength: 4 }),
      )
      .map(([name, list, inner]) => `<${name}${list}>${inner.join('')}</${name}>`),
  ),
}));

const compiled = (text: string): ReturnType<typeof compileSvg> =>
  compileSvg({ text, parameter: 'template.url', pictures: new Map(), language: 'en' });

const whole = (inner: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60">${inner.join('')}</svg>`;

const DRAWN = new Set(
  'svg g path rect circle line use defs clipPath mask pattern linearGradient stop image'.split(' '),
);

describe('a compiled drawing', () => {
  holds(
    'draws allowed elements alone, and refers to nothing outside',
    fc.property(fc.array(tree, { maxLength: 6 }), (inner) => {
      const { design, problems } = compiled(whole(inner));
      if (design === null) {
        expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
        return;
      }
      if (design.art !== '') expectHarmless(rootOf(design.art));
      for (const block of design.blocks) {
        if (block.kind === 'picture') expect(block.image).toMatch(/^\$\{signatory[0-3]Image\}$/);
      }
    }),
  );

  holds(
    'is the same whenever it is compiled, and its art compiles to itself',
    fc.property(fc.array(tree, { maxLength: 6 }), (inner) => {
      const first = compiled(whole(inner));
      expect(compiled(whole(inner))).toEqual(first);
      if (first.design === null || first.design.art === '') return;
      const again = compiled(first.design.art);
      expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    }),
  );

  holds(
    'never fails, whatever the text',
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
      expect(compiled(text).problems.length).toBeGreaterThan(0);
    }),
  );
});

function rootOf(art: string): XmlElement {
  const root = parseXml(art);
  if (!root.ok) throw new Error(`${root.error.message}: ${art}`);
  return root.value;
}

function expectHarmless({ name, attributes: list, children }: XmlElement): void {
  expect(DRAWN).toContain(name);
  for (const [key, value] of list) {
    expect(key).not.toMatch(/^on|^style$|^xml:/i);
    if (key === 'xmlns') continue;
    if (key === 'href') expect(value).toMatch(/^(#[\w.:-]+|data:image\/(png|jpeg);base64,.*)$/);
    else {
      expect(value).not.toMatch(/[a-z]+:|\/\/|<|url\((?!["']?#)/i);
    }
  }
  for (const child of children) if (typeof child !== 'string') expectHarmless(child);
}
