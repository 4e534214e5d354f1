/**
 * Clients that report lessons as completed, and report again what was not acknowledged. Servers may
 * come and go under them: they wait for the next one.
 */
import type { Client, Place } from './client.js';

/** One lesson of one learner. */
export interface Update {
  readonly learner: string;
  readonly content: string;
}

export class Load {
  readonly #place: Place;
  readonly #acknowledged: Update[] = [];
  #server: Client | null = null;
  #allowed = 0;
  #taken = 0;
  #error: unknown = null;
  #announce: () => void = () => undefined;
  #changed = this.#nextChange();

  /** Each of `queues` is sent by a client of its own, in order. */
  constructor(place: Place, queues: readonly (readonly Update[])[]) {
    this.#place = place;
    for (const queue of queues) {
      this.#send(queue).catch((error: unknown) => (this.#error = error));
    }
  }

  /** What was acknowledged so far. */
  get acknowledged(): readonly Update[] {
    if (this.#error !== null) throw this.#error as Error;
    return this.#acknowledged;
  }

  /** Sends to this server from now on. */
  connect(server: Client): void {
    this.#server = server;
    this.#change();
  }

  /** Goes on until this many updates are acknowledged or on their way. */
  allow(count: number): void {
    this.#allowed = count;
    this.#change();
  }

  async #send(queue: readonly Update[]): Promise<void> {
    for (const update of queue) {
      while (!(await this.#isAcknowledged(update))) this.#taken--;
      this.#acknowledged.push(update);
    }
  }

  /** `false` = nobody knows whether it was taken. An answer other than success is a bug. */
  async #isAcknowledged({ learner, content }: Update): Promise<boolean> {
    const server = await this.#turn();
    const answer = await server.complete(learner, this.#place, content).catch(() => null);
    if (answer === null) {
      if (this.#server === server) this.#server = null;
      return false;
    }
    if (answer.result[content] === 'SUCCESS') return true;
    throw new Error(`${learner} ${content}: ${JSON.stringify(answer)}`);
  }

  async #turn(): Promise<Client> {
    while (this.#server === null || this.#taken >= this.#allowed) await this.#changed;
    this.#taken++;
    return this.#server;
  }

  #change(): void {
    this.#announce();
    this.#changed = this.#nextChange();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => (this.#announce = resolve));
  }
}
