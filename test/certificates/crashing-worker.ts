/** A thread in the place of `render-worker.ts` that crashes when it is to draw for `CRASH`. */
import { parentPort } from 'node:worker_threads';
import type { RenderAnswer, RenderOrder } from '../../src/certificates/render-worker.js';

const DRAWN: RenderAnswer = { ok: true, value: Uint8Array.of(1) };

parentPort?.on('message', ({ facts }: RenderOrder) => {
  if (facts.recipientName === 'CRASH') throw new Error('out of order');
  parentPort?.postMessage(DRAWN);
});
