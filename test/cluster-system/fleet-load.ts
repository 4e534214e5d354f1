/**
 * Clients of a cluster behind a load balancer: each lesson is reported to one process after the
 * other until it is acknowledged. Counts what every report came to.
 */
import type { Place } from '../system/client.js';
import type { Update } from '../system/load.js';

export type { Update } from '../system/load.js';

/** What reports came to, other than success. */
export interface Counts {
  /** Nobody knows whether it was taken: no answer, or none in time. */
  lost: number;
  /** Not connected: surely not taken. */
  unheard: number;
  /** 503 with Retry-After. */
  refused: number;
  /** Anything else: a bug. */
  readonly wrong: string[];
}

export interface LoadOptions {
  readonly place: Place;
  /** Each is sent by a client of its own, in order. */
  readonly queues: readonly (readonly Update[])[];
  /** The processes that the balancer knows now. */
  readonly targets: () => readonly { readonly url: string }[];
  /** How long a client waits for one answer. */
  readonly patienceMs: number;
}

export class FleetLoad {
  readonly acknowledged: Update[] = [];
  readonly counts: Counts = { lost: 0, unheard: 0, refused: 0, wrong: [] };
  /** Resolves when every update is acknowledged, or the load was stopped. */
  readonly done: Promise<void>;
  /** Longest time from the first report of an update to its acknowledgement. */
  slowestMs = 0;
  readonly #options: LoadOptions;
  #next = 0;
  #stopped = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.done = Promise.all(options.queues.map((queue) => this.#send(queue))).then(() => undefined);
  }

  /** Reports nothing more; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.done;
  }

  async #send(queue: readonly Update[]): Promise<void> {
    for (const update of queue) {
      const began = performance.now();
      for (;;) {
        if (this.#stopped) return;
        if (await this.#report(update)) break;
        await pause(RETRY_MS);
      }
      this.acknowledged.push(update);
      this.slowestMs = Math.max(this.slowestMs, Math.round(performance.now() - began));
    }
  }

  async #report(update: Update): Promise<boolean> {
    const targets = this.#options.targets();
    const target = targets[this.#next++ % targets.length];
    if (target === undefined) return false;
    const { place, patienceMs } = this.#options;
    const reported = await report(target.url, place, update, patienceMs);
    switch (reported.kind) {
      case 'taken':
        return true;
      case 'lost':
      case 'unheard':
      case 'refused':
        this.counts[reported.kind]++;
        return false;
      case 'wrong':
        this.counts.wrong.push(reported.detail);
        return false;
    }
  }
}

type Reported =
  | { readonly kind: 'taken' | 'lost' | 'unheard' | 'refused' }
  | { readonly kind: 'wrong'; readonly detail: string };

/** Reports one lesson as completed to one process. */
export async function report(
  url: string,
  place: Place,
  { learner, content }: Update,
  patienceMs: number,
): Promise<Reported> {
  const contents = [{ contentId: content, ...place, status: 2 }];
  try {
    const response = await fetch(`${url}/v1/content/state/update`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'x-authenticated-userid': learner },
      body: JSON.stringify({ request: { userId: learner, contents } }),
      signal: AbortSignal.timeout(patienceMs),
    });
    const body = await response.text();
    if (response.status === 200 && body.includes(`"${content}":"SUCCESS"`)) return TAKEN;
    const mayRetry = Number(response.headers.get('retry-after')) > 0;
    if (response.status === 503 && mayRetry) return { kind: 'refused' };
    return { kind: 'wrong', detail: `${response.status} ${body}` };
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    return { kind: cause?.code === 'ECONNREFUSED' ? 'unheard' : 'lost' };
  }
}

const TAKEN = { kind: 'taken' } as const;
const RETRY_MS = 50;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** For each client the lessons of its learners, one learner after the other. */
export function queuesOf(
  learners: readonly string[],
  lessons: readonly string[],
  clients: number,
): Update[][] {
  return Array.from({ length: clients }, (_, client) =>
    learners
      .filter((_learner, i) => i % clients === client)
      .flatMap((learner) => lessons.map((content) => ({ learner, content }))),
  );
}
