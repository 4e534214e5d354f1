/**
 * Streams that are in order, merged into one, and streams cut into runs. Holds one item of each
 * stream and one run; what a stream itself buffers is its own affair.
 */
import { compareText } from '../../domain/ids.js';

interface Head<T> {
  readonly text: string;
  /** Of `byteOrder`. */
  readonly order: string;
  readonly rest: AsyncIterator<T>;
}

/**
 * The texts of several streams in the order of their UTF-8 bytes, if each stream has it. All
 * streams are closed when the reader goes.
 */
export async function* inSequence<T>(
  streams: readonly AsyncIterable<T>[],
  textOf: (item: T) => string,
): AsyncGenerator<string> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const advance = async (rest: AsyncIterator<T>): Promise<Head<T> | null> => {
    const next = await rest.next();
    if (next.done === true) return null;
    const text = textOf(next.value);
    return { text, order: byteOrder(text), rest };
  };
  try {
    const started = await Promise.all(iterators.map(advance));
    const heads = started.filter((head) => head !== null);
    for (let least = leastOf(heads); least !== -1; least = leastOf(heads)) {
      const head = heads[least] as Head<T>;
      yield head.text;
      const next = await advance(head.rest);
      if (next === null) heads.splice(least, 1);
      else heads[least] = next;
    }
  } finally {
    await Promise.all(iterators.map(async (iterator) => iterator.return?.()));
  }
}

/** Streams are few: looking at each head costs less than a heap is worth. */
function leastOf(heads: readonly Head<unknown>[]): number {
  let least = -1;
  heads.forEach((head, i) => {
    const held = heads[least];
    if (held === undefined || compareText(head.order, held.order) < 0) least = i;
  });
  return least;
}

/**
 * A text whose order by UTF-16 units is the order of the UTF-8 bytes of `text`: one character a
 * byte.
 */
const byteOrder = (text: string): string => Buffer.from(text).toString('latin1');

/** A stream in runs of up to `runMax` items. */
export async function* inRuns<T>(
  items: AsyncIterable<T>,
  runMax: number,
): AsyncGenerator<readonly T[]> {
  let run: T[] = [];
  for await (const item of items) {
    run.push(item);
    if (run.length < runMax) continue;
    yield run;
    run = [];
  }
  if (run.length > 0) yield run;
}
