/** What every `TopicReader` and `TopicWriter` promises (`src/persistence/topic-ports.ts`). */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { OutgoingRecord } from '../../src/persistence/cluster-ports.js';
import type { SourceOffset } from '../../src/persistence/ports.js';
import type {
  TopicMessage,
  TopicReader,
  TopicReading,
  TopicWriter,
} from '../../src/persistence/topic-ports.js';
import { valueOf } from './open-store.js';
import { MEGABYTE } from './samples.js';
import { hearing, textOf, WAIT } from './topic-hearing.js';

export interface OpenedTopics {
  /** A topic of two partitions. */
  readonly topic: string;
  readonly writer: TopicWriter;
  /** A record as others send it, without a value where it is `null`; resolves when it is there. */
  foreign(partition: number, value: string | null): Promise<void>;
  trim(partition: number, below: number): Promise<void>;
  /** A reader of a group whose processes share the partitions. */
  shared(group: string, reading: TopicReading): TopicReader;
  /** A reader that is alone in its group, from places of its own. */
  exclusive(
    group: string,
    offsets: readonly SourceOffset[],
    startAt: 'earliest' | 'latest' | { readonly group: string },
    reading: TopicReading,
  ): TopicReader;
}

/** Opens a topic of its own for one test, and does away with it afterwards. */
export type OpenTopics = () => Promise<OpenedTopics>;

/** The suite, on topics of `open`. */
export function topicReaderContract(open: OpenTopics): void {
  describe('topics', () => {
    sharing(open);
    alone(open);
    passing(open);
  });
}

function passing(open: OpenTopics): void {
  it('hands on records as they are: own ones marked, poison untouched', async () => {
    const topics = await open();
    const heard = hearing();
    const started = Date.now() - 60_000;
    await topics.foreign(0, 'foreign');
    await topics.foreign(0, null);
    await topics.foreign(0, 'x'.repeat(MEGABYTE * 0.95));
    await valueOf(topics.writer.send([record(topics, 'own')]));

    closing(topics.shared('group', heard.reading));
    await heard.records(4);

    const found = new Map(heard.all.map((message) => [shortText(message), message]));
    expect([...found.keys()].sort()).toEqual(['foreign', 'null', 'own', 'x 950000']);
    expect(found.get('own')).toMatchObject({ topic: topics.topic, own: true });
    expect(found.get('foreign')).toMatchObject({ partition: 0, offset: 0n, own: false });
    expect(found.get('foreign')!.at).toBeGreaterThan(started);
  });

  it('brings each partition in order, the next portion when the one before is taken', async () => {
    const topics = await open();
    const heard = hearing();
    await valueOf(
      topics.writer.send(Array.from({ length: 500 }, (_, n) => record(topics, `${n}`))),
    );
    heard.hold();

    closing(topics.shared('group', heard.reading));
    await heard.records(1);
    const atFirst = heard.all.length;
    await topics.foreign(heard.all[0]!.partition, 'later');
    expect(heard.all).toHaveLength(atFirst);
    heard.release();
    await heard.records(501);

    for (const partition of [0, 1]) {
      const offsets = heard.of(partition).map(({ offset }) => offset);
      expect(offsets).toEqual(offsets.map((_, i) => BigInt(i)));
    }
  });

  it('waits for a portion on its way when it is closed, and brings nothing after', async () => {
    const topics = await open();
    const heard = hearing();
    await topics.foreign(0, 'a');
    heard.hold();
    const reader = topics.shared('group', heard.reading);
    await heard.records(1);
    let closed = false;
    const closing = reader.close().then(() => (closed = true));
    await topics.foreign(0, 'b');

    expect(closed).toBe(false);
    heard.release();
    await closing;

    expect(heard.texts()).toEqual(['a']);
  });
}

