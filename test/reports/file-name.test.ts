import { dirname, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchId } from '../../src/domain/ids.js';
import { exhaustFileName, exhaustFolder } from '../../src/reports/file-name.js';
import { readJson } from './sunbird-fixtures.js';

interface PathVector {
  readonly job: string;
  readonly batchId: string;
  readonly requestId: string;
  readonly expected: string;
}

describe('the path of a report', () => {
  const vectors = (readJson('vectors_misc.json') as { file_path: PathVector[] }).file_path;

  it.each(vectors.filter(({ job }) => job === 'progress-exhaust'))(
    "is Sunbird's $expected",
    ({ batchId, requestId, expected }) => {
      expect(pathOf(requestId, batchId, '2021-05-09T06:00:00Z')).toBe(`${expected}.csv`);
    },
  );

  it('has the date of +05:30', () => {
    expect(pathOf('', 'b', '2021-05-09T18:29:59Z')).toContain('_20210509.csv');
    expect(pathOf('', 'b', '2021-05-09T18:30:00Z')).toContain('_20210510.csv');
  });

  it.each([
    '..',
    '../../etc/passwd',
    '.hidden',
    'a/b',
    'a\\b',
    'C:evil',
    'a\u2028b',
    'x'.repeat(256),
  ])('stays in its folder for the batch id %j', (batchId) => {
    const name = pathOf('', batchId, '2021-05-09T00:00:00Z').replace('progress-exhaust/', '');

    expect(name).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9_~.-]{0,200}$/);
  });

  it('never leaves the report folder, whatever the ids', () => {
    const hot = fc.constantFrom('.', '/', '\\', '~', 'a', '_', ':', '%', '\0', 'क');
    const id = fc.oneof(fc.string({ unit: hot, maxLength: 8 }), fc.string());

    fc.assert(
      fc.property(id, id, (requestId, batchId) => {
        const path = resolve('/reports', pathOf(requestId, batchId, '2021-05-09T00:00:00Z'));

        expect(path.startsWith(`/reports/progress-exhaust${sep}`)).toBe(true);
        expect(dirname(path).split(sep).length).toBe(requestId === '' ? 3 : 4);
      }),
    );
  });

  it('differs for ids that differ only in what a name cannot hold', () => {
    const at = '2021-05-09T00:00:00Z';

    expect(pathOf('', 'a/b', at)).not.toBe(pathOf('', 'a:b', at));
    expect(pathOf('', 'a/b', at)).not.toBe(pathOf('', 'a-b', at));
  });
});

const pathOf = (requestId: string, batchId: string, at: string): string =>
  `${exhaustFolder('progress-exhaust', requestId)}/${exhaustFileName(
    'progress-exhaust',
    batchId as BatchId,
    Date.parse(at),
  )}`;
