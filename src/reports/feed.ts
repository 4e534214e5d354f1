/**
 * What is appended, as a stream that somebody else reads. A pair of the platform's streams would
 * do, were it not that a writer waits for ever when the reader fails before it begins to read.
 *
 * - G1 Whoever appends waits while the reader has not taken what is there: one piece is held.
 * - G2 After a failure every append fails with its reason, the one that waits included.
 */
export class Feed {
  readonly readable: ReadableStream<Uint8Array>;
  #out: ReadableStreamDefaultController<Uint8Array> | null = null;
  #waiting: Waiting | null = null;
  #failure: { readonly reason: unknown } | null = null;

  constructor() {
    this.readable = new ReadableStream<Uint8Array>({
      start: (out) => {
        this.#out = out;
      },
      pull: () => this.#waiting?.go(),
      cancel: (reason) => this.fail(reason),
    });
  }

  /** Adds a piece, one call at a time. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== null) throw this.#failure.reason;
    this.#out?.enqueue(bytes);
    if ((this.#out?.desiredSize ?? 0) > 0) return;
    await new Promise<void>((go, fail) => {
      this.#waiting = { go, fail };
    });
  }

  end(): void {
    if (this.#failure === null) this.#out?.close();
  }

  /** Ends both sides; only the first reason counts. */
  fail(reason: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { reason };
    this.#out?.error(reason);
    this.#waiting?.fail(reason);
  }
}

interface Waiting {
  go(): void;
  fail(reason: unknown): void;
}
