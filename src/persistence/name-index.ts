/**
 * Which of a few known names some bytes are: for readers that meet the same names in every row and
 * would make a string of each only to compare it.
 */
const SLOTS = 256;
const NONE = -1;

export class NameIndex {
  readonly #names: readonly Uint8Array[];
  /** The first name of a slot, and for each name the next one of the same slot. */
  readonly #first = new Int32Array(SLOTS).fill(NONE);
  readonly #next: Int32Array;

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => Buffer.from(name));
    this.#next = new Int32Array(names.length).fill(NONE);
    this.#names.forEach((bytes, i) => {
      const slot = slotOf(bytes, 0, bytes.length);
      this.#next[i] = this.#first[slot] ?? NONE;
      this.#first[slot] = i;
    });
  }

  /** The place of the name among those given; -1 = none of them. */
  find(bytes: Uint8Array, from: number, to: number): number {
    let i = this.#first[slotOf(bytes, from, to)] ?? NONE;
    while (i !== NONE && !isAt(this.#names[i], bytes, from, to)) i = this.#next[i] ?? NONE;
    return i;
  }
}

/** Ids of one course often differ in their last bytes only, and names of fields anywhere. */
function slotOf(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return 0;
  const first = bytes[from] ?? 0;
  const middle = bytes[(from + to) >> 1] ?? 0;
  const last = bytes[to - 1] ?? 0;
  const beforeLast = bytes[Math.max(to - 2, from)] ?? 0;
  return (first + middle * 5 + last * 17 + beforeLast * 3 + (to - from) * 31) % SLOTS;
}

function isAt(name: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): boolean {
  if (name?.length !== to - from) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[from + i]) return false;
  return true;
}
