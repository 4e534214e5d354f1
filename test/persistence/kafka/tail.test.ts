import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Feed, Portion } from '../../../src/persistence/kafka/tail.js';
import { fakePartition, PLACE, type FakePartition } from './fake-partition.js';

describe('a feed', () => {
  it('begins where it is told to, and brings what is fetched from there', async () => {
    const { partition, feed } = await following(7n, { oldest: 2n, end: 9n });
    expect(partition.position).toBe(7n);

    partition.fetch(2);

    expect(offsetsOf(await next(feed))).toEqual([7n, 8n]);
  });

  it('brings at most what is asked for, and joins what was fetched apart', async () => {
    const { partition, feed } = await following(0n, { oldest: 0n, end: 9n });
    for (let i = 0; i < 3; i++) partition.fetch(2);

    expect(offsetsOf(await feed.next(5, 1_000_000))).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(offsetsOf(await feed.next(5, 1))).toEqual([5n]);
  });

  it('ends at once while it waits, and halts its partition', async () => {
    const { partition, feed } = await following(0n, { oldest: 0n, end: 0n });
    const waiting = next(feed);

    feed.end();

    expect(await waiting).toEqual({ kind: 'ended' });
    expect(partition.position).toBeNull();
  });

  it('may be opened again when it has ended', async () => {
    const { partition, feed } = await following(0n, { oldest: 0n, end: 9n });
    partition.fetch(4);
    feed.end();

    const again = partition.tail.open(PLACE, 2n);
    await vi.waitFor(() => expect(partition.position).toBe(2n));
    partition.fetch(1);

    expect(offsetsOf(await next(again))).toEqual([2n]);
  });

  it('halts what is fetched for nobody', () => {
    const partition = fakePartition();
    onTestFinished(() => partition.tail.close());
    partition.position = 0n;

    partition.fetch(1);

    expect(partition.position).toBeNull();
  });
});

describe('a buffer that is full', () => {
  it('halts its partition, and goes on when half of it is pulled', async () => {
    const { partition, feed } = await following(0n, HELD, { bufferMessagesMax: 10 });
    partition.fetch(11);
    expect(partition.position).toBeNull();

    await feed.next(4, 1_000_000);
    expect(partition.position).toBeNull();
    await feed.next(4, 1_000_000);

    expect(partition.position).toBe(11n);
  });

  it('counts bytes, and has only its share of all buffers', async () => {
    const { partition, feed } = await following(0n, HELD, { allBuffersBytesMax: 1_000 });
    partition.fetch(3);
    expect(partition.position).toBe(3n);

    partition.fetch(3);

    expect(partition.position).toBeNull();
    await feed.next(6, 1_000_000);
    expect(partition.position).toBe(6n);
  });

  it('stays halted through a joining', async () => {
    const { partition } = await following(0n, HELD, { bufferMessagesMax: 1 });
    partition.fetch(2);

    partition.tail.joined([PLACE]);

    expect(partition.position).toBeNull();
  });
});

describe('what kafkajs does in silence', () => {
  it('a joining that forgets the position is told again where to go on', async () => {
    const { partition, feed } = await following(0n, HELD);
    partition.fetch(3);
    partition.position = null;

    partition.tail.joined([PLACE]);

    expect(partition.position).toBe(3n);
    partition.fetch(1);
    expect(offsetsOf(await next(feed))).toEqual([0n, 1n, 2n, 3n]);
  });

  it('a fetch from below is not used, and the place is sought again', async () => {
    const { partition, feed } = await following(3n, HELD);

    partition.bring(1n, [1n]);
    expect(partition.position).toBeNull();
    await vi.waitFor(() => expect(partition.position).toBe(3n));
    partition.fetch(1);

    expect(offsetsOf(await next(feed))).toEqual([3n]);
  });

  it('a reset after retention is a gap, once what came before is pulled', async () => {
    const { partition, feed } = await following(0n, HELD);
    partition.fetch(2);
    partition.held.oldest = 6n;

    partition.bring(6n, [6n]);

    expect(offsetsOf(await next(feed))).toEqual([0n, 1n]);
    expect(await next(feed)).toMatchObject({ kind: 'gap', wanted: 2n, found: 6n });
  });

  it('a reset to nothing is found by looking', async () => {
    const { partition, feed } = await following(4n, HELD);
    partition.held.oldest = partition.held.end = 50n;

    expect(await next(feed)).toMatchObject({ kind: 'gap', wanted: 4n, found: 50n });
  });

  it('a partition that brings nothing is sought again, then the consumer built again', async () => {
    const { partition } = await following(4n, HELD, { stalledChecksMax: 3 });

    await vi.waitFor(() => expect(partition.rebuilds).toBeGreaterThan(0));

    expect(partition.position).toBe(4n);
  });
});

