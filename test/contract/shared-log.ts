/** What every `SharedLog` promises (`src/persistence/cluster-ports.ts`). */
import { describe, expect, it, onTestFinished } from 'vitest';
import type {
  Followed,
  LogEntry,
  NewEntry,
  SharedLog,
} from '../../src/persistence/cluster-ports.js';
import { valueOf } from './open-store.js';
import { MEGABYTE } from './samples.js';

export interface OpenedLog {
  /** Handles of one log, each another process's; two shards at least. */
  readonly log: SharedLog;
  readonly other: SharedLog;
  /** A topic of others that exists. */
  readonly topic: string;
  /** What was sent to that topic, in order. */
  sent(): Promise<readonly { readonly key: string | null; readonly value: string }[]>;
  /** Forgets entries below a number, as retention does. */
  trim(shard: number, below: number): Promise<void>;
}

/** Opens an empty log of its own for one test, and does away with it afterwards. */
export type OpenLog = () => Promise<OpenedLog>;

const MANY = 5_000;

/** The suite, on logs of `open`. */
export function sharedLogContract(open: OpenLog): void {
  describe('the shared log', () => {
    it('is empty at first: it begins where it ends', async () => {
      const { log } = await open();

      expect(await valueOf(log.end(0))).toBe(await valueOf(log.begin(0)));
    });

    it('brings entries of a shard in order, with ids and numbers that grow by one', async () => {
      const { log } = await open();
      const first = await valueOf(log.end(1));
      await append(log, [entry(1, 'a'), entry(0, 'elsewhere'), entry(1, 'b')]);
      await append(log, [entry(1, 'c', '')]);

      const read = await entriesOf(log, 1, first, 3);

      expect(read.map(textOf)).toEqual(['a', 'b', 'c']);
      expect(read.map(({ id }) => id)).toEqual(['id of a', 'id of b', '']);
      expect(read.map(({ seq }) => seq)).toEqual([first, first + 1, first + 2]);
      expect(await valueOf(log.end(1))).toBe(first + 3);
    });

    it('brings what is appended while somebody follows', async () => {
      const { log } = await open();
      const reading = entriesOf(log, 0, 0, 2);
      await append(log, [entry(0, 'a')]);
      await append(log, [entry(0, 'b')]);

      expect((await reading).map(textOf)).toEqual(['a', 'b']);
    });

    it('brings only what is at or above the number asked for', async () => {
      const { log } = await open();
      await append(
        log,
        ['a', 'b', 'c'].map((text) => entry(0, text)),
      );

      expect((await entriesOf(log, 0, 2, 1)).map(textOf)).toEqual(['c']);
    });

    it('keeps every byte of a large entry, and an entry of none', async () => {
      const { log } = await open();
      const large = Uint8Array.from({ length: MEGABYTE * 0.9 }, (_, i) => i);
      await append(log, [
        { shard: 0, id: 'large', blob: large },
        { shard: 0, id: 'none', blob: new Uint8Array(0) },
      ]);

      const [first, second] = await entriesOf(log, 0, 0, 2);

      expect(Buffer.from(first!.blob).equals(large)).toBe(true);
      expect(second!.blob).toHaveLength(0);
    });

    it('keeps an entry as it was at the call, though its memory is used again', async () => {
      const { log } = await open();
      const memory = new TextEncoder().encode('kept');
      const appended = log.append([{ shard: 0, id: '', blob: memory }], []);
      memory.fill(0);
      await valueOf(appended);

      expect((await entriesOf(log, 0, 0, 1)).map(textOf)).toEqual(['kept']);
    });

    it('has one order for all: two that append, two that follow', async () => {
      const { log, other } = await open();
      const readings = [log, other].map((handle) => entriesOf(handle, 0, 0, 200));
      await Promise.all(
        [log, other].map(async (handle, i) => {
          for (let n = 0; n < 100; n++) await append(handle, [entry(0, `${i}-${n}`)]);
        }),
      );

      const [mine, theirs] = (await Promise.all(readings)).map((read) => read.map(textOf));

      expect(mine).toEqual(theirs);
      for (const i of [0, 1]) {
        const own = mine!.filter((text) => text.startsWith(`${i}-`));
        expect(own).toEqual(Array.from({ length: 100 }, (_, n) => `${i}-${n}`));
      }
    });

    it('keeps the order of calls that overlap', async () => {
      const { log } = await open();
      const texts = Array.from({ length: MANY }, (_, n) => String(n));
      await Promise.all(texts.map((text) => append(log, [entry(0, text)])));

      expect((await entriesOf(log, 0, 0, MANY)).map(textOf)).toEqual(texts);
    });

    it('sends records along with entries, and without any', async () => {
      const { log, topic, sent } = await open();
      await valueOf(log.append([entry(0, 'a')], [{ topic, key: 'k', value: 'along' }]));
      await valueOf(log.append([], [{ topic, key: null, value: 'alone' }]));

      const values = await sent();

      expect(values).toEqual(
        expect.arrayContaining([
          { key: 'k', value: 'along' },
          { key: null, value: 'alone' },
        ]),
      );
      expect(values).toHaveLength(2);
    });

    following(open);
  });
}

