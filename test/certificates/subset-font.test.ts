import { beforeAll, describe, expect, it } from 'vitest';
import { loadFaces } from '../../src/certificates/page/faces.js';
import { shapedRun } from '../../src/certificates/page/shaped-run.js';
import { subsetFont } from '../../src/certificates/pdf/subset-font.js';

beforeAll(loadFaces);

describe('subsetFont', () => {
  it('keeps the outlines of its glyphs, the box for a missing one too', () => {
    const [space] = shapedRun(' ', 'sans', false, false).glyphs;
    const nothing = subsetFont('sans', [space!.id]).fileLength;
    const [letter] = shapedRun('A', 'sans', false, false).glyphs;
    expect(subsetFont('sans', [letter!.id]).fileLength).toBeGreaterThan(nothing);
    expect(nothing).toBeGreaterThan(EMPTY_BOX_LENGTH);
  });

  it('names different subsets differently', () => {
    const [one, other] = [subsetFont('serif', [1, 2]), subsetFont('serif', [1, 3])];
    expect(one.tag).toMatch(/^[A-Z]{6}$/);
    expect(other.tag).not.toBe(one.tag);
  });

  it('gives widths in runs of glyphs that follow each other', () => {
    expect(subsetFont('serif', [3, 4, 9]).widths).toMatch(/^3\[\d+ \d+\]9\[\d+\]$/);
  });
});

/** Bytes: with an empty one the subset of a space takes 252. */
const EMPTY_BOX_LENGTH = 260;