describe('a place', () => {
  it('above the end is a gap when it stays so', async () => {
    const { partition, feed } = opened(9n, { oldest: 0n, end: 5n }, { aboveEndChecks: 3 });

    expect(await next(feed)).toMatchObject({ kind: 'gap', wanted: 9n, found: 5n });
    expect(partition.asked).toBeGreaterThanOrEqual(3);
  });

  it('above the end for a moment, as under a new leader, is none', async () => {
    const { partition, feed } = opened(9n, { oldest: 0n, end: 5n }, { aboveEndChecks: 50 });
    await vi.waitFor(() => expect(partition.asked).toBeGreaterThan(1));
    partition.held.end = 20n;

    await vi.waitFor(() => expect(partition.position).toBe(9n));
    partition.fetch(1);

    expect(offsetsOf(await next(feed))).toEqual([9n]);
  });

  it('is made sure of when the brokers are back', async () => {
    const partition = fakePartition();
    onTestFinished(() => partition.tail.close());
    partition.held.end = 100n;
    partition.isAway = true;
    const feed = partition.tail.open(PLACE, 0n);
    await vi.waitFor(() => expect(partition.asked).toBeGreaterThan(1));
    expect(partition.position).toBeNull();

    partition.isAway = false;
    await vi.waitFor(() => expect(partition.position).toBe(0n));
    partition.fetch(1);

    expect(offsetsOf(await next(feed))).toEqual([0n]);
  });
});

describe('a hole between two messages', () => {
  it('is a gap in a log', async () => {
    const { partition, feed } = await following(0n, HELD);

    partition.bring(0n, [2n, 3n]);

    expect(await next(feed)).toMatchObject({ kind: 'gap', wanted: 0n, found: 2n });
  });

  it('is none in a topic of others, also where all that was fetched is markers', async () => {
    const { partition, feed } = await following(0n, HELD, {}, true);
    partition.bring(0n, [2n, 3n]);
    partition.bring(6n, [6n]);
    await vi.waitFor(() => expect(partition.position).toBe(6n));
    partition.fetch(1);

    expect(offsetsOf(await next(feed))).toEqual([2n, 3n, 6n]);
  });
});

const HELD = { oldest: 0n, end: 100n };

type Rest = Parameters<typeof fakePartition>;

function opened(
  from: bigint,
  held: FakePartition['held'],
  ...rest: Rest
): { partition: FakePartition; feed: Feed } {
  const partition = fakePartition(...rest);
  onTestFinished(() => partition.tail.close());
  Object.assign(partition.held, held);
  return { partition, feed: partition.tail.open(PLACE, from) };
}

/** A feed whose place is made sure of. */
async function following(from: bigint, held: FakePartition['held'], ...rest: Rest) {
  const { partition, feed } = opened(from, held, ...rest);
  await vi.waitFor(() => expect(partition.position).toBe(from));
  return { partition, feed };
}

const next = (feed: Feed): Promise<Portion> => feed.next(1_000, 1_000_000);

const offsetsOf = (portion: Portion): bigint[] =>
  portion.kind === 'messages' ? portion.messages.map(({ offset }) => BigInt(offset)) : [];
