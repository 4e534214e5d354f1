import { describe, expect, it } from 'vitest';
import { listLetters, showLetter } from '../../src/cli/dlq.js';
import { err, ok } from '../../src/domain/result.js';
import type { DeadLetter, DeadLetterStore } from '../../src/persistence/ports.js';
import { fakeTerminal } from './fake-terminal.js';

const LETTER: DeadLetter = {
  source: '/data/events.jsonl',
  position: '7',
  way: 'file coursebatch.job.request',
  reason: 'not JSON: "\u001b[31m\n"',
  at: Date.UTC(2026, 0, 2),
  text: '{"a":',
  bytes: 5,
  sha256: '',
};

describe('dlq ls', () => {
  it('prints one line a letter and lets no input reach the terminal unescaped', async () => {
    const terminal = fakeTerminal();

    expect(await listLetters(holding(LETTER), terminal, false)).toBe(0);

    expect(terminal.printed).toEqual([
      '/data/events.jsonl\t7\t2026-01-02T00:00:00.000Z\tnot JSON: "\\x1b[31m\\x0a"',
    ]);
    expect(terminal.noted).toEqual(['laurel: 1 dead letters']);
  });

  it('prints JSON lines on demand', async () => {
    const terminal = fakeTerminal();

    await listLetters(holding(LETTER), terminal, true);

    expect(terminal.printed.map((line) => JSON.parse(line) as unknown)).toEqual([LETTER]);
  });
});

describe('dlq show', () => {
  it('prints the letter whole', async () => {
    const terminal = fakeTerminal();

    const code = await showLetter(holding(LETTER), LETTER.source, '7', terminal);

    expect(code).toBe(0);
    expect(JSON.parse(terminal.printed[0]!)).toEqual(LETTER);
  });

  it('fails when there is none at the position', async () => {
    const terminal = fakeTerminal();

    expect(await showLetter(holding(LETTER), LETTER.source, '8', terminal)).toBe(1);
    expect(terminal.noted[0]).toContain('no dead letter at 8');
  });

  it('names a damaged letter and shows nothing of it', async () => {
    const terminal = fakeTerminal();
    const damaged = err({ kind: 'damaged', key: 'dead/7', detail: 'checksum' } as const);
    const letters = { ...holding(LETTER), get: () => Promise.resolve(damaged) };

    expect(await showLetter(letters, LETTER.source, '7', terminal)).toBe(1);
    expect(terminal).toMatchObject({ printed: [], noted: ['laurel: dead/7 is damaged: checksum'] });
  });
});

function holding(letter: DeadLetter): Pick<DeadLetterStore, 'list' | 'get'> {
  return {
    list: async function* () {
      yield await Promise.resolve(letter);
    },
    get: (source, position) =>
      Promise.resolve(ok(source === letter.source && position === letter.position ? letter : null)),
  };
}
