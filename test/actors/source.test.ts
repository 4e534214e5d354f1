import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../src/persistence/ports.js';
import { TIGHT } from '../../props/sim/simulation.js';
import { enrolment, enrolmentOf, opened, work } from './opened.js';

describe('The tally of a source', () => {
  it('accounts for every record', async () => {
    const sim = await opened();
    const source = sim.engine.source('file');
    source.offer(enrolment(sim, 'anil'));
    source.offer(work(sim, 'anil', ['c1']));
    source.offer(work(sim, 'anil', ['c1']));
    source.offer({ ...enrolment(sim, 'devi'), kind: 'unenrol', at: 200 });
    source.ignore();
    source.bury(letter(1));

    await sim.insist(() => source.flushed());

    const parts = { applied: 2, duplicates: 1, ignored: 1, rejected: 1, dead: 1 };
    expect(source.tally).toEqual({ events: 6, ...parts });
  });

  it('counts a record once, also when its commit had to be repeated', async () => {
    const sim = await opened();
    const source = sim.engine.source('file');
    source.offer(work(sim, 'anil', ['c1']));
    sim.arm('snapshots.commit', ['unavailable', 'timeout']);

    await sim.insist(() => source.flushed());

    expect(source.tally).toMatchObject({ events: 1, applied: 1, duplicates: 0 });
  });
});

describe('A source', () => {
  it('is told when something offered is not durable', async () => {
    const sim = await opened();
    const source = sim.engine.source('file');
    source.offer(work(sim, 'anil', ['c1']));
    sim.arm('snapshots.commit', ['unavailable']);

    expect(await sim.drive(source.flushed())).toMatchObject({
      ok: false,
      error: { kind: 'unavailable' },
    });
    expect((await sim.drive(source.flushed())).ok).toBe(true);
  });

  it('is told when a dead letter could not be kept, and keeps it for the next time', async () => {
    const sim = await opened();
    const source = sim.engine.source('file');
    source.bury(letter(1));
    sim.arm('deadLetters.put', ['unavailable']);

    expect((await sim.drive(source.flushed())).ok).toBe(false);
    expect((await sim.drive(source.flushed())).ok).toBe(true);
    expect(sim.store.tables.deadLetters.size).toBe(1);
  });

  it('keeps many dead letters without being asked', async () => {
    const sim = await opened();
    const source = sim.engine.source('file');

    for (let line = 0; line < 1_500; line++) source.bury(letter(line));
    await sim.insist(() => source.flushed());

    expect(sim.store.tables.deadLetters.size).toBe(1_500);
  });

  it('gets more through than the inboxes hold, waiting for room', async () => {
    const sim = await opened();
    const source = sim.engine.source('file');
    const count = 5 * TIGHT.inboxTotalCommandsMax;

    for (let n = 0; n < count; n++) {
      const command = work(sim, n % 2 === 0 ? 'anil' : `learner ${String(n)}`, ['c1', 'c2']);
      while (!source.offer(command)) await sim.drive(source.room());
    }
    await sim.insist(() => source.flushed());

    expect(source.tally.events).toBe(count);
    expect((await enrolmentOf(sim, 'anil')).contents.size).toBe(2);
    expect(sim.store.tables.log.size).toBe(0);
  });
});

const letter = (line: number): DeadLetter => ({
  source: 'file',
  position: String(line),
  way: 'file coursebatch.job.request',
  reason: 'no JSON',
  at: 1,
  text: 'x',
  bytes: 1,
  sha256: '',
});
