import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CertificateDesign, DesignBlock } from '../../../src/domain/certificate-design.js';
import { LAYOUTS } from '../../../src/certificates/designs/layouts.js';
import { contrast } from '../../../src/certificates/designs/palette.js';
import { compileDeclared, type Declared } from '../../../src/certificates/template/declared.js';
import { problemText } from '../../../src/certificates/template/problem.js';
import { parseXml } from '../../../src/certificates/template/xml-tree.js';
import { RED_PNG } from './drawings.js';

const made = (fields: object, signatories = 2): Declared =>
  compileDeclared({
    fields: fields as Record<string, unknown>,
    signatories: Array.from({ length: signatories }, () => ({ image: RED_PNG })),
  });
const designOf = (fields: object, signatories = 2): CertificateDesign => {
  const { design, problems } = made(fields, signatories);
  if (design === null) throw new Error(problems.map(problemText).join('\n'));
  return design;
};
const textsOf = ({ blocks }: CertificateDesign): string[] =>
  blocks.flatMap((block) => (block.kind === 'text' ? block.lines.map(({ text }) => text) : []));

const layouts = [...LAYOUTS.keys()];

describe.each(layouts)('the layout %s', (layout) => {
  it('names the learner, the course and the issuer, and can be checked', () => {
    const design = designOf({ layout });
    const texts = textsOf(design).join('\n');
    for (const name of ['recipientName', 'courseName', 'issuerName', 'accessCode', 'verifyUrl']) {
      expect(texts).toContain(`\${${name}}`);
    }
    expect(design.blocks.filter((block) => block.kind === 'qr')).toHaveLength(1);
  });

  it.each([1, 2, 3, 4])(
    'has room for three logos and %d signatories, sealed or not',
    (signatories) => {
      for (const sealed of [true, false]) {
        const design = designOf(
          { layout, sealed, logos: [RED_PNG, RED_PNG, RED_PNG] },
          signatories,
        );
        const signed = design.blocks.filter(
          (block) => block.kind === 'picture' && block.image.startsWith('${signatory'),
        );
        expect(signed).toHaveLength(signatories);
        expectApart(design);
      }
    },
  );

  it('is A4, and draws nothing but shapes', () => {
    const { width, height, art } = designOf({ layout, sealed: true });
    expect([width, height].sort()).toEqual([595.28, 841.89]);
    const root = parseXml(art);
    expect(root.ok && root.value.attributes.get('viewBox')).toBe(
      `0 0 ${String(width)} ${String(height)}`,
    );
    expect(root.ok && root.value.children.map((c) => typeof c !== 'string' && c.name)).toEqual(
      expect.arrayContaining(['path']),
    );
    expect(art).not.toMatch(/NaN|undefined|Infinity|<text/);
  });

  it('has a title, learner and course as headings, and its texts can be read on white', () => {
    const lines = designOf({ layout }).blocks.flatMap((b) => (b.kind === 'text' ? b.lines : []));
    expect(lines.filter(({ role }) => role === 'title')).toHaveLength(1);
    expect(lines.filter(({ role }) => role === 'heading')).toHaveLength(2);
    for (const { color } of lines.filter((line) => line.color !== '#ffffff')) {
      expect(contrast(color, '#ffffff')).toBeGreaterThan(4.5);
    }
  });
});

