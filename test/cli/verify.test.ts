import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publicKeySet } from '../../src/certificates/credential/key-ring.js';
import { handleKeys } from '../../src/cli/keys.js';
import { verify } from '../../src/cli/verify.js';
import { parseConfig, type Config } from '../../src/config.js';
import { newRing, signerOf } from '../certificates/credential/signed.js';
import { sampleFacts } from '../certificates/sample.js';
import { fakeTerminal } from './fake-terminal.js';

const ring = newRing();
const code = signerOf(ring).code(sampleFacts());
let folder: string;
let keys: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laurel-verify-'));
  keys = join(folder, 'jwks.json');
  writeFileSync(keys, publicKeySet(ring.published));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('laurel verify', () => {
  it('ends 0 for a genuine code and prints its facts', async () => {
    const { ended, printed } = await run(code);
    expect(ended).toBe(0);
    expect(printed[0]).toBe('GENUINE: the code is as its issuer signed it');
    expect(printed).toContain('recipient:   Ananya Venkataraman');
    expect(printed).toContain(`page:        ${sampleFacts().verifyUrl}`);
  });

  it('ends 1 for what is genuine and has expired, and says so', async () => {
    const past = { issuedAt: Date.UTC(2025, 0, 1), expiresAt: Date.UTC(2025, 11, 31) };
    const ended = signerOf(ring).code(sampleFacts(past));
    const text = await run(ended);
    expect(text.ended).toBe(1);
    expect(text.printed[0]).toBe('EXPIRED: the code is as its issuer signed it');
    expect(text.printed).toContain('valid until: 2025-12-31T00:00:00.000Z');
    const json = await run(ended, true);
    expect(JSON.parse(json.printed.join('\n'))).toMatchObject({ kind: 'genuine', expired: true });
  });

  it('takes a text out of a file, too', async () => {
    writeFileSync(join(folder, 'code.txt'), `${code}\n`);
    expect((await run(join(folder, 'code.txt'))).ended).toBe(0);
  });

  it.each([
    ['is altered', () => code.replace('learn.', 'burn.'), /^NOT GENUINE: /],
    ['is of another issuer', () => signerOf(newRing()).code(sampleFacts()), /^UNKNOWN ISSUER: /],
    ['is not signed', () => 'hello', /^NOT SIGNED: /],
  ])('ends 1 for what %s', async (_what, text, line) => {
    const { ended, printed } = await run(text());
    expect([ended, printed.length]).toEqual([1, 1]);
    expect(printed[0]).toMatch(line);
  });

  it('says that a mistyped path is no file, and of a folder that it cannot be read', async () => {
    const none = await run(join(folder, 'mine.pdf'));
    expect(none.printed).toEqual([
      'NOT SIGNED: the text is no certificate, and no file has that name',
    ]);
    const unreadable = await run(folder);
    expect(unreadable.printed[0]).toMatch(/, and the file of that name cannot be read: EISDIR$/);
  });

  it('prints one JSON object where that is asked for', async () => {
    const { printed } = await run(code, true);
    expect(JSON.parse(printed.join('\n'))).toMatchObject({ kind: 'genuine', of: 'code' });
  });

  it.each([
    ['that are not there', () => join(folder, 'none.json'), 'cannot be read'],
    ['that are none', () => join(folder, 'code.txt'), 'is no JSON'],
  ])('ends 2 with keys %s', async (_what, path, problem) => {
    writeFileSync(join(folder, 'code.txt'), code);
    keys = path();
    const { ended, noted } = await run(code);
    expect(ended).toBe(2);
    expect(noted.join()).toContain(problem);
  });

  async function run(subject: string, json = false) {
    const terminal = fakeTerminal();
    return { ended: await verify({ subject, keys, json }, terminal), ...terminal };
  }
});

describe('laurel keys', () => {
  it('makes the first key, shows it, and puts a next one in front', () => {
    const [made, shown, rotated] = [act('new'), act('show'), act('rotate')];
    expect([made.ended, shown.ended, rotated.ended]).toEqual([0, 0, 0]);
    expect(shown.kids).toEqual(made.kids);
    expect(rotated.kids).toHaveLength(2);
    expect(rotated.kids[1]).toBe(made.kids[0]);
  });

  it('never prints a private part', () => {
    expect(act('new').printed.join()).not.toContain('"d"');
  });

  it('makes no second first key', () => {
    act('new');
    expect(act('new')).toMatchObject({ ended: 1, printed: [] });
  });

  it.each(['show', 'rotate'] as const)('has nothing to %s before there is a key', (action) => {
    expect(act(action)).toMatchObject({ ended: 1, printed: [] });
  });

  it('needs the setting in a cluster', () => {
    const { ended, noted } = act('new', { profile: 'cluster' });
    expect(ended).toBe(2);
    expect(noted.join()).toContain('LAUREL_SIGNING_KEYS');
  });

  function act(action: 'show' | 'new' | 'rotate', changes: Partial<Config> = {}) {
    const config = parseConfig({ LAUREL_DATA_DIR: folder }, folder);
    if (!config.ok) throw new Error('no settings');
    const terminal = fakeTerminal();
    const ended = handleKeys(action, { ...config.value, ...changes }, terminal);
    const set = JSON.parse(terminal.printed.join('\n') || '{"keys":[]}') as {
      keys: { kid: string }[];
    };
    return { ended, kids: set.keys.map(({ kid }) => kid), ...terminal };
  }
});
