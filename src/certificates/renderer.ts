/**
 * One thread that renders certificates, so that the event loop of the engine stays free.
 *
 * - T1 A call never rejects: what goes wrong, a crash of the thread included, is a value.
 * - T2 One certificate at a time; further calls wait in order. How many wait is the caller's to
 *   bound (R5).
 * - T3 After a crash or a time-out the thread is gone, and the next call starts a new one.
 */
import type { Worker } from 'node:worker_threads';
import type { CertificateFacts } from '../domain/certificate.js';
import { err, type Result } from '../domain/result.js';
import type { TemplateContent } from '../persistence/ports.js';
import { startThread } from '../thread.js';
import type { Format } from './credential/sealed-file.js';
import type { RenderAnswer, RenderOrder } from './render-worker.js';

export interface RenderFailure {
  readonly kind: 'failed';
  readonly detail: string;
}

export type Rendered = Result<Uint8Array, RenderFailure>;

export interface RendererSettings {
  /** Longest time for one certificate, the start of the thread included. */
  readonly renderMsMax: number;
  /** Largest heap of the thread. */
  readonly heapMbMax: number;
}

/** A certificate takes some 3 ms and 60 MB; the first one of a thread 0.5 s. */
export const RENDERER_DEFAULTS: RendererSettings = { renderMsMax: 20_000, heapMbMax: 256 };

const WORKER = new URL('./render-worker.js', import.meta.url);

export class Renderer {
  readonly #settings: RendererSettings;
  readonly #worker: URL;
  #thread: Worker | null = null;
  /** Settles when the call before is answered. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(settings: Partial<RendererSettings> = {}, worker = WORKER) {
    this.#settings = { ...RENDERER_DEFAULTS, ...settings };
    this.#worker = worker;
  }

  /** Renders one certificate; equal arguments give equal bytes (`render.ts`, R1). */
  render(
    facts: CertificateFacts,
    content: TemplateContent,
    code: string = facts.verifyUrl,
    format: Format = 'pdf',
  ): Promise<Rendered> {
    const rendered = this.#turn.then(() => this.#ask({ facts, content, code, format }));
    this.#turn = rendered;
    return rendered;
  }

  /** Ends the thread; the call in progress and those that wait are answered as failed. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#thread?.terminate();
    await this.#turn;
  }

  async #ask(order: RenderOrder): Promise<Rendered> {
    if (this.#closed) return failed('the renderer is closed');
    const thread = this.#liveThread();
    const answer = await answerOf(thread, order, this.#settings.renderMsMax);
    if (answer.ok) return answer;
    if (answer.error.ended) await thread.terminate();
    return failed(answer.error.detail);
  }

  #liveThread(): Worker {
    if (this.#thread === null || this.#thread.threadId === ENDED) {
      const resourceLimits = { maxOldGenerationSizeMb: this.#settings.heapMbMax };
      this.#thread = startThread(this.#worker, { resourceLimits });
    }
    return this.#thread;
  }
}

/** Why there are no bytes, and whether the thread ended with it. */
interface Refusal {
  readonly detail: string;
  readonly ended: boolean;
}

/** Sends one order and waits for whichever comes first: answer, crash, end or time limit. */
function answerOf(
  thread: Worker,
  order: RenderOrder,
  renderMsMax: number,
): Promise<Result<Uint8Array, Refusal>> {
  const limit = AbortSignal.timeout(renderMsMax);
  return new Promise((resolve) => {
    const settle = (answer: Result<Uint8Array, Refusal>): void => {
      thread.off('message', onAnswer).off('error', onError).off('exit', onExit);
      limit.removeEventListener('abort', onLimit);
      resolve(answer);
    };
    const end = (detail: string): void => settle(err({ detail, ended: true }));
    const onAnswer = (answer: RenderAnswer): void =>
      settle(answer.ok ? answer : err({ detail: answer.error, ended: false }));
    const onError = (error: Error): void => end(`the rendering thread crashed: ${error.message}`);
    const onExit = (): void => end('the rendering thread ended');
    const onLimit = (): void => end(`took longer than ${renderMsMax} ms`);
    thread.on('message', onAnswer).on('error', onError).on('exit', onExit);
    limit.addEventListener('abort', onLimit);
    thread.postMessage(order);
  });
}

/** What Node reports as `threadId` of a thread that has ended. */
const ENDED = -1;

const failed = (detail: string): Rendered => err({ kind: 'failed', detail });
