/**
 * One thread that writes reports, so that the event loop that answers learners stays free: it has
 * stores of its own, opened to be read. Part of the composition root.
 *
 * - T1 A call never rejects: what goes wrong, a crash of the thread included, is a value.
 * - T2 One report at a time; further calls wait in order. How many wait is the caller's to bound
 *   (R5).
 * - T3 After a crash the thread is gone, and the next call starts a new one. A thread that nobody
 *   has asked for a while ends, and gives back its memory.
 */
import type { Worker } from 'node:worker_threads';
import type { Clock } from './actors/clock.js';
import type { Config } from './config.js';
import { err } from './domain/result.js';
import type { OnRows, ReportAnswer, ReportFault, ReportOrder } from './engine.js';
import type { ReportNews } from './report-worker.js';
import { startThread } from './thread.js';

/**
 * Largest heap of the thread: the learners of a chunk with all their details and attempts. A
 * progress report needs a tenth of it.
 */
const HEAP_MB_MAX = 160;

/** What a scan drops at once; more room makes collections rarer, not shorter. */
const YOUNG_HEAP_MB_MAX = 24;

/** A request of several batches asks again at once; starting a thread takes half a second. */
const IDLE_MS_MAX = 30_000;

export class ReportThread {
  readonly #config: Config;
  readonly #clock: Pick<Clock, 'after'>;
  #thread: Worker | null = null;
  /** Settles when the call before is answered. */
  #turn: Promise<unknown> = Promise.resolve();
  #cancelEnd: () => void = ignore;
  #closed = false;

  constructor(config: Config, clock: Pick<Clock, 'after'>) {
    this.#config = config;
    this.#clock = clock;
  }

  /** Writes one report; see `Engine.report`. */
  report(order: ReportOrder, onRows: OnRows): ReportAnswer {
    const answer = this.#turn.then(() => this.#ask(order, onRows));
    this.#turn = answer;
    return answer;
  }

  /**
   * Ends the thread. A report in progress is answered as stopping; what it has written so far is no
   * file yet, and the next one overwrites it (`report-file.ts` W1, W2).
   */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
    await this.#turn;
  }

  async #ask(order: ReportOrder, onRows: OnRows): ReportAnswer {
    if (this.#closed) return err(STOPPING);
    this.#cancelEnd();
    this.#thread ??= newThread(this.#config);
    const thread = this.#thread;
    // Whoever waits for a report keeps the process alive; an idle thread does not.
    thread.ref();
    const answer = await answerOf(thread, order, onRows);
    thread.unref();
    if (answer === null) {
      this.#thread = null;
      return err(this.#whyEnded());
    }
    this.#cancelEnd = this.#clock.after(IDLE_MS_MAX, () => void this.#end());
    return answer;
  }

  #whyEnded(): ReportFault {
    return this.#closed ? STOPPING : ENDED;
  }

  async #end(): Promise<void> {
    this.#cancelEnd();
    const thread = this.#thread;
    this.#thread = null;
    await thread?.terminate();
  }
}

const STOPPING: ReportFault = { kind: 'stopping' };
const ENDED: ReportFault = { kind: 'unavailable', detail: 'the thread that writes reports ended' };

/** Sends one order and waits for its answer; `null` = the thread ended without any. */
async function answerOf(
  thread: Worker,
  order: ReportOrder,
  onRows: OnRows,
): Promise<Awaited<ReportAnswer> | null> {
  return new Promise((resolve) => {
    const settle = (answer: Awaited<ReportAnswer> | null): void => {
      thread.off('message', onNews).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    const onNews = (news: ReportNews): void => {
      if (news.kind === 'rows') onRows(news.rows);
      else settle(news.answer);
    };
    const onError = (error: Error): void =>
      settle(err({ kind: 'unavailable', detail: `writing the report: ${error.message}` }));
    const onExit = (): void => settle(null);
    thread.on('message', onNews).on('error', onError).on('exit', onExit);
    thread.postMessage(order);
  });
}

const ignore = (): void => undefined;

const WORKER = new URL('./report-worker.js', import.meta.url);

const newThread = (config: Config): Worker =>
  startThread(WORKER, {
    workerData: config,
    resourceLimits: {
      maxOldGenerationSizeMb: HEAP_MB_MAX,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MB_MAX,
    },
  });
