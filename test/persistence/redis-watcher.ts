/**
 * Looks at Redis over and over from a thread of its own: a reader that shares the writer's thread
 * would mostly look when nothing is being written.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Watcher {
  /** What was seen until now, and how often. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

/** `script` is Lua that returns a text; the server runs it at one moment. */
export async function watchRedis(
  url: string,
  db: number,
  script: string,
  keys: readonly string[],
): Promise<Watcher> {
  const worker = new Worker(LOOP, { eval: true, workerData: { url, db, script, keys } });
  await once(worker, 'message');
  return {
    stop: async () => {
      worker.postMessage('stop');
      const [seen] = (await once(worker, 'message')) as [Record<string, number>];
      await worker.terminate();
      return seen;
    },
  };
}

const LOOP = `
const { parentPort, workerData } = require('node:worker_threads');
const { Redis } = require('ioredis');
const { url, db, script, keys } = workerData;
let going = true;
parentPort.once('message', () => (going = false));
(async () => {
  const redis = new Redis(url, { db });
  const seen = {};
  for (let looks = 0; going; looks++) {
    const text = await redis.eval(script, keys.length, ...keys);
    seen[text] = (seen[text] ?? 0) + 1;
    if (looks === 0) parentPort.postMessage('watching');
  }
  redis.disconnect();
  parentPort.postMessage(seen);
})();
`;
