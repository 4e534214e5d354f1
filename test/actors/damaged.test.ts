import { describe, expect, it } from 'vitest';
import type { LearnerId } from '../../src/domain/ids.js';
import { enrolmentText } from '../../src/persistence/snapshot.js';
import { keyOf } from '../../props/sim/given.js';
import type { Simulation } from '../../props/sim/simulation.js';
import { enrolment, enrolmentOf, opened, submit, work } from './opened.js';

const KEY = keyOf({ learner: 'anil', batch: 'b1' });

describe('A damaged snapshot', () => {
  it('is named by its key and never answered from', async () => {
    const sim = await withDamage();

    const one = await sim.drive(sim.engine.enrolment(KEY));
    const all = await sim.drive(sim.engine.learner('anil' as LearnerId));

    const error = { kind: 'damaged', key: 'anil/red/b1' };
    expect(one).toMatchObject({ ok: false, error });
    expect(all).toMatchObject({ ok: false, error });
  });

  it('makes dead letters of its commands, and the log is released', async () => {
    const sim = await withDamage();

    await submit(sim, work(sim, 'anil', ['c1']), work(sim, 'anil', ['c2']));
    await sim.settle();

    const letters = [...sim.store.tables.deadLetters.values()];
    expect(letters.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('anil/red/b1'),
      expect.stringContaining('anil/red/b1'),
    ]);
    expect(letters.map(({ text }) => text).join()).toMatch(/c1.*c2/);
    expect(sim.store.tables.log.size).toBe(0);
    expect(sim.engine.status()).toMatchObject({ inboxCommands: 0, trouble: '' });
  });

  it('keeps its commands in the log while dead letters cannot be kept', async () => {
    const sim = await withDamage();
    sim.arm(
      'deadLetters.put',
      Array.from({ length: 100 }, () => 'unavailable'),
    );
    await submit(sim, work(sim, 'anil', ['c1']));
    sim.clock.advance(5_000);
    await sim.drive(sim.engine.settled());
    expect(sim.engine.status().trouble).not.toBe('');
    expect(sim.store.tables.log.size).toBe(1);

    sim.crash();
    sim.disarm();
    await sim.open();
    await sim.settle();

    expect(sim.store.tables.deadLetters.size).toBe(1);
    expect(sim.store.tables.log.size).toBe(0);
  });

  it('answers a decision with the damage', async () => {
    const sim = await withDamage();

    const decided = await sim.drive(sim.engine.decide(enrolment(sim, 'anil')));

    expect(decided).toMatchObject({ ok: false, error: { kind: 'damaged', key: 'anil/red/b1' } });
  });

  it('leaves the other enrolments of the learner alone', async () => {
    const sim = await withDamage();

    await submit(sim, work(sim, 'anil', ['c1']), work(sim, 'anil', ['c1'], 'b2'));
    const other = await sim.drive(sim.engine.enrolment(keyOf({ learner: 'anil', batch: 'b2' })));

    expect(other).toMatchObject({ ok: true });
    expect(other.ok && [...other.value.contents.keys()]).toEqual(['c1']);
  });

  it('leaves other learners alone', async () => {
    const sim = await withDamage();

    await submit(sim, work(sim, 'anil', ['c1']), work(sim, 'devi', ['c1']));
    await sim.settle();

    expect([...(await enrolmentOf(sim, 'devi')).contents.keys()]).toEqual(['c1']);
  });

  it('counts as dead in the tally of a source', async () => {
    const sim = await withDamage();
    const source = sim.engine.source('file');
    source.offer(work(sim, 'anil', ['c1']));
    source.offer(work(sim, 'devi', ['c1']));

    await sim.insist(() => source.flushed());

    expect(source.tally).toMatchObject({ events: 2, applied: 1, dead: 1 });
  });
});

describe('A command that the fold cannot take', () => {
  it('does not stop the engine, now or when it is opened again', async () => {
    const sim = await opened();
    const poison = { ...enrolment(sim, 'anil'), at: 0.5 };

    const decided = await sim.drive(sim.engine.decide(poison));
    await submit(sim, work(sim, 'anil', ['c1']));
    sim.crash();
    await sim.open();
    await sim.settle();

    expect(decided).toMatchObject({ ok: false });
    expect([...(await enrolmentOf(sim, 'anil')).contents.keys()]).toEqual(['c1']);
    expect(sim.store.tables.deadLetters.size).toBe(1);
    expect(sim.store.tables.log.size).toBe(0);
  });
});

/** Anil's only snapshot has one flipped bit, and nothing of it is in memory. */
async function withDamage(): Promise<Simulation> {
  const sim = await opened();
  await submit(sim, enrolment(sim, 'anil'), enrolment(sim, 'devi'));
  await sim.settle();
  sim.crash();
  const row = sim.store.tables.snapshots.get(enrolmentText(KEY))!;
  const bytes = Uint8Array.from(row.bytes);
  bytes[bytes.length - 1]! ^= 1;
  sim.store.tables.snapshots.set(enrolmentText(KEY), { ...row, bytes });
  await sim.open();
  return sim;
}