describe('a template of choices', () => {
  it('is the classic one in English where it chooses nothing', () => {
    expect(designOf({})).toEqual(designOf({ layout: 'landscape', language: 'en' }));
  });

  it('speaks Hindi', () => {
    const design = designOf({ layout: 'portrait', language: 'hi' });
    expect(design.language).toBe('hi');
    expect(textsOf(design)).toContain('प्रमाणित किया जाता है कि');
  });

  it('sets its own texts, title and colours', () => {
    const design = designOf({
      title: 'Diploma of ${courseName}',
      texts: { certify: 'Presented to', batch: '' },
      colours: { primary: '#112233' },
    });
    const texts = textsOf(design);
    expect(texts).toEqual(expect.arrayContaining(['Diploma of ${courseName}', 'Presented to']));
    expect(texts.join()).not.toContain('batchName');
    expect(design.art).toContain('#112233');
  });

  it.each([
    [{ layout: 'round' }, 'template.layout: it is one of classic, modern,'],
    [{ language: 'xx' }, 'template.language: it is one of en, hi'],
    [{ sealed: 'yes' }, 'template.sealed: it is true or false'],
    [{ texts: 'x' }, 'template.texts: it is an object'],
    [{ texts: { greeting: 'x' } }, 'template.texts.greeting: there is no such text'],
    [{ texts: { deed: 'x'.repeat(301) } }, 'template.texts.deed: it is a text of at most 300'],
    [{ title: 'For ${recipient}' }, 'template.title: ${recipient} is no placeholder'],
    [{ title: '${qrCodeImage}' }, 'template.title: ${qrCodeImage} is a picture'],
    [{ logos: 'x' }, 'template.logos: it is a list'],
    [{ logos: [RED_PNG, 'https://a.example/b.png'] }, 'template.logos[1]: it cannot be drawn'],
    [{ logos: [RED_PNG, RED_PNG, RED_PNG, RED_PNG] }, 'template.logos: there are at most 3'],
    [{ colours: 7 }, 'template.colours: it is an object'],
    [{ colours: { sky: '#112233' } }, 'template.colours.sky: there is no such colour'],
    [{ colours: { ink: 'red"/><script>' } }, 'template.colours.ink: it is a colour written'],
  ])('is refused with the parameter: %j', (fields, message) => {
    const { design, problems } = made(fields);
    expect(design).toBeNull();
    expect(problems.map(problemText).join('\n')).toContain(message);
  });

  it('is refused with more signatories than have room', () => {
    expect(made({}, 5).problems.map(problemText)).toEqual([
      'template.signatoryList: at most 4 can sign on this layout',
    ]);
  });

  it('writes the name of somebody whose signature cannot be drawn', () => {
    const { design } = compileDeclared({ fields: {}, signatories: [{ image: 'data:,x' }] });
    const texts = textsOf(design!).filter((text) => text === '${signatory0Name}');
    expect([texts.length, JSON.stringify(design)]).toEqual([
      2,
      expect.not.stringContaining('signatory0Image'),
    ]);
  });

  it('is told of every fault at once', () => {
    expect(made({ layout: 'round', sealed: 1, language: 'xx' }).problems).toHaveLength(3);
  });

  it('is warned of a colour that cannot be read', () => {
    const { design, problems } = made({ colours: { muted: '#eeeeee' } });
    expect(design).not.toBeNull();
    expect(problems.map(problemText)[0]).toContain('template.colours.muted: on white');
  });

  it('keeps its art free of whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.constantFrom(...layouts), (text, layout) => {
        const { design } = made({ layout, texts: { certify: text } });
        if (design !== null) expect(design.art).toBe(designOf({ layout }).art);
      }),
    );
  });
});

/** No two boxes of a design share a point, and all are on the page. */
function expectApart(design: CertificateDesign): void {
  const boxes = design.blocks.map(boxOf);
  for (const [i, a] of boxes.entries()) {
    expect(a.left).toBeGreaterThanOrEqual(0);
    expect(a.top).toBeGreaterThanOrEqual(0);
    expect(a.right).toBeLessThanOrEqual(design.width);
    expect(a.bottom).toBeLessThanOrEqual(design.height);
    for (const b of boxes.slice(i + 1)) {
      const meets = a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      expect(meets, `${JSON.stringify(a)} meets ${JSON.stringify(b)}`).toBe(false);
    }
  }
}

function boxOf(block: DesignBlock): {
  readonly kind: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
} {
  const [width, height] =
    block.kind === 'qr' ? [block.size, block.size] : [block.width, block.height];
  const { x: left, y: top, kind } = block;
  return { kind, left, top, right: left + width, bottom: top + height };
}
