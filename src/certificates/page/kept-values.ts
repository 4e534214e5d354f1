/**
 * Values that were computed, by what they follow from. Those not asked for lately are dropped: a
 * value lives in a young generation until that is full, then in an old one until it is again.
 */

export class KeptValues<Value> {
  readonly #generationMax: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** `countMax` = most values that are kept at once. */
  constructor(countMax: number) {
    this.#generationMax = Math.max(1, Math.floor(countMax / 2));
  }

  /** The value of a key; `compute` must give equal values for equal keys. */
  get(key: string, compute: () => Value): Value {
    const known = this.#young.get(key);
    if (known !== undefined) return known;
    const value = this.#old.get(key) ?? compute();
    if (this.#young.size >= this.#generationMax) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}
