import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { editLetter, writeContent } from '../../src/cli/edit-letter.js';
import { ok } from '../../src/domain/result.js';
import { settleEdited } from '../../src/gateway/letter-desk.js';
import type { Redriven } from '../../src/gateway/redrive.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import type { DeadLetter } from '../../src/persistence/ports.js';
import { all, valueOf } from '../contract/open-store.js';
import { fakeTerminal } from './fake-terminal.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'laurel-edit-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const LETTER: DeadLetter = {
  ...{ source: 'f.jsonl', position: '7', way: 'file telemetry.assess', reason: 'of then', at: 7 },
  ...{ text: '{"a":1}', bytes: 7, sha256: '' },
};
const NAME = { source: 'f.jsonl', position: '7' };

describe('dlq show --out', () => {
  it('writes what may be edited to the file, and says what to do with it', async () => {
    const { parts, terminal } = await given();
    const out = join(FOLDER, 'letter.json');

    expect(await writeContent(NAME, out, parts)).toBe(0);

    expect(readFileSync(out, 'utf8')).toBe('{\n  "a": 1\n}\n');
    expect(terminal.noted).toEqual([`laurel: correct it, then: laurel dlq edit f.jsonl 7 ${out}`]);
  });

  it('fails where the file cannot be written, and where nothing may be edited', async () => {
    const { parts, terminal } = await given();
    const command = await given({ ...LETTER, way: 'command' });

    expect(await writeContent(NAME, join(FOLDER, 'no', 'file'), parts)).toBe(1);
    expect(await writeContent(NAME, join(FOLDER, 'x'), command.parts)).toBe(1);

    expect(terminal.noted[0]).toContain('cannot write');
    expect(command.terminal.noted[0]).toContain("Laurel's own");
  });
});

describe('dlq edit', () => {
  it('takes the letter as edited, removes it, and tells which fields differ', async () => {
    const { edit, left, taken, terminal } = await given();

    expect(await edit('{"a":2}', { kind: 'applied' })).toBe(0);

    expect(taken.map(({ text }) => text)).toEqual(['{"a":2}']);
    expect(terminal.printed).toEqual(['f.jsonl\t7\tapplied\t\t/a']);
    expect(await left()).toEqual([]);
  });

  it('leaves the letter as it was when the edit fails, and ends with 1', async () => {
    const { edit, left, terminal } = await given();

    expect(await edit('{"a":2}', { kind: 'failed', reason: 'of now' }, true)).toBe(1);

    expect(JSON.parse(terminal.printed[0]!)).toEqual({
      ...{ ...NAME, outcome: 'failed', reason: 'of now', changed: ['/a'] },
    });
    expect(await left()).toEqual([LETTER]);
  });

  it.each([
    ['{"a":', NAME, 'content is no JSON: line 1, column 6'],
    ['{}', { ...NAME, position: '8' }, 'no dead letter at 8 of f.jsonl'],
  ])('takes nothing of %j at %j', async (content, name, why) => {
    const { edit, taken, terminal } = await given();

    expect(await edit(content, { kind: 'applied' }, false, name)).toBe(1);

    expect(taken).toEqual([]);
    expect(terminal.noted[0]).toContain(why);
  });
});

async function given(letter: DeadLetter = LETTER) {
  const store = memoryStore();
  await valueOf(store.deadLetters.put([letter]));
  const { deadLetters: letters } = store;
  const terminal = fakeTerminal();
  const parts = { letters, env: 'dev', terminal };
  const taken: DeadLetter[] = [];
  const edit = (content: string, became: Redriven, json = false, name = NAME) => {
    const take = (one: DeadLetter) => {
      taken.push(one);
      return Promise.resolve(ok(became));
    };
    const settle = (one: DeadLetter, edited: DeadLetter) =>
      settleEdited(one, edited, { letters, take });
    return editLetter(name, content, { ...parts, settle }, json);
  };
  return { parts, terminal, taken, edit, left: () => all(letters.list()) };
}
