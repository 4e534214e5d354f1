/**
 * Lanes that are served in turn, against a model that knows no shortcuts: nobody waits for more
 * than one item of each other lane, the queue keeps to its bound, and whatever it refuses or
 * displaces it says so.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { FairQueue } from '../src/actors/fair-queue.js';
import { holds } from './check.js';

const LANES = ['large', 'small', 'tiny'] as const;

const PAIR = ['large', 'small'] as const;

const steps = (lanes: readonly string[]) =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ lane: fc.constantFrom('large', ...lanes) }) },
      { weight: 2, arbitrary: fc.constant('take' as const) },
    ),
    { maxLength: 80 },
  );

interface Held {
  readonly lane: string;
  readonly id: string;
}

describe('A fair queue', () => {
  holds(
    'Every lane that waits is served between two items of another, in order of arrival',
    fc.property(steps(LANES), (told) => {
      const queue = new FairQueue<Held>(1_000);
      const model = new Map<string, Held[]>(LANES.map((lane) => [lane, []]));
      let passed = new Map<string, number>();
      for (const [n, now] of told.entries()) {
        if (now !== 'take') {
          const held = { lane: now.lane, id: `i${String(n)}` };
          expect(queue.put(held.lane, held.id, held)).toBe('queued');
          model.get(held.lane)?.push(held);
          continue;
        }
        const taken = queue.take();
        const waiting = [...model].filter(([, items]) => items.length > 0);
        if (taken === null) {
          expect(waiting).toEqual([]);
          continue;
        }
        expect(taken).toBe(model.get(taken.lane)?.shift());
        passed = new Map(
          waiting
            .filter(([lane]) => lane !== taken.lane)
            .map(([lane]) => [lane, (passed.get(lane) ?? 0) + 1]),
        );
        expect(Math.max(0, ...passed.values())).toBeLessThan(LANES.length);
      }
    }),
  );

  holds(
    'The queue keeps its bound, tells whom it has no room for, and evens out its lanes',
    fc.property(steps(PAIR), fc.integer({ min: 1, max: 6 }), (told, itemsMax) => {
      const queue = new FairQueue<Held>(itemsMax);
      const model = new Map<string, Held[]>(PAIR.map((lane) => [lane, []]));
      for (const [n, now] of told.entries()) {
        if (now === 'take') {
          const taken = queue.take();
          if (taken !== null) expect(taken).toBe(model.get(taken.lane)?.shift());
          continue;
        }
        const held = { lane: now.lane, id: `i${String(n)}` };
        const put = queue.put(held.lane, held.id, held);
        expect(put).toBe(modelPut(model, held, itemsMax));
        expect(queue.put(held.lane, held.id, held)).toBe(put === 'full' ? 'full' : 'known');
        expect(queue.size).toBe(count(model));
        expect(queue.size).toBeLessThanOrEqual(itemsMax);
      }
      for (let left = count(model); left > 0; left--) {
        const taken = queue.take();
        expect(taken).toBe(model.get(taken?.lane ?? '')?.shift());
      }
      expect(queue.take()).toBeNull();
    }),
  );
});

const count = (model: ReadonlyMap<string, readonly Held[]>): number =>
  [...model.values()].reduce((sum, items) => sum + items.length, 0);

/** L2 said the slow way. Of two lanes the one that gives way is never in doubt. */
function modelPut(model: Map<string, Held[]>, held: Held, itemsMax: number): string {
  const own = model.get(held.lane) ?? [];
  if (count(model) < itemsMax) return own.push(held) > 0 ? 'queued' : '';
  const longest = Math.max(...[...model.values()].map((items) => items.length));
  if (own.length + 1 >= longest) return 'full';
  [...model.values()].find((items) => items.length === longest)?.pop();
  own.push(held);
  return 'displaced';
}
