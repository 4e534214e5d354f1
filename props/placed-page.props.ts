/**
 * Laws of a placed page: nothing that is drawn lies outside its block's box, no line is beyond its
 * limit, and what is placed is the text, or its beginning and an ellipsis.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect } from 'vitest';
import { cleanText } from '../src/certificates/clean-text.js';
import { faceNamed, glyphBox, loadFaces } from '../src/certificates/page/faces.js';
import { placePage } from '../src/certificates/page/place.js';
import type { PlacedRun, PlacedText } from '../src/certificates/page/placed-page.js';
import type { TextBlockDesign } from '../src/domain/certificate-design.js';
import { holds } from './check.js';

beforeAll(loadFaces);

const LETTERS =
  'aWjfi é–ŠĄ12(…' + 'शिक्षाकृ्' + 'தமிஸ்ரீ' + 'ক্ষ্য' + 'લક્ષ્' + 'محمدللہگی' + 'తెక్ష్మ' + '山😀';
const words = fc.array(fc.constantFrom(...Array.from(LETTERS)), { maxLength: 60 });
const text = fc.oneof(
  words.map((letters) => letters.join('')),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const block: fc.Arbitrary<TextBlockDesign> = fc.record({
  kind: fc.constant('text' as const),
  x: fc.integer({ min: 0, max: 50 }),
  y: fc.integer({ min: 0, max: 50 }),
  width: fc.integer({ min: 2, max: 300 }),
  height: fc.integer({ min: 2, max: 120 }),
  align: fc.constantFrom('left', 'center', 'right'),
  vertical: fc.constantFrom('top', 'middle', 'bottom'),
  stretchMax: fc.constantFrom(1, 2),
  matrix: fc.constant(null),
  lines: fc.array(
    fc.record({
      text: fc.constantFrom('${recipientName}', 'Name: ${recipientName}'),
      role: fc.constant('paragraph' as const),
      family: fc.constantFrom('serif', 'sans'),
      bold: fc.boolean(),
      italic: fc.boolean(),
      color: fc.constant('#000000'),
      spacing: fc.constantFrom(0, 1.5),
      upperCase: fc.boolean(),
      sizes: fc.constantFrom([30, 20, 8], [12], [50, 5]),
      linesMax: fc.constantFrom([1], [1, 2], [3]),
      above: fc.constantFrom(0, 7),
      rule: fc.constant(''),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

describe('a placed block', () => {
  holds(
    'stays inside its box',
    fc.property(text, block, (name, box) => {
      const runs = placed(name, box).flatMap(({ lines }) => lines.flatMap((line) => line.runs));
      expect(runs.filter((run) => !isInside(run, box))).toEqual([]);
    }),
  );

  holds(
    'has no more lines than it may',
    fc.property(text, block, (name, box) => {
      const most = Math.max(...box.lines.flatMap(({ linesMax }) => linesMax));
      for (const { lines } of placed(name, box)) expect(lines.length).toBeLessThanOrEqual(most);
    }),
  );

  holds(
    'shows the text, or its beginning and an ellipsis',
    fc.property(text, block, (name, box) => {
      const whole = cleanText(name);
      for (const shown of placed(name, { ...box, lines: box.lines.map(plain) })) {
        if (shown.text === whole) continue;
        expect(shown.text).toMatch(/…$/);
        expect(whole.startsWith(shown.text.slice(0, -1))).toBe(true);
      }
    }),
  );

  holds(
    'has glyphs for all of its text',
    fc.property(text, block, (name, box) => {
      for (const shown of placed(name, box)) {
        const glyphs = shown.lines.flatMap(({ runs }) => runs.flatMap((run) => run.glyphs));
        const read = glyphs.map((glyph) => glyph.text).join('');
        expect(sorted(read)).toBe(sorted(shown.text));
      }
    }),
  );
});

const sorted = (text: string): string => Array.from(text.replace(/ /g, '')).sort().join('');

const plain = (line: TextBlockDesign['lines'][number]) => ({
  ...line,
  text: '${recipientName}',
  upperCase: false,
});

function placed(recipientName: string, block: TextBlockDesign): readonly PlacedText[] {
  const design = { width: 400, height: 400, language: 'en', art: '', blocks: [block] };
  return placePage(design, new Map([['recipientName', recipientName]]), '').texts;
}

function isInside({ face, size, matrix, glyphs }: PlacedRun, box: TextBlockDesign): boolean {
  const scale = size / faceNamed(face).unitsPerEm;
  const [narrow, , , , left, base] = matrix;
  return glyphs.every(({ id, x, y }) => {
    const drawn = glyphBox(face, id);
    if (drawn === null) return true;
    return (
      left + (x + drawn.left * scale) * narrow >= box.x - ROUNDING &&
      left + (x + drawn.right * scale) * narrow <= box.x + box.width + ROUNDING &&
      base + y - drawn.top * scale >= box.y - ROUNDING &&
      base + y - drawn.bottom * scale <= box.y + box.height + ROUNDING
    );
  });
}

/** Points. */
const ROUNDING = 0.001;