function following(open: OpenLog): void {
  it('ends a follower promptly when it is told to, also one that waits', async () => {
    const { log } = await open();
    const stop = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const followed of log.follow(0, 0, stop.signal)) {
        if (followed.kind === 'entries') seen.push(...followed.entries.map(textOf));
        if (seen.length === 1) queueMicrotask(() => stop.abort());
      }
    })();
    await append(log, [entry(0, 'a')]);

    await following;

    expect(seen).toEqual(['a']);
  });

  it('brings nothing to a follower that was told to stop before', async () => {
    const { log } = await open();
    await append(log, [entry(0, 'a')]);

    expect(await portionsOf(log.follow(0, 0, AbortSignal.abort()))).toEqual([]);
  });

  it('follows again from where an earlier follower stopped', async () => {
    const { log } = await open();
    await append(log, [entry(0, 'a'), entry(0, 'b')]);
    await entriesOf(log, 0, 0, 1);

    expect((await entriesOf(log, 0, 1, 1)).map(textOf)).toEqual(['b']);
  });

  it('follows several shards at once', async () => {
    const { log } = await open();
    const readings = [0, 1].map((shard) => entriesOf(log, shard, 0, 1));
    await append(log, [entry(1, 'one'), entry(0, 'zero')]);

    const read = await Promise.all(readings);

    expect(read.flat().map(textOf)).toEqual(['zero', 'one']);
  });

  it('says that entries are missing and ends, when what comes next is gone', async () => {
    const { log, trim } = await open();
    await append(
      log,
      ['a', 'b', 'c'].map((text) => entry(0, text)),
    );
    await trim(0, 2);

    expect(await valueOf(log.begin(0))).toBe(2);
    expect(await valueOf(log.end(0))).toBe(3);
    expect(await portionsOf(log.follow(0, 1, never()))).toEqual([
      { kind: 'gap', expected: 1, found: 2 },
    ]);
    expect((await entriesOf(log, 0, 2, 1)).map(textOf)).toEqual(['c']);
  });

  it('says so when everything is gone and nothing was added', async () => {
    const { log, trim } = await open();
    await append(log, [entry(0, 'a'), entry(0, 'b')]);
    await trim(0, 2);

    expect(await portionsOf(log.follow(0, 0, never()))).toEqual([
      { kind: 'gap', expected: 0, found: 2 },
    ]);
  });

  it('says so when a number was never given, as in another log', async () => {
    const { log } = await open();
    await append(log, [entry(0, 'a')]);

    expect(await portionsOf(log.follow(0, 9, never()))).toEqual([
      { kind: 'gap', expected: 9, found: 1 },
    ]);
  });

  it('brings everything to a follower that pulls slowly while much is appended', async () => {
    const { log } = await open();
    const texts = Array.from({ length: MANY }, (_, n) => `${n} ${'x'.repeat(2_000)}`);
    const seen: string[] = [];
    const stop = new AbortController();
    const appending = Promise.all(texts.map((text) => append(log, [entry(0, text)])));
    for await (const followed of log.follow(0, 0, stop.signal)) {
      if (seen.length === 0) await appending;
      if (followed.kind === 'entries') seen.push(...followed.entries.map(textOf));
      if (seen.length === MANY) stop.abort();
    }

    expect(seen).toEqual(texts);
  });
}

const entry = (shard: number, text: string, id = `id of ${text}`): NewEntry => ({
  shard,
  id,
  blob: Buffer.from(text),
});

const textOf = ({ blob }: LogEntry): string => Buffer.from(blob).toString();

const append = (log: SharedLog, entries: readonly NewEntry[]): Promise<void> =>
  valueOf(log.append(entries, []));

/** So many entries of a shard; a gap fails the test. */
async function entriesOf(
  log: SharedLog,
  shard: number,
  from: number,
  count: number,
): Promise<LogEntry[]> {
  const stop = new AbortController();
  const read: LogEntry[] = [];
  for await (const followed of log.follow(shard, from, stop.signal)) {
    if (followed.kind === 'gap') throw new Error(JSON.stringify(followed));
    read.push(...followed.entries);
    if (read.length >= count) stop.abort();
  }
  return read.slice(0, count);
}

async function portionsOf(following: AsyncIterable<Followed>): Promise<Followed[]> {
  const portions: Followed[] = [];
  for await (const followed of following) portions.push(followed);
  return portions;
}

/** A signal that ends a follower left behind by a failing test. */
function never(): AbortSignal {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  return stop.signal;
}
