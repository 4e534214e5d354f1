import { describe, expect, it, vi } from 'vitest';
import type { Ref } from '../../src/actors/actor-system.js';
import { nactSystem } from '../../src/actors/nact.js';
import { seededSystem } from '../../src/actors/seeded-system.js';
import { actorSystemContract } from '../contract/actor-system.js';

describe('nact', () => {
  actorSystemContract(nactSystem);
});

describe('The seeded system', () => {
  actorSystemContract((report) => seededSystem(7, report));

  it('gives equal orders for equal seeds', async () => {
    const [first, second] = [await traceOf(42), await traceOf(42)];

    expect(second).toEqual(first);
  });

  it('gives other orders for other seeds', async () => {
    const traces = await Promise.all([1, 2, 3, 4].map((seed) => traceOf(seed)));

    expect(new Set(traces.map((trace) => trace.join())).size).toBeGreaterThan(1);
  });
});

const MESSAGES = 30;

/** The order in which five actors handle their messages, each of which tells its neighbour. */
async function traceOf(seed: number): Promise<string[]> {
  const trace: string[] = [];
  const system = seededSystem(seed, () => undefined);
  const refs: Ref<number>[] = [];
  for (let i = 0; i < 5; i++) {
    const ref: Ref<number> = system.spawn('one', null, async (_state: null, left: number) => {
      trace.push(`${ref.name}:${String(left)}`);
      await Promise.resolve();
      const neighbour = refs[(i + 1) % refs.length];
      if (left > 0 && neighbour !== undefined) system.tell(neighbour, left - 1);
      return null;
    });
    refs.push(ref);
  }
  for (const ref of refs) system.tell(ref, MESSAGES);
  await vi.waitUntil(() => trace.length === refs.length * (MESSAGES + 1));
  return trace;
}
