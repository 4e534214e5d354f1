/**
 * The thread behind a `ReportThread`: opens what the profile keeps, to be read, writes the reports
 * it is asked for, one at a time, and answers each with a file or a reason. Stores are opened for
 * each report, so that courses and batches are as they are now.
 */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Config } from './config.js';
import { assert, err } from './domain/result.js';
import type { ReportAnswer, ReportOrder } from './engine.js';
import { openReader } from './reader.js';

/** What the thread tells: rows written so far, any number of times, then one answer an order. */
export type ReportNews =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'answer'; readonly answer: Awaited<ReportAnswer> };

const port = parentPort;
assert(port !== null, 'report-worker runs as a worker thread');
const config = workerData as Config;
const tell = (news: ReportNews): void => port.postMessage(news);

/**
 * Whoever waits for an answer goes before a report where both want a processor. Linux takes the
 * call as one of this thread; elsewhere it would be of the whole process.
 */
const NICE = 10;
if (process.platform === 'linux') setPriority(NICE);

async function answerTo(order: ReportOrder): ReportAnswer {
  try {
    const reader = await openReader(config, () => undefined);
    if (!reader.ok) return err({ kind: 'unavailable', detail: reader.error });
    try {
      return await reader.value.report(order, (rows) => tell({ kind: 'rows', rows }));
    } finally {
      await reader.value.close();
    }
  } catch (error) {
    return err({ kind: 'unavailable', detail: String(error) });
  }
}

port.on('message', (order: ReportOrder) => {
  void answerTo(order).then((answer) => tell({ kind: 'answer', answer }));
});