function sharing(open: OpenTopics): void {
  it('begins with the oldest record, and says where', async () => {
    const topics = await open();
    const heard = hearing();
    await topics.foreign(1, 'a');
    await topics.trim(1, 1);
    await topics.foreign(1, 'b');

    closing(topics.shared('group', heard.reading));
    await heard.records(1);

    expect(heard.texts()).toEqual(['b']);
    await vi.waitFor(() => expect(heard.began).toHaveLength(2));
    expect(heard.began.find(({ partition }) => partition === 1)?.next).toBe(1n);
  });

  it('brings again what was not said to be taken, and nothing that was', async () => {
    const topics = await open();
    const first = hearing();
    for (const text of ['a', 'b', 'c']) await topics.foreign(0, text);
    const reader = topics.shared('group', first.reading);
    await first.records(3);
    await valueOf(reader.taken([{ topic: topics.topic, partition: 0, next: 2n }]));
    await reader.close();

    const second = hearing();
    closing(topics.shared('group', second.reading));
    await second.records(1);

    expect(second.texts()).toEqual(['c']);
  });

  it('shares the partitions, and gives those of a reader that leaves to the other', async () => {
    const topics = await open();
    const [first, second] = [hearing(), hearing()];
    const reader = topics.shared('group', first.reading);
    await vi.waitFor(() => expect(first.began).toHaveLength(2), WAIT);
    const other = topics.shared('group', second.reading);
    closing(other);
    await vi.waitFor(() => expect(second.began).toHaveLength(1), WAIT);
    const [theirs] = second.began;
    const mine = 1 - theirs!.partition;
    await topics.foreign(mine, 'mine');
    await topics.foreign(theirs!.partition, 'theirs');
    await first.records(1);
    await second.records(1);
    expect([first.texts(), second.texts()]).toEqual([['mine'], ['theirs']]);

    // Never said to be taken: it comes again.
    await reader.close();
    await second.records(2);

    expect(second.texts().sort()).toEqual(['mine', 'theirs']);
  });

  it('says how many records wait behind what was taken', async () => {
    const topics = await open();
    const heard = hearing();
    for (const text of ['a', 'b', 'c']) await topics.foreign(0, text);
    const reader = closing(topics.shared('group', heard.reading));
    await heard.records(3);
    await valueOf(reader.taken([{ topic: topics.topic, partition: 0, next: 1n }]));

    const lag = await valueOf(reader.lag());

    const { topic } = topics;
    expect([...lag].sort((a, b) => a.partition - b.partition)).toEqual([
      { topic, partition: 0, records: 2n },
      { topic, partition: 1, records: 0n },
    ]);
  });

  it('stops by name when what was not taken is gone', async () => {
    const topics = await open();
    const first = hearing();
    for (const text of ['a', 'b', 'c']) await topics.foreign(0, text);
    const reader = topics.shared('group', first.reading);
    await first.records(3);
    await valueOf(reader.taken([{ topic: topics.topic, partition: 0, next: 1n }]));
    await reader.close();
    await topics.trim(0, 2);

    const second = hearing();
    closing(topics.shared('group', second.reading));

    const at = { topic: topics.topic, partition: 0, next: 1n };
    expect(await second.stop()).toEqual({ kind: 'gap', at, oldest: 2n });
    expect(second.texts()).toEqual([]);
  });
}

function alone(open: OpenTopics): void {
  it('begins at the places it is given, whatever its group committed', async () => {
    const topics = await open();
    const [first, second] = [hearing(), hearing()];
    for (const text of ['a', 'b', 'c']) await topics.foreign(0, text);
    await topics.foreign(1, 'd');
    const reader = topics.exclusive('group', [], 'earliest', first.reading);
    await first.records(4);
    await valueOf(reader.taken([{ topic: topics.topic, partition: 0, next: 3n }]));
    await reader.close();

    const given = [{ topic: topics.topic, partition: 0, next: 1n }];
    closing(topics.exclusive('group', given, 'earliest', second.reading));
    await second.records(3);

    expect(second.texts().sort()).toEqual(['b', 'c', 'd']);
  });

  it('leaves to others what is in the topic already', async () => {
    const topics = await open();
    const heard = hearing();
    await topics.foreign(0, 'old');
    closing(topics.exclusive('group', [], 'latest', heard.reading));
    await vi.waitFor(() => expect(heard.began).toHaveLength(2), WAIT);
    await topics.foreign(0, 'new');
    await heard.records(1);

    expect(heard.texts()).toEqual(['new']);
  });

  it('begins where another group stands', async () => {
    const topics = await open();
    const [theirs, heard] = [hearing(), hearing()];
    for (const text of ['a', 'b']) await topics.foreign(0, text);
    await topics.foreign(1, 'c');
    const reader = topics.shared('others', theirs.reading);
    await theirs.records(3);
    await valueOf(reader.taken([{ topic: topics.topic, partition: 0, next: 1n }]));
    await reader.close();

    closing(topics.exclusive('group', [], { group: 'others' }, heard.reading));
    await heard.records(2);

    expect(heard.texts().sort()).toEqual(['b', 'c']);
  });

  it.each([
    ['is gone', 1n],
    ['was never there', 9n],
  ])('stops by name at a place that %s', async (_why, next) => {
    const topics = await open();
    const heard = hearing();
    for (const text of ['a', 'b', 'c']) await topics.foreign(0, text);
    await topics.trim(0, 2);
    const at = { topic: topics.topic, partition: 0, next };

    closing(topics.exclusive('group', [at], 'earliest', heard.reading));

    expect(await heard.stop()).toEqual({ kind: 'gap', at, oldest: 2n });
    expect(heard.texts()).toEqual([]);
  });

  it('refuses a group that another process reads with', async () => {
    const topics = await open();
    const [first, second] = [hearing(), hearing()];
    closing(topics.shared('group', first.reading));
    await vi.waitFor(() => expect(first.began).toHaveLength(2), WAIT);

    closing(topics.exclusive('group', [], 'earliest', second.reading));

    expect(await second.stop()).toEqual({ kind: 'shared-group', others: 1 });
  });

  it('stops when another process joins its group', async () => {
    const topics = await open();
    const [first, second] = [hearing(), hearing()];
    closing(topics.exclusive('group', [], 'earliest', first.reading));
    await vi.waitFor(() => expect(first.began).toHaveLength(2), WAIT);

    closing(topics.shared('group', second.reading));

    expect(await first.stop()).toEqual({ kind: 'shared-group', others: 1 });
  });
}

const record = ({ topic }: OpenedTopics, value: string): OutgoingRecord => ({
  topic,
  key: value,
  value,
});

/** A reader that is closed when the test ends. */
function closing(reader: TopicReader): TopicReader {
  onTestFinished(() => reader.close());
  return reader;
}

/** A long text as its first character and its length. */
function shortText(message: TopicMessage): string {
  const text = textOf(message);
  return text.length > 100 ? `${text[0]!} ${text.length}` : text;
}
