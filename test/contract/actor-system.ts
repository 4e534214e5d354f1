/** What every actor system promises (`actor-system.ts` A1-A3). */
import { describe, expect, it, vi } from 'vitest';
import type { ActorSystem, ActorTrouble, Ref } from '../../src/actors/actor-system.js';

/** Opens a system that reports to `report`. */
export type OpenActorSystem = (report: (trouble: ActorTrouble) => void) => ActorSystem;

export function actorSystemContract(open: OpenActorSystem): void {
  describe('An actor', () => {
    it('handles messages in the order in which they were told', async () => {
      const { system } = given(open);
      const seen: number[] = [];
      const ref = system.spawn('list', null, (_state: null, n: number) => {
        seen.push(n);
        return null;
      });

      for (let n = 0; n < 100; n++) system.tell(ref, n);

      await vi.waitUntil(() => seen.length === 100);
      expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n));
    });

    it('handles one message at a time, also when its handler waits', async () => {
      const { system } = given(open);
      const steps: string[] = [];
      const ref = system.spawn('slow', null, async (_state: null, name: string) => {
        steps.push(`${name} begins`);
        await aWhile();
        steps.push(`${name} ends`);
        return null;
      });

      system.tell(ref, 'first');
      system.tell(ref, 'second');

      await vi.waitUntil(() => steps.length === 4);
      expect(steps).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    });

    it('hands the state that a message left to the next one', async () => {
      const { system } = given(open);
      const sum = counter(system);

      system.tell(sum, { add: 1 });
      system.tell(sum, { add: 2 });

      expect(await answer(system, sum)).toBe(3);
    });

    it('goes on while another actor waits', async () => {
      const { system } = given(open);
      const stuck = system.spawn('stuck', null, () => new Promise<null>(() => undefined));
      const sum = counter(system);

      system.tell(stuck, null);
      system.tell(sum, { add: 1 });

      expect(await answer(system, sum)).toBe(1);
    });
  });

  describe('A crash', () => {
    it.each([
      ['at once', () => Promise.reject(new Error('broken'))],
      [
        'after waiting',
        async () => {
          await aWhile();
          throw new Error('broken');
        },
      ],
    ])('%s keeps the state, is reported, and later messages go on', async (_when, crash) => {
      const { system, troubles } = given(open);
      const sum = counter(system, crash);
      system.tell(sum, { add: 1 });

      system.tell(sum, { add: 'crash' });
      system.tell(sum, { add: 2 });

      expect(await answer(system, sum)).toBe(3);
      expect(troubles).toEqual([
        { actor: sum.name, problem: 'crashed', error: new Error('broken') },
      ]);
    });
  });

  describe('A message that comes too late', () => {
    it('is reported when the actor is stopped', async () => {
      const { system, troubles } = given(open);
      const sum = counter(system);
      await answer(system, sum);

      system.stop(sum);
      system.tell(sum, { add: 1 });

      expect(troubles).toEqual([{ actor: sum.name, problem: 'stopped', error: null }]);
    });

    it('is reported when the system is closed', async () => {
      const { system, troubles } = given(open);
      const sum = counter(system);
      await answer(system, sum);

      system.close();
      system.tell(sum, { add: 1 });

      expect(troubles).toEqual([{ actor: sum.name, problem: 'stopped', error: null }]);
    });

    it('is reported when it lies in the mailbox of an actor that is stopped', async () => {
      const { system, troubles } = given(open);
      const sum = counter(system);
      await answer(system, sum);

      system.tell(sum, { add: 1 });
      system.tell(sum, { add: 2 });
      system.stop(sum);

      const tooLate = { actor: sum.name, problem: 'stopped', error: null };
      expect(troubles).toEqual([tooLate, tooLate]);
    });
  });

  describe('A name', () => {
    it('begins with the kind and is never used again', () => {
      const { system } = given(open);
      const names = new Set<string>();

      for (let n = 0; n < 50; n++) {
        const ref = counter(system);
        names.add(ref.name);
        system.stop(ref);
      }

      expect(names.size).toBe(50);
      expect([...names].every((name) => name.startsWith('sum'))).toBe(true);
    });
  });
}

function given(open: OpenActorSystem): { system: ActorSystem; troubles: ActorTrouble[] } {
  const troubles: ActorTrouble[] = [];
  return { system: open((trouble) => troubles.push(trouble)), troubles };
}

type Count = { readonly add: number | 'crash' } | { readonly reply: (sum: number) => void };

const counter = (
  system: ActorSystem,
  crash: () => Promise<number> = () => Promise.resolve(0),
): Ref<Count> =>
  system.spawn('sum', 0, (sum: number, message: Count) => {
    if ('reply' in message) message.reply(sum);
    else if (message.add === 'crash') return crash();
    else return sum + message.add;
    return sum;
  });

const answer = (system: ActorSystem, ref: Ref<Count>): Promise<number> =>
  new Promise((reply) => system.tell(ref, { reply }));

/** A few turns of the event loop, in which another message could slip in. */
async function aWhile(): Promise<void> {
  for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
}
