/** What needs no server: turns of requests, merging of streams, and what failures are called. */
import { errors, types } from 'cassandra-driver';
import { describe, expect, it } from 'vitest';
import { eachOf, inFlight } from '../../src/persistence/cassandra/in-flight.js';
import { inSequence } from '../../src/persistence/cassandra/merge.js';
import { SESSION_DEFAULTS, openSession } from '../../src/persistence/cassandra/session.js';
import {
  maybeApplied,
  readError,
  writeError,
} from '../../src/persistence/cassandra/store-error.js';
import { all } from '../contract/open-store.js';
import { byBytes } from '../contract/samples.js';

const CODES = types.responseErrorCodes;
const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const lost = Object.assign(new Error('read'), { code: 'ECONNRESET' });
const late = new errors.OperationTimedOutError('too late');

describe('a write that failed', () => {
  it.each<[string, unknown]>([
    ['too few replicas', new errors.ResponseError(CODES.unavailableException, '')],
    ['an overloaded server', new errors.ResponseError(CODES.overloaded, '')],
    ['an invalid statement', new errors.ResponseError(CODES.invalid, '')],
    ['a connection that was refused', refused],
    ['no host that could be reached', new errors.NoHostAvailableError({ a: refused, b: refused })],
    ['no host to try', new errors.NoHostAvailableError({})],
    ['a parameter that cannot be sent', new TypeError('not a text')],
  ])('was not applied: %s', (_what, failure) => {
    expect(writeError(failure).kind).toBe('unavailable');
  });

  it.each<[string, unknown]>([
    ['replicas that answered too late', new errors.ResponseError(CODES.writeTimeout, '')],
    ['replicas that failed', new errors.ResponseError(CODES.writeFailure, '')],
    ['a fault of the server', new errors.ResponseError(CODES.serverError, '')],
    ['no answer in time', late],
    ['a connection that was lost', lost],
    ['hosts of which one did not answer', new errors.NoHostAvailableError({ a: refused, b: late })],
    ['something unheard of', 'what'],
  ])('may have been applied: %s', (_what, failure) => {
    expect(writeError(failure).kind).toBe('timeout');
  });

  it('may have been applied when an earlier part of it was', () => {
    expect(maybeApplied(writeError(refused)).kind).toBe('timeout');
  });
});

it('calls a read that failed unavailable, however it failed', () => {
  expect([refused, lost, late].map((failure) => readError(failure).kind)).toEqual(
    Array(3).fill('unavailable'),
  );
});

it('says that no server is there', async () => {
  const options = { ...SESSION_DEFAULTS, contactPoints: '127.0.0.1:1', localDc: 'dc' };

  const opened = await openSession({ ...options, now: () => 0 });

  expect(opened).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
});

describe('requests in flight', () => {
  it('runs as many as may run, the others in the order of their calls', async () => {
    const turns = inFlight({ inFlightMax: 2, waitingMax: 10 });
    const [started, ends]: [number[], (() => void)[]] = [[], []];
    const running = [0, 1, 2, 3].map(async (i) =>
      turns.run(async () => {
        started.push(i);
        await new Promise<void>((resolve) => ends.push(resolve));
        return i;
      }),
    );
    expect(started).toEqual([0, 1]);

    ends[1]!();
    expect(await running[1]).toBe(1);
    await expect.poll(() => started).toEqual([0, 1, 2]);
    ends[0]!();
    await expect.poll(() => started).toEqual([0, 1, 2, 3]);
    ends.forEach((end) => end());

    expect(await Promise.all(running)).toEqual([0, 1, 2, 3]);
  });

  it('refuses one too many, and takes one again when there is room', async () => {
    const turns = inFlight({ inFlightMax: 1, waitingMax: 2 });
    const run = (): Promise<number> | null => turns.run(() => Promise.resolve(1));
    const taken = [run(), run(), run()].filter((one) => one !== null);
    expect(taken).toHaveLength(3);

    expect(run()).toBeNull();
    await Promise.all(taken);

    for (let i = 0; i < 10; i++) expect(await run()).toBe(1);
  });

  it('gives its turn away when it fails', async () => {
    const turns = inFlight({ inFlightMax: 1, waitingMax: 1 });
    const failing = turns.run(() => Promise.reject(new Error('no')));
    const next = turns.run(() => Promise.resolve('done'));

    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  it('calls for each item, a few at once, and answers in their order', async () => {
    let [now, most] = [0, 0];
    const answers = await eachOf([3, 1, 2], 2, async (item) => {
      most = Math.max(most, ++now);
      for (let i = 0; i < item; i++) await Promise.resolve();
      now--;
      return item * 10;
    });

    expect(answers).toEqual([30, 10, 20]);
    expect(most).toBe(2);
  });
});

describe('merged streams', () => {
  it('have the order of their bytes, with nothing lost and nothing twice', async () => {
    const ids = ['z', '\uff5e', '\u{1f600}', 'a', '\u00e9', 'aa', 'a b', 'b', 'ba'];
    const streams = [0, 1, 2, 3].map((n) => ids.filter((_, i) => i % 3 === n).sort(byBytes));

    const merged = await all(inSequence(streams.map(pagesOf), (id) => id, 4));

    expect(merged.flat()).toEqual([...ids].sort(byBytes));
    expect(merged.map((run) => run.length)).toEqual([4, 4, 1]);
  });

  it('are all closed when the reader goes', async () => {
    const closed: string[] = [];
    const stream = async function* (name: string): AsyncGenerator<readonly string[]> {
      try {
        yield await Promise.resolve([`${name}1`]);
        yield [`${name}2`];
      } finally {
        closed.push(name);
      }
    };

    for await (const run of inSequence([stream('a'), stream('b')], (text) => text, 1)) {
      if (run[0] === 'a1') break;
    }

    expect(closed.sort()).toEqual(['a', 'b']);
  });

  it('of which none has anything are no run', async () => {
    expect(await all(inSequence([pagesOf([]), pagesOf([])], (id: string) => id, 2))).toEqual([]);
  });
});

/** Pages of two, and an empty one in between, as a server may send it. */
async function* pagesOf(items: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let i = 0; i < items.length; i += 2) {
    yield await Promise.resolve([]);
    yield items.slice(i, i + 2);
  }
}
