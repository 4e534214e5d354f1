import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeKeys, readKeys, rotateKeys, signingKeys } from '../src/signing-keys.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'laurel-keys-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the file of signing keys', () => {
  it('is made once below the data folder, for its owner alone', () => {
    const first = kidOf(signingKeys(embedded()));
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(kidOf(signingKeys(embedded()))).toBe(first);
    expect(statSync(join(folder, 'keys', 'certificates.json')).mode & 0o777).toBe(0o600);
  });

  it('is not made where a setting names it', () => {
    const named = { ...embedded(), signingKeys: join(folder, 'none.json') };
    expect(signingKeys(named)).toMatchObject({ ok: false });
  });

  it('is not made in a cluster, whose processes share no folder', () => {
    expect(signingKeys({ ...embedded(), profile: 'cluster' })).toEqual({ ok: true, value: null });
  });

  it('is never replaced because it cannot be read', () => {
    kidOf(signingKeys(embedded()));
    const path = join(folder, 'keys', 'certificates.json');
    writeFileSync(path, 'broken');
    expect(signingKeys(embedded())).toMatchObject({ ok: false });
    expect(readFileSync(path, 'utf8')).toBe('broken');
  });

  it('keeps the one that was there when two processes make it', () => {
    const path = join(folder, 'keys.json');
    const first = kidOf(makeKeys(path));
    expect(kidOf(makeKeys(path))).toBe(first);
  });

  it('has a new key in front after a rotation', () => {
    const path = join(folder, 'keys.json');
    const made = makeKeys(path);
    if (!made.ok || made.value === null) throw new Error('no keys');
    const before = made.value.signing.kid;
    const after = kidOf(rotateKeys(path, made.value));
    expect(after).not.toBe(before);
    const read = readKeys(path);
    expect(read.ok && read.value?.published.map(({ kid }) => kid)).toEqual([after, before]);
  });
});

const embedded = () => ({ signingKeys: '', dataDir: folder, profile: 'embedded' }) as const;

function kidOf(keys: ReturnType<typeof readKeys>): string {
  if (!keys.ok || keys.value === null) throw new Error('no keys');
  return keys.value.signing.kid;
}
