import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, type Line } from '../../src/persistence/lines.js';

describe('linesOf', () => {
  it('splits at LF and CRLF and numbers from 1', async () => {
    const lines = await read(['a\nb\r\n\nc\n']);

    expect(lines.map((l) => [l.number, l.text])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, ''],
      [4, 'c'],
    ]);
    expect(lines.every((l) => l.ended)).toBe(true);
  });

  it('yields nothing of an empty file', async () => {
    expect(await read([''])).toEqual([]);
  });

  it('says when the input stops without a line end', async () => {
    const lines = await read(['{"a":1}\n{"a":']);

    expect(lines.map((l) => l.ended)).toEqual([true, false]);
  });

  it('drops a byte order mark before the first line only', async () => {
    const lines = await read(['\uFEFFa\n\uFEFFb\n']);

    expect(lines.map((l) => l.text)).toEqual(['a', '\uFEFFb']);
  });

  it('keeps head, length and hash of a line beyond the limit, and goes on', async () => {
    const long = 'x'.repeat(10_001);

    const lines = await read([`${long}\nnext\n`], 10_000);

    expect(lines.map((l) => l.overlong)).toEqual([
      { bytes: 10_001, sha256: createHash('sha256').update(long).digest('hex') },
      null,
    ]);
    expect(long.startsWith(lines[0]!.text)).toBe(true);
    expect(lines[1]!.text).toBe('next');
  });

  it('gives the same lines however the input is cut into chunks', async () => {
    const text = fc.stringMatching(/^[aé\r\n]{0,40}$/);
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (input, size) => {
        expect(await read(cut(input, size), 12)).toEqual(await read([input], 12));
      }),
    );
  });
});

const cut = (text: string, size: number): Buffer[] => {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
};

async function read(chunks: readonly (string | Buffer)[], lineBytesMax = 1024): Promise<Line[]> {
  const all: Line[] = [];
  for await (const lines of linesOf(stream(chunks), lineBytesMax)) all.push(...lines);
  return all;
}

async function* stream(chunks: readonly (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
}
