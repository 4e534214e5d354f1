import { describe, expect, it } from 'vitest';
import { redrive, redriveDry } from '../../src/cli/redrive.js';
import { err, ok } from '../../src/domain/result.js';
import type { Redriven } from '../../src/gateway/redrive.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import type { DeadLetter } from '../../src/persistence/ports.js';
import { all, valueOf } from '../contract/open-store.js';
import { fakeTerminal } from './fake-terminal.js';

const ALL = { source: null, reason: null, positions: [] };
const APPLIED: Redriven = { kind: 'applied' };
const FAILED: Redriven = { kind: 'failed', reason: 'of\tnow' };
const IMPOSSIBLE: Redriven = { kind: 'impossible', why: 'it was cut' };

describe('dlq redrive', () => {
  it('removes what was taken, and ends with 0', async () => {
    const { run, left, terminal } = await letters('a/1', 'a/2');

    expect(await run(ALL, () => APPLIED)).toBe(0);

    expect(await left()).toEqual([]);
    expect(terminal.printed).toEqual(['a\t1\tapplied\t', 'a\t2\tapplied\t']);
    expect(terminal.noted).toEqual(['laurel: 2 applied']);
  });

  it('keeps what fails again with its newest reason and its time, and ends with 1', async () => {
    const { run, left, terminal } = await letters('a/1', 'a/2');

    const code = await run(ALL, ({ position }) => (position === '1' ? FAILED : APPLIED));

    expect(code).toBe(1);
    expect(await left()).toEqual([{ ...letter('a/1'), reason: 'of\tnow' }]);
    expect(terminal.printed[0]).toBe('a\t1\tfailed\tof\\x09now');
  });

  it('leaves what cannot be taken as it is, and says why', async () => {
    const { run, left, terminal } = await letters('a/1');

    expect(await run(ALL, () => IMPOSSIBLE, true)).toBe(1);

    expect(await left()).toEqual([letter('a/1')]);
    expect(terminal.printed.map((line) => JSON.parse(line) as unknown)).toEqual([
      { source: 'a', position: '1', outcome: 'impossible', reason: 'it was cut' },
    ]);
  });

  it.each([
    [{ ...ALL, source: 'a' }, ['b/1']],
    [{ ...ALL, source: 'a', positions: ['2'] }, ['a/1', 'b/1']],
    [{ ...ALL, reason: 'of then' }, []],
    [{ ...ALL, reason: 'another' }, ['a/1', 'a/2', 'b/1']],
    [ALL, []],
  ])('takes of %j only what is asked for', async (request, kept) => {
    const { run, left } = await letters('a/1', 'a/2', 'b/1');

    await run(request, () => APPLIED);

    expect(await left()).toEqual(kept.map(letter));
  });

  it('names a position that holds none, and ends with 1', async () => {
    const { run, terminal } = await letters('a/1');

    expect(await run({ ...ALL, source: 'a', positions: ['7'] }, () => APPLIED)).toBe(1);

    expect(terminal.noted[0]).toContain('7 of a: there is no such dead letter');
  });

  it('keeps a letter that was put again while its input was taken', async () => {
    const { store, run, left } = await letters('a/1');
    const later = { ...letter('a/1'), at: 9, reason: 'again' };

    await run(ALL, () => {
      void store.deadLetters.put([later]);
      return APPLIED;
    });

    expect(await left()).toEqual([later]);
  });

  it('stops where the engine refuses for good, and has done what it did', async () => {
    const { store, left, terminal } = await letters(...numbered(40));
    const stopping = { kind: 'stopping' } as const;
    const take = ({ position }: DeadLetter) =>
      Promise.resolve(Number(position) < 33 ? ok(APPLIED) : err(stopping));

    const code = await redrive(ALL, { letters: store.deadLetters, take, terminal }, false);

    expect(code).toBe(1);
    expect(await left()).toHaveLength(8);
    expect(terminal.noted).toContain('laurel: 32 applied');
  });

  it('says that there are none, and ends with 0', async () => {
    const { run, terminal } = await letters();

    expect(await run(ALL, () => APPLIED)).toBe(0);
    expect(terminal.noted).toEqual(['laurel: no dead letters']);
  });
});

describe('dlq redrive --dry-run', () => {
  it('tells what would become of each and writes nothing', async () => {
    const { store, left, terminal } = await letters('a/1', 'a/2');
    const look = ({ position }: DeadLetter) => (position === '1' ? FAILED : null);

    const code = await redriveDry(ALL, { letters: store.deadLetters, look, terminal }, false);

    expect(code).toBe(1);
    expect(terminal.printed).toEqual(['a\t1\tfailed\tof\\x09now', 'a\t2\tready\t']);
    expect(await left()).toEqual([letter('a/1'), letter('a/2')]);
  });
});

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `a/${String(i + 1)}`);

function letter(place: string): DeadLetter {
  const [source = '', position = ''] = place.split('/');
  const way = 'file coursebatch.job.request';
  return { source, position, way, reason: 'of then', at: 7, text: '{}', bytes: 2, sha256: '' };
}

async function letters(...places: readonly string[]) {
  const store = memoryStore();
  await valueOf(store.deadLetters.put(places.map(letter)));
  const terminal = fakeTerminal();
  const run = (
    request: Parameters<typeof redrive>[0],
    become: (one: DeadLetter) => Redriven,
    json = false,
  ) => {
    const take = (one: DeadLetter) => Promise.resolve(ok(become(one)));
    return redrive(request, { letters: store.deadLetters, take, terminal }, json);
  };
  return { store, terminal, run, left: () => all(store.deadLetters.list()) };
}
