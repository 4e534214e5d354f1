/** Values that were computed, by what they follow from; the one not used for longest is dropped. */

export class KeptValues<Value> {
  readonly #countMax: number;
  readonly #values = new Map<string, Value>();

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  /** The value of a key; `compute` must give equal values for equal keys. */
  get(key: string, compute: () => Value): Value {
    const kept = this.#values.get(key);
    const value = kept ?? compute();
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#countMax && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}
