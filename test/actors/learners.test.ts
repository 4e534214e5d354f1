import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/command.js';
import { keyOf } from '../../props/sim/given.js';
import { completed, doneOf, enrol, learnerId, pending, quiet, storedOf, world } from './given.js';

describe('The limits of the inboxes', () => {
  it('bound the commands of a learner, reserved places and undurable folds included', async () => {
    const { learners, flusher, hurried } = world({ limits: { inboxCommandsMax: 3 } });
    learners.offer(pending(enrol('anil')));
    await doneOf(learners, 'anil');
    learners.offer(pending(completed('anil', ['c1'])));
    learners.reserve(learnerId('anil'));

    expect(learners.reserve(learnerId('anil'))).toBe(false);
    expect(learners.offer(pending(enrol('anil')))).toBe(false);
    expect(learners.offer(pending(enrol('devi')))).toBe(true);
    expect(hurried.count).toBe(2);

    await flusher.flush();
    expect(learners.reserve(learnerId('anil'))).toBe(true);
  });

  it('count the commands of a fold that is going on', async () => {
    const { learners, gate } = world({ limits: { inboxCommandsMax: 1 } });
    const held = gate.hold('snapshots.load');
    learners.offer(pending(enrol('anil')));

    const reading = doneOf(learners, 'anil');
    await quiet();
    expect(learners.offer(pending(completed('anil', ['c1'])))).toBe(false);

    gate.open('snapshots.load');
    held[0]!.release();
    await reading;
  });

  it('bound the commands of all learners together', () => {
    const { learners } = world({ limits: { inboxTotalCommandsMax: 2 } });
    learners.offer(pending(enrol('anil')));
    learners.reserve(learnerId('devi'));

    expect(learners.offer(pending(enrol('meera')))).toBe(false);
    expect(learners.reserve(learnerId('anil'))).toBe(false);

    learners.release(learnerId('devi'));
    expect(learners.offer(pending(enrol('meera')))).toBe(true);
  });

  it('keep new learners out while the residents have too many bytes, but not the residents', () => {
    const { learners } = world({ limits: { residentBytesMax: 1 } });
    expect(learners.offer(pending(enrol('anil')))).toBe(true);

    expect(learners.offer(pending(enrol('devi')))).toBe(false);
    expect(learners.offer(pending(completed('anil', ['c1'])))).toBe(true);
  });
});

describe('Commands that are in the log already', () => {
  const fill = { inboxCommandsMax: 2, inboxTotalCommandsMax: 2 };

  it('do not wait for places that are kept for what is behind them', () => {
    const { learners } = world({ limits: fill });
    for (let i = 0; i < 2; i++) expect(learners.reserve(learnerId('anil'))).toBe(true);

    expect(learners.offer(pending(enrol('anil')))).toBe(false);
    expect(learners.offer(pending(enrol('anil')), 'logged')).toBe(true);
    expect(learners.offer(pending(enrol('devi')), 'logged')).toBe(true);
    expect(learners.counts.waiting).toBe(4);
  });

  it('wait for what came before them', async () => {
    const { learners, flusher } = world({ limits: fill });
    for (const who of ['anil', 'devi']) learners.offer(pending(enrol(who)), 'logged');
    expect(learners.offer(pending(enrol('meera')), 'logged')).toBe(false);

    const waiting = learners.room('logged');
    await flusher.flush();
    await waiting;
    expect(learners.offer(pending(enrol('meera')), 'logged')).toBe(true);
  });

  it('go beyond the bytes where only residents with kept places are left', async () => {
    const { learners, flusher } = world({ limits: { residentBytesMax: 1 } });
    expect(learners.reserve(learnerId('anil'))).toBe(true);
    expect(learners.offer(pending(enrol('devi')), 'logged')).toBe(true);
    expect(learners.offer(pending(enrol('meera')), 'logged')).toBe(false);

    const waiting = learners.room('logged');
    await flusher.flush();
    await waiting;
    expect(learners.offer(pending(enrol('meera')), 'logged')).toBe(true);
  });
});

describe('Waiting for room', () => {
  it('after a refusal for one full inbox lasts until a flush, not a moment', async () => {
    const { learners, flusher } = world({ limits: { inboxCommandsMax: 1 } });
    learners.offer(pending(enrol('anil')));
    learners.offer(pending(enrol('anil', 200)));
    let woken = false;

    const waiting = learners.room().then(() => (woken = true));
    await quiet();
    expect(woken).toBe(false);

    await flusher.flush();
    await waiting;
    expect(learners.offer(pending(enrol('anil', 200)))).toBe(true);
  });

  it('after a refusal for bytes lasts until idle residents went, and then many fit', async () => {
    const { learners, flusher } = world({ limits: { residentBytesMax: 20_000 } });
    let taken = 0;
    while (learners.offer(pending(enrol(`learner ${String(taken)}`)))) taken++;

    const waiting = learners.room();
    await flusher.flush();
    await waiting;

    const before = taken;
    while (learners.offer(pending(enrol(`learner ${String(taken)}`)))) taken++;
    expect(taken - before).toBeGreaterThan(1);
  });

  it('is not needed where there is room', async () => {
    const { learners, hurried } = world();

    await learners.room();

    expect(hurried.count).toBe(0);
  });
});

