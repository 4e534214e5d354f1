import { describe, expect, it } from 'vitest';
import { err } from '../../src/domain/result.js';
import { quiet } from './given.js';
import { effectOf, given } from './outbox-given.js';

describe('An effect', () => {
  it('is confirmed only after it is done', async () => {
    const { outbox, performing, pending } = given();
    await outbox.take('anil');
    expect(pending()).toEqual(['anil']);

    performing[0]!.end({ kind: 'done' });
    await quiet();

    expect(pending()).toEqual([]);
    expect(outbox.box.pending).toBe(0);
  });

  it('is not performed by more than the limit allows at once', async () => {
    const { outbox, performing } = given({ effectsInFlightMax: 2 });

    await outbox.take('anil', 'devi', 'meera');
    expect(performing.map((p) => p.learner)).toEqual(['anil', 'devi']);

    performing[0]!.end({ kind: 'done' });
    await quiet();
    expect(performing.map((p) => p.learner)).toEqual(['anil', 'devi', 'meera']);
  });

  it('that the queue has no room for is read from the store again', async () => {
    const { outbox, performing, pending } = given({ effectsQueuedMax: 1, effectsInFlightMax: 1 });

    await outbox.take('anil', 'devi', 'meera', 'ravi');
    for (let n = 0; n < 4; n++) {
      performing[n]!.end({ kind: 'done' });
      await quiet();
    }

    expect(performing.map((p) => p.learner).sort()).toEqual(['anil', 'devi', 'meera', 'ravi']);
    expect(pending()).toEqual([]);
  });

  it('is performed again when it could not be confirmed', async () => {
    const { outbox, performing, pending, clock, store } = given();
    const { confirm } = store.effects;
    store.effects.confirm = () => Promise.resolve(err({ kind: 'timeout', detail: 'lost' }));
    await outbox.take('anil');
    performing[0]!.end({ kind: 'done' });
    await quiet();

    store.effects.confirm = confirm;
    clock.advance(100);
    await quiet();
    performing[1]!.end({ kind: 'done' });
    await quiet();

    expect(pending()).toEqual([]);
  });
});

describe('A failed effect', () => {
  it('is repeated with a growing pause', async () => {
    const { outbox, performing, clock } = given();
    await outbox.take('anil');

    for (const pause of [100, 200]) {
      performing.at(-1)!.end({ kind: 'failed', reason: 'no' });
      await quiet();
      const before = performing.length;
      clock.advance(pause - 1);
      await quiet();
      expect(performing.length).toBe(before);
      clock.advance(1);
      await quiet();
      expect(performing.length).toBe(before + 1);
    }
  });

  it('counts as parked at the longest pause, and is repeated all the same', async () => {
    const { outbox, performing, clock, pending } = given();
    await outbox.take('anil');
    for (let n = 0; n < 3; n++) {
      performing.at(-1)!.end({ kind: 'failed', reason: 'no' });
      await quiet();
      if (n < 2) clock.advanceToNext();
      await quiet();
    }
    expect([outbox.box.pending, outbox.box.parked]).toEqual([0, 1]);

    clock.advance(400);
    await quiet();
    performing.at(-1)!.end({ kind: 'done' });
    await quiet();

    expect([outbox.box.pending, outbox.box.parked]).toEqual([0, 0]);
    expect(pending()).toEqual([]);
  });

  it('is repeated also when the queue is full at that moment', async () => {
    const { outbox, performing, clock, pending } = given({
      effectsQueuedMax: 1,
      effectsInFlightMax: 1,
    });
    await outbox.take('anil');
    performing[0]!.end({ kind: 'failed', reason: 'no' });
    await quiet();
    await outbox.take('devi', 'meera');

    clock.advance(100);
    for (let n = 1; n < 4; n++) {
      performing[n]!.end({ kind: 'done' });
      await quiet();
    }

    expect(pending()).toEqual([]);
  });

  it('that throws is repeated too', async () => {
    const { outbox, performing, clock } = given();
    await outbox.take('anil');

    performing[0]!.fail(new Error('broken'));
    await quiet();
    clock.advance(100);
    await quiet();

    expect(performing.length).toBe(2);
  });

  it('is not repeated after a stop', async () => {
    const { outbox, performing, clock } = given();
    await outbox.take('anil');
    performing[0]!.end({ kind: 'failed', reason: 'no' });
    await quiet();

    await outbox.box.stop();

    expect(clock.waiting).toBe(0);
  });
});

describe('A waiting effect', () => {
  it('is parked until what it waits for changes', async () => {
    const { outbox, performing, clock } = given();
    await outbox.take('anil');
    performing[0]!.end({ kind: 'waits', reason: 'a name' });
    await quiet();
    expect([outbox.box.pending, outbox.box.parked, clock.waiting]).toEqual([0, 1, 0]);

    outbox.box.wake(({ learner }) => learner === 'devi');
    await quiet();
    expect(performing.length).toBe(1);

    outbox.box.wake(({ learner }) => learner === 'anil');
    await quiet();
    expect(performing.length).toBe(2);
    expect(outbox.box.parked).toBe(0);
  });

  it('is tried again when the change came while it was being performed', async () => {
    const { outbox, performing } = given();
    await outbox.take('anil');

    outbox.box.wake(() => true);
    performing[0]!.end({ kind: 'waits', reason: 'a name' });
    await quiet();

    expect(performing.length).toBe(2);
  });

  it('is not parked twice when it arises again', async () => {
    const { outbox, performing } = given();
    await outbox.take('anil');
    performing[0]!.end({ kind: 'waits', reason: 'a name' });
    await quiet();

    await outbox.take('anil');
    performing[1]!.end({ kind: 'done' });
    await quiet();

    expect(outbox.box.parked).toBe(0);
  });
});

describe('An effect that arises again while it is being performed', () => {
  it('is performed again before it is confirmed', async () => {
    const { outbox, performing, pending } = given();
    await outbox.take('anil');

    await outbox.take('anil');
    performing[0]!.end({ kind: 'done' });
    await quiet();
    expect(pending()).toEqual(['anil']);

    performing[1]!.end({ kind: 'done' });
    await quiet();
    expect(pending()).toEqual([]);
  });

  it('is not taken out of the store while its commit is on the way', async () => {
    const { outbox, performing, pending } = given();
    await outbox.take('anil');

    outbox.box.announce([effectOf('anil')]);
    performing[0]!.end({ kind: 'done' });
    await quiet();
    expect(pending()).toEqual(['anil']);

    outbox.box.accept([effectOf('anil')]);
    await quiet();
    performing[1]!.end({ kind: 'done' });
    await quiet();
    expect(pending()).toEqual([]);
  });

  it('is read from the store again when its commit came to nothing', async () => {
    const { outbox, performing, pending } = given();
    await outbox.take('anil');
    outbox.box.announce([effectOf('anil')]);
    performing[0]!.end({ kind: 'done' });
    await quiet();

    outbox.box.doubt();
    await quiet();
    performing[1]!.end({ kind: 'done' });
    await quiet();

    expect(pending()).toEqual([]);
  });
});

describe('Recovery', () => {
  it('takes up what the store remembers', async () => {
    const { outbox, performing, store } = given();
    store.tables.effects.set('anil', effectOf('anil'));

    await outbox.box.recover();

    expect(performing.map((p) => p.learner)).toEqual(['anil']);
  });
});
