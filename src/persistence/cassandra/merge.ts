/**
 * Streams that are in order, merged into one that comes in runs. Holds a page of each stream and
 * one run; what a stream itself reads ahead is its own affair.
 */
import { compareText } from '../../domain/ids.js';

/** What a stream brings at a time. */
type Page<T> = readonly T[];

interface Head<T> {
  readonly rest: AsyncIterator<Page<T>>;
  page: Page<T>;
  /** Place in the page. */
  at: number;
  /** Of `byteOrder`. */
  order: string;
}

/**
 * The items of several streams in the order of their texts' UTF-8 bytes, if each stream has it, in
 * runs of up to `runMax`. All streams are closed when the reader goes.
 */
export async function* inSequence<T>(
  streams: readonly AsyncIterable<Page<T>>[],
  textOf: (item: T) => string,
  runMax: number,
): AsyncGenerator<Page<T>> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const orderOf = ({ page, at }: Pick<Head<T>, 'page' | 'at'>): string =>
    byteOrder(textOf(page[at] as T));
  try {
    const started = await Promise.all(iterators.map((rest) => startedHead(rest, orderOf)));
    const heads = started.filter((head) => head !== null);
    let run: T[] = [];
    for (let least = leastOf(heads); least !== -1; least = leastOf(heads)) {
      const head = heads[least] as Head<T>;
      run.push(head.page[head.at] as T);
      if (run.length === runMax) {
        yield run;
        run = [];
      }
      head.at++;
      if (head.at < head.page.length) head.order = orderOf(head);
      else if (!(await turnPage(head, orderOf))) heads.splice(least, 1);
    }
    if (run.length > 0) yield run;
  } finally {
    await Promise.all(iterators.map(async (iterator) => iterator.return?.()));
  }
}

type OrderOf<T> = (place: Pick<Head<T>, 'page' | 'at'>) => string;

async function startedHead<T>(
  rest: AsyncIterator<Page<T>>,
  orderOf: OrderOf<T>,
): Promise<Head<T> | null> {
  const head: Head<T> = { rest, page: [], at: 0, order: '' };
  return (await turnPage(head, orderOf)) ? head : null;
}

/** Whether there was a further page that holds something. */
async function turnPage<T>(head: Head<T>, orderOf: OrderOf<T>): Promise<boolean> {
  for (;;) {
    const next = await head.rest.next();
    if (next.done === true) return false;
    if (next.value.length === 0) continue;
    head.page = next.value;
    head.at = 0;
    head.order = orderOf(head);
    return true;
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
