import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSecret } from '../src/report-secret.js';
import { SECRET_BYTES } from '../src/reports/sealed-keys.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'laurel-secret-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('The secret of report requests', () => {
  it('is made once below the data folder, for its owner alone', () => {
    const first = reportSecret({ clusterSecret: '', dataDir: folder })();
    const second = reportSecret({ clusterSecret: '', dataDir: folder })();

    expect(first).toEqual(second);
    expect(first.ok && first.value.length).toBe(SECRET_BYTES);
    expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
  });

  it('is never replaced because it cannot be used', () => {
    reportSecret({ clusterSecret: '', dataDir: folder })();
    writeFileSync(fileOf(folder), 'short');

    expect(reportSecret({ clusterSecret: '', dataDir: folder })()).toMatchObject({ ok: false });
    expect(statSync(fileOf(folder)).size).toBe(5);
  });

  it('says why it cannot be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    const secret = reportSecret({ clusterSecret: '', dataDir: file })();

    expect(secret.ok ? '' : secret.error).toMatch(/secret of report requests cannot be/);
  });

  it('of a cluster follows from what its processes share, and touches no folder', () => {
    const dataDir = join(folder, 'none');
    const [one, same, other] = ['a', 'a', 'b'].map((clusterSecret) =>
      reportSecret({ clusterSecret, dataDir })(),
    );

    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect(() => statSync(dataDir)).toThrow('ENOENT');
  });
});

const fileOf = (dataDir: string): string => join(dataDir, 'keys', 'report-requests.key');
