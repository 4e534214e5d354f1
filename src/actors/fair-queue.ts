/**
 * What waits, in lanes that are served in turn: a lane of 100,000 does not starve a lane of one.
 * Owns no clock and performs nothing.
 *
 * - L1 Between two items of one lane every other lane that waits is served once; within a lane the
 *   order is that of arrival.
 * - L2 The queue is bounded (R5). When it is full, an item of a lane that is shorter than the
 *   longest by two or more takes the place of the longest one's newest; else it finds no room. Both
 *   are told to the caller, nothing is lost without a word.
 */
export type Put =
  | 'queued'
  /** It waits already. */
  | 'known'
  /** It has a place that another lost; the caller brings that one again later. */
  | 'displaced'
  | 'full';

interface Item<T> {
  readonly id: string;
  readonly value: T;
}

export class FairQueue<T> {
  readonly #itemsMax: number;
  /** Those that wait by lane; the first lane is the next to be served. No lane is empty. */
  readonly #lanes = new Map<string, Lane<T>>();
  readonly #ids = new Set<string>();
  /** The lanes of each length, so that the longest is found at once. */
  readonly #byLength = new Map<number, Set<string>>();
  #longest = 0;

  constructor(itemsMax: number) {
    this.#itemsMax = itemsMax;
  }

  get size(): number {
    return this.#ids.size;
  }

  /** `id` is unique in the queue. */
  put(name: string, id: string, value: T): Put {
    if (this.#ids.has(id)) return 'known';
    const held = this.#lanes.get(name);
    const isFull = this.#ids.size >= this.#itemsMax;
    if (isFull && (held?.size ?? 0) + 1 >= this.#longest) return 'full';
    if (isFull) this.#displace();
    const lane = held ?? new Lane<T>();
    if (held === undefined) this.#lanes.set(name, lane);
    lane.push({ id, value });
    this.#ids.add(id);
    this.#rank(name, lane.size - 1, lane.size);
    return isFull ? 'displaced' : 'queued';
  }

  /** The next in turn (L1); `null` = nothing waits. */
  take(): T | null {
    for (const [name, lane] of this.#lanes) {
      this.#lanes.delete(name);
      if (lane.size > 1) this.#lanes.set(name, lane);
      return this.#left(name, lane, lane.shift())?.value ?? null;
    }
    return null;
  }

  /** L2. The longest lane has two items at least, so that it does not end. */
  #displace(): void {
    for (const name of this.#byLength.get(this.#longest) ?? []) {
      const lane = this.#lanes.get(name);
      if (lane !== undefined) this.#left(name, lane, lane.pop());
      return;
    }
  }

  #left(name: string, lane: Lane<T>, item: Item<T> | undefined): Item<T> | undefined {
    if (item === undefined) return undefined;
    this.#ids.delete(item.id);
    this.#rank(name, lane.size + 1, lane.size);
    return item;
  }

  /** A length changes by one, and so does the longest. */
  #rank(name: string, before: number, after: number): void {
    const left = this.#byLength.get(before);
    left?.delete(name);
    if (left?.size === 0) this.#byLength.delete(before);
    if (after > 0) {
      const joined = this.#byLength.get(after);
      if (joined === undefined) this.#byLength.set(after, new Set([name]));
      else joined.add(name);
    }
    if (after > this.#longest || !this.#byLength.has(this.#longest)) this.#longest = after;
  }
}

/** A list that loses its first without moving the rest each time. */
class Lane<T> {
  #items: Item<T>[] = [];
  #first = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  push(item: Item<T>): void {
    this.#items.push(item);
  }

  pop(): Item<T> | undefined {
    return this.size === 0 ? undefined : this.#items.pop();
  }

  shift(): Item<T> | undefined {
    const item = this.size === 0 ? undefined : this.#items[this.#first++];
    if (this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }
}