describe('Eviction', () => {
  it('loses nothing: whoever comes back is what they were', async () => {
    const { learners, flusher } = world({ limits: { residentBytesMax: 1 } });
    learners.enqueue(pending(enrol('anil')));
    learners.enqueue(pending(completed('anil', ['c1'])));

    await flusher.flush();

    expect(learners.counts).toMatchObject({ residents: 0, bytes: 0, waiting: 0, dirty: 0 });
    expect(await doneOf(learners, 'anil')).toEqual(['c1']);
  });

  it('spares who has a reserved place, waiting commands or an undurable fold', async () => {
    const { learners, gate, flusher } = world({ limits: { residentBytesMax: 1 } });
    learners.enqueue(pending(enrol('anil')));
    await flusher.flush();
    learners.enqueue(pending(completed('devi', ['c1'])));
    await doneOf(learners, 'devi');
    learners.reserve(learnerId('devi'));
    gate.fail('snapshots.commit', 'unavailable');

    await flusher.flush();

    expect(learners.counts).toMatchObject({ residents: 1, dirty: 1, waiting: 2 });
    learners.deliver(pending(completed('devi', ['c2'])));
    expect(await doneOf(learners, 'devi')).toEqual(['c1', 'c2']);
  });

  it('keeps memory flat however many learners there are', async () => {
    const { learners, flusher, store } = world({ limits: { residentBytesMax: 50_000 } });

    for (let n = 0; n < 500; n++) {
      const command = pending(completed(`learner ${String(n)}`, ['c1']));
      while (!learners.offer(command)) await flusher.flush();
      expect(learners.counts.bytes).toBeLessThan(60_000);
    }
    await flusher.flush();

    expect(store.tables.snapshots.size).toBe(500);
  });
});

describe('A read', () => {
  it('waits until the inbox is folded', async () => {
    const { learners } = world();
    learners.offer(pending(completed('anil', ['c1'])));
    learners.offer(pending(completed('anil', ['c2'])));

    expect(await doneOf(learners, 'anil')).toEqual(['c1', 'c2']);
  });

  it('answers all enrolments of a learner, durable or not', async () => {
    const { learners, flusher } = world();
    learners.offer(pending(enrol('anil')));
    await flusher.flush();
    learners.offer(pending({ ...enrol('anil'), key: keyOf({ learner: 'anil', batch: 'b2' }) }));

    const states = await learners.read(learnerId('anil'), null);

    expect(states.ok && states.value.map(({ key }) => key.batch).sort()).toEqual(['b1', 'b2']);
  });

  it('shows what was accepted also when a commit failed just before it', async () => {
    const { learners, gate, flusher } = world();
    const commits = gate.hold('snapshots.commit');
    learners.offer(pending(completed('anil', ['c1'])));
    const flushing = flusher.flush();
    await quiet();
    const loads = gate.hold('snapshots.load');
    learners.offer(pending({ ...enrol('anil'), key: keyOf({ learner: 'anil', batch: 'b2' }) }));
    const reading = doneOf(learners, 'anil');
    await quiet();

    gate.open('snapshots.load');
    commits[0]!.release('unavailable');
    await quiet();
    loads[0]!.release();

    expect(await reading).toEqual(['c1']);
    await flushing;
  });

  it('says so when the store does not answer, and keeps the inbox', async () => {
    const { learners, gate } = world();
    learners.offer(pending(completed('anil', ['c1'])));
    gate.fail('snapshots.load', 'unavailable');

    expect(await doneOf(learners, 'anil')).toEqual({ kind: 'unavailable', detail: 'held' });
    expect(await doneOf(learners, 'anil')).toEqual(['c1']);
  });
});

describe('A failed commit', () => {
  it('loses nothing of a fold that went on meanwhile', async () => {
    const { learners, gate, flusher, store } = world();
    const commits = gate.hold('snapshots.commit');
    learners.offer(pending(completed('anil', ['c1'])));
    const flushing = flusher.flush();
    await quiet();
    const loads = gate.hold('snapshots.load');
    learners.offer(pending({ ...enrol('anil'), key: keyOf({ learner: 'anil', batch: 'b2' }) }));
    learners.offer(pending(completed('anil', ['c2'])));
    const reading = doneOf(learners, 'anil');
    await quiet();

    gate.open('snapshots.commit');
    commits[0]!.release('unavailable');
    await quiet();
    gate.open('snapshots.load');
    loads[0]!.release();
    await Promise.all([reading, flushing]);
    await flusher.flush();

    expect(await storedOf(store, 'anil')).toEqual(['c1', 'c2']);
  });

  it('is not reported to the callers again: each hears of its command once', async () => {
    const { learners, gate, flusher } = world();
    const outcomes: Outcome[] = [];
    const origin = { folded: (o: Outcome) => void outcomes.push(o), buried: () => undefined };
    learners.offer(pending(enrol('anil'), origin));
    gate.fail('snapshots.commit', 'unavailable');

    await flusher.flush();
    await flusher.flush();

    expect(outcomes).toEqual(['applied']);
  });
});

describe('A command that the fold cannot take', () => {
  it('becomes a dead letter, and those around it are folded', async () => {
    const { learners, flusher, buried } = world();
    const poison = { ...enrol('anil'), at: Number.NaN };
    learners.offer(pending(completed('anil', ['c1'])));
    learners.offer(pending(poison));
    learners.offer(pending(completed('anil', ['c2'])));

    await flusher.flush();

    expect(await doneOf(learners, 'anil')).toEqual(['c1', 'c2']);
    expect(buried).toEqual([poison]);
    await flusher.flush();
    expect(learners.counts).toMatchObject({ waiting: 0, dirty: 0 });
  });
});
