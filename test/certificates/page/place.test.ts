import { beforeAll, describe, expect, it } from 'vitest';
import { builtinDesign } from '../../../src/certificates/builtin-design.js';
import { designValues } from '../../../src/certificates/page/design-values.js';
import { glyphPath, loadFaces } from '../../../src/certificates/page/faces.js';
import { placePage } from '../../../src/certificates/page/place.js';
import type { PlacedPage, PlacedText } from '../../../src/certificates/page/placed-page.js';
import type { TextBlockDesign, TextLineDesign } from '../../../src/domain/certificate-design.js';
import { sampleContent, sampleFacts } from '../sample.js';

beforeAll(loadFaces);

const LINE: TextLineDesign = {
  text: '${recipientName}',
  role: 'paragraph',
  family: 'serif',
  bold: false,
  italic: false,
  color: '#000000',
  spacing: 0,
  upperCase: false,
  sizes: [20, 10, 5],
  linesMax: [1, 2, 3],
  above: 0,
  rule: '',
};
const BLOCK: TextBlockDesign = {
  kind: 'text',
  ...{ x: 0, y: 0, width: 200, height: 200 },
  align: 'left',
  vertical: 'top',
  stretchMax: 1,
  matrix: null,
  lines: [LINE],
};

describe('a line of text', () => {
  it('keeps the largest size when it is short', () => {
    const text = placed('Ananya');
    expect(text.lines).toHaveLength(1);
    expect(sizeOf(text)).toBe(20);
  });

  it('takes a smaller size before it wraps', () => {
    const text = placed('Ananya Venkataraman of Bengaluru');
    expect([text.lines.length, sizeOf(text)]).toEqual([1, 10]);
  });

  it('wraps between words', () => {
    const text = placed('Ananya Venkataraman of Bengaluru and of Mysuru too');
    expect(text.lines.map((line) => line.text)).toEqual([
      'Ananya Venkataraman of Bengaluru and of Mysuru',
      'too',
    ]);
  });

  it('is cut with an ellipsis when it fits at no size', () => {
    const text = placed('Ananya '.repeat(100));
    expect([sizeOf(text), text.lines.length]).toEqual([5, 3]);
    expect(text.text).toMatch(/^(?:Ananya )+[Anay]+…$/);
  });

  it('is cut within no letter', () => {
    expect(placed('कि'.repeat(400)).text).toMatch(/^(?:कि)+…$/u);
  });

  it('is left out when its placeholders have no value', () => {
    expect(placedTexts({ ...LINE, text: 'Batch: ${recipientName}' }, ' ')).toEqual([]);
  });

  it('takes a placeholder in a value for mere text', () => {
    expect(placed('${courseName}').text).toBe('${courseName}');
  });
});

describe('a block of text', () => {
  const two = [LINE, { ...LINE, text: 'b', above: 10 }];

  it.each([
    ['top', [17.9, 51.1]],
    ['bottom', [161.5, 194.7]],
    ['middle', [89.7, 122.9]],
  ] as const)('stands at the %s of its box', (vertical, expected) => {
    expect(baselines({ ...BLOCK, vertical, lines: two })).toEqual(expected);
  });

  it('rests with its first line on its place', () => {
    expect(baselines({ ...BLOCK, y: 100, height: 0, vertical: 'baseline' })).toEqual([100]);
  });

  it('grows its gaps up to the limit', () => {
    const [first, second] = baselines({ ...BLOCK, stretchMax: 3, lines: two });
    expect(second! - first!).toBeCloseTo(23.2 + 30);
  });

  it('shrinks its letters where there is no room for the lines', () => {
    const [text] = pageOf({ ...BLOCK, height: 11.6 }, 'Anna').texts;
    expect(sizeOf(text!)).toBeCloseTo(10);
  });

  it('is turned by its matrix', () => {
    const [text] = pageOf({ ...BLOCK, matrix: [0, 1, -1, 0, 100, 50] }, 'Ananya').texts;
    const [a, b, , , e, f] = text!.lines[0]!.runs[0]!.matrix;
    expect([a, b]).toEqual([0, 1]);
    expect(e).toBeCloseTo(100 - 17.9);
    expect(f).toBeCloseTo(50, 0);
  });

  it('has a rule below a line that asks for one', () => {
    const { rules } = pageOf({ ...BLOCK, lines: [{ ...LINE, rule: '#00ff00' }] }, 'Ananya');
    expect(rules).toHaveLength(1);
    expect(rules[0]?.color).toBe('#00ff00');
    expect(rules[0]?.path).toMatch(/^M0 .*Z$/);
  });
});

