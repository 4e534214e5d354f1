import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff, type LineChange } from '../../src/gateway/console/line-diff.js';

describe('lineDiff', () => {
  it.each([
    ['a\nb\nc', 'a\nb\nc', []],
    ['a\nb\nc', 'a\nx\nc', ['-2 b', '+2 x']],
    ['a\nb', 'a\nb\nc', ['+3 c']],
    ['a\nb\nc', 'b\nc', ['-1 a']],
    ['a\nb\nc\nd', 'x\nb\nc\ny', ['-1 a', '+1 x', '-4 d', '+4 y']],
    ['', 'a', ['-1 ', '+1 a']],
  ])('of %j and %j is %j', (before, after, told) => {
    expect(lineDiff(before, after).map(shown)).toEqual(told);
  });

  it('leads from one text to the other, whatever they are', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });

    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const changes = lineDiff(a.join('\n'), b.join('\n'));
        expect(applied(a, changes)).toEqual(b);
      }),
    );
  });

  it('leads from one to the other when both are long and differ everywhere', () => {
    const [a, b] = ['a', 'b'].map((text) =>
      Array.from({ length: 2000 }, (_, i) => text + String(i)),
    );

    expect(applied(a!, lineDiff(a!.join('\n'), b!.join('\n')))).toEqual(b);
  });
});

const shown = ({ kind, line, text }: LineChange): string =>
  `${kind === 'removed' ? '-' : '+'}${String(line)} ${text}`;

/** Added lines stand, in order, at the place that they name. */
function applied(lines: readonly string[], changes: readonly LineChange[]): string[] {
  const gone = new Set(changes.filter((c) => c.kind === 'removed').map(({ line }) => line));
  const left = lines.filter((_, i) => !gone.has(i + 1));
  for (const { kind, line, text } of changes) {
    if (kind === 'added') left.splice(line - 1, 0, text);
  }
  return left;
}
