/**
 * Links to report files: whatever a name holds it stays in the folder (N1 of
 * `gateway/report-path.ts`), every file that a report writes can be named, and a link is good for
 * what it was signed for alone (D1 of `gateway/download-link.ts`).
 */
import { join, relative, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { BatchId } from '../src/domain/ids.js';
import { DOWNLOAD_PATH, downloadUrl, isValidDownload } from '../src/gateway/download-link.js';
import { reportPath } from '../src/gateway/report-path.js';
import { DATASETS } from '../src/reports/dataset.js';
import { exhaustFileName, exhaustFolder } from '../src/reports/file-name.js';
import { fileNameOf } from '../src/reports/protection.js';
import { holds } from './check.js';

const FOLDER = '/data/reports';
const KEY = Buffer.alloc(32, 7);

const piece = fc.constantFrom('..', '.', '', '/', '\\', '\0', 'a', 'b.csv', '~', '%2e', 'C:', '.x');

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('/')),
  fc.array(piece, { maxLength: 8 }).map((pieces) => `${pieces.join('')}/x.csv`),
);

const id = fc.oneof(name, fc.string({ unit: 'grapheme', maxLength: 200 }));

const reportFile = fc
  .record({
    dataset: fc.constantFrom(...DATASETS),
    request: id,
    batch: id.map((text) => text as BatchId),
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    protection: fc.constantFrom({ kind: 'plain' } as const, { kind: 'zip' } as const),
  })
  .map(({ dataset, request, batch, at, protection }) => {
    const csv = exhaustFileName(dataset, batch, at);
    return `${exhaustFolder(dataset, request)}/${fileNameOf(csv, protection)}`;
  });

describe('links to report files', () => {
  holds(
    'a name leads nowhere or into the folder',
    fc.property(name, (file) => {
      const path = reportPath(FOLDER, file);
      if (path === null) return;
      const inside = relative(FOLDER, resolve(path));
      expect(inside.split(sep)).not.toContain('..');
      expect(inside.startsWith(sep)).toBe(false);
      expect(path).toBe(join(FOLDER, file));
      expect(path).not.toMatch(/\/\.|\.part$|\0/);
    }),
  );

  holds(
    'every report has a name that leads to it',
    fc.property(reportFile, (file) => {
      expect(reportPath(FOLDER, file)).toBe(join(FOLDER, file));
    }),
  );

  holds(
    'a link is good until its end, for its file',
    fc.property(fc.oneof(reportFile, id), fc.nat(), fc.nat(), (file, expiresAt, now) => {
      const link = partsOf(downloadUrl('https://laurel', file, expiresAt, KEY));
      expect(link.file).toBe(file);
      expect(isGood(link, now)).toBe(now <= expiresAt);
    }),
  );

  holds(
    'a link is good for nothing else',
    fc.property(
      fc.record({ file: id, expires: fc.nat() }),
      fc.record({ file: id, expires: fc.oneof(fc.nat().map(String), fc.string()) }),
      (signed, other) => {
        fc.pre(signed.file !== other.file || String(signed.expires) !== other.expires);
        const link = partsOf(downloadUrl('https://laurel', signed.file, signed.expires, KEY));
        expect(isGood({ ...other, signature: link.signature }, 0)).toBe(false);
      },
    ),
  );

  holds(
    'a signature of another key, or any text, is none',
    fc.property(id, fc.nat(), fc.oneof(fc.string(), fc.base64String()), (file, expiresAt, text) => {
      const link = partsOf(downloadUrl('https://laurel', file, expiresAt, Buffer.alloc(32, 8)));
      expect(isGood(link, 0)).toBe(false);
      expect(isGood({ ...link, signature: text }, 0)).toBe(false);
    }),
  );
});

interface Link {
  readonly file: string;
  readonly expires: string;
  readonly signature: string;
}

/** As a server reads an address. */
function partsOf(address: string): Link {
  const [path = '', query = ''] = address.replace('https://laurel', '').split('?');
  const values = new URLSearchParams(query);
  return {
    file: decodeURIComponent(path.slice(DOWNLOAD_PATH.length + 1)),
    expires: values.get('expires') ?? '',
    signature: values.get('signature') ?? '',
  };
}

const isGood = ({ file, expires, signature }: Link, now: number): boolean =>
  isValidDownload(file, expires, signature, KEY, now);