describe('the faces of a text', () => {
  it('are chosen by script and coverage', () => {
    expect(facesOf('Zoë r̥ṣi (शिक्षा।) தமிழ் 2')).toEqual([
      ['serif', 'Zoë '],
      ['sans', 'r̥'],
      ['serif', 'ṣi ('],
      ['devanagari', 'शिक्षा।'],
      ['serif', ') '],
      ['tamil', 'தமிழ்'],
      ['serif', ' 2'],
    ]);
  });

  it.each([
    ['devanagari', 'श्रीमती'],
    ['bengali', 'বন্দ্যোপাধ্যায়'],
    ['gujarati', 'ત્રિવેદી'],
    ['gurmukhi', 'ਗੁਰਪ੍ਰੀਤ'],
    ['kannada', 'ಕೃಷ್ಣಮೂರ್ತಿ'],
    ['malayalam', 'കൃഷ്ണൻ'],
    ['nastaliq', 'عبداللہ'],
    ['oriya', 'କୃଷ୍ଣା'],
    ['tamil', 'ஸ்ரீனிவாசன்'],
    ['telugu', 'లక్ష్మీ'],
  ])('have every glyph of %s', (face, text) => {
    const runs = runsOf(text);
    expect(runs.map((run) => run.face)).toEqual([face]);
    expect(runs.flatMap(({ glyphs }) => glyphs.map(({ id }) => id))).not.toContain(0);
  });

  it('show a box for what none has', () => {
    const [run] = runsOf('山');
    expect(run?.glyphs.map(({ id }) => id)).toEqual([0]);
    expect(glyphPath(run?.face ?? 'serif', 0)).toMatch(/^M/);
  });

  it('keep joiners inside a word', () => {
    expect(facesOf('क्‍ष')).toEqual([['devanagari', 'क्‍ष']]);
  });
});

describe('a text that is read leftwards', () => {
  it('begins at the right', () => {
    const runs = runsOf('محمد Ananya خان');
    const faces = runs.map((run) => run.face);
    expect([faces[0], faces.at(-1)]).toEqual(['nastaliq', 'nastaliq']);
    expect(faces).toContain('serif');
    expect(runs[0]?.glyphs[0]?.text).toBe('ن');
  });

  it('is told in its own language', () => {
    expect(placed('محمد خان').language).toBe('ur');
    expect(placed('Ananya').language).toBe('');
  });
});

describe('the built-in design', () => {
  it('has its texts in reading order', () => {
    const facts = sampleFacts();
    const content = sampleContent();
    const page = placePage(builtinDesign(content), designValues(facts, content), 'code');
    expect(page.texts.slice(1, 6).map(({ role, text }) => [role, text])).toEqual([
      ['title', 'Certificate of Completion'],
      ['paragraph', 'This is to certify that'],
      ['heading', facts.recipientName],
      ['paragraph', 'has successfully completed the course'],
      ['heading', facts.courseName],
    ]);
    expect(page.texts.at(-1)?.text).toBe(`Verify this certificate at ${facts.verifyUrl}`);
  });
});

function pageOf(block: TextBlockDesign, recipientName: string): PlacedPage {
  const design = { width: 200, height: 200, language: 'en', art: '', blocks: [block] };
  return placePage(design, new Map([['recipientName', recipientName]]), '');
}

const baselines = (block: TextBlockDesign): number[] =>
  pageOf(block, 'a').texts.flatMap(({ lines }) =>
    lines.map(({ runs }) => Math.round(runs[0]!.matrix[5] * 1000) / 1000),
  );

const placedTexts = (line: TextLineDesign, name: string): readonly PlacedText[] =>
  pageOf({ ...BLOCK, lines: [line] }, name).texts;

const placed = (name: string): PlacedText => placedTexts(LINE, name)[0]!;
const runsOf = (name: string) => placed(name).lines.flatMap(({ runs }) => runs);
const sizeOf = (text: PlacedText): number => text.lines[0]!.runs[0]!.size;
const facesOf = (name: string): string[][] =>
  runsOf(name).map(({ face, glyphs }) => [face, glyphs.map(({ text }) => text).join('')]);
