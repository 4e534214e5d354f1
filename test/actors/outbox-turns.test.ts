import { describe, expect, it } from 'vitest';
import { quiet } from './given.js';
import { effectOf, endOneByOne, given, renderOf } from './outbox-given.js';

describe('Effects of several batches', () => {
  it('take turns, however many wait of one of them', async () => {
    const { outbox, performing } = given({ effectsInFlightMax: 1 });
    const large = ['a1', 'a2', 'a3', 'a4'].map((learner) => effectOf(learner, 'b1'));

    outbox.box.accept([...large, effectOf('z1', 'b2')]);
    await endOneByOne(performing, 5);

    expect(performing.map((p) => p.learner)).toEqual(['a1', 'z1', 'a2', 'a3', 'a4']);
  });

  it('take turns also when those of a small one had no room and are read last', async () => {
    const { outbox, performing } = given({ effectsQueuedMax: 2, effectsInFlightMax: 1 });

    await outbox.take('a1', 'a2', 'a3', 'a4', 'a5', 'a6');
    await outbox.takeOf('b3', 'z1');
    await endOneByOne(performing, 7);

    const order = performing.map((p) => p.learner);
    expect([...order].sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'z1']);
    expect(order.indexOf('z1')).toBeLessThan(4);
  });

  it('are not held up by certificates that are being drawn', async () => {
    const { outbox, performing } = given({ certificatesInFlightMax: 1, effectsInFlightMax: 1 });

    outbox.box.accept([renderOf('a1'), renderOf('a2'), effectOf('z1')]);
    await quiet();

    expect(performing.map((p) => p.learner)).toEqual(['z1', 'a1']);
  });

  it('are not performed again when the store is read while they are confirmed', async () => {
    const { outbox, performing, store } = given({ effectsQueuedMax: 1, effectsInFlightMax: 1 });
    await outbox.take('a1', 'a2', 'a3');
    const { pending } = store.effects;
    store.effects.pending = async function* () {
      const shown = [...store.tables.effects.values()];
      yield* pending();
      // What was confirmed meanwhile is shown late.
      await endOneByOne(performing, 3);
      yield* shown;
    };

    await endOneByOne(performing, 3);

    expect(performing.map((p) => p.learner).sort()).toEqual(['a1', 'a2', 'a3']);
  });

  it('that are given up are confirmed and told of', async () => {
    const { outbox, performing, pending, reported } = given();
    await outbox.take('a1');

    performing[0]!.end({ kind: 'buried', reason: 'poison' });
    await quiet();

    expect([pending(), outbox.box.pending, reported]).toEqual([[], 0, ['buried']]);
  });
});
