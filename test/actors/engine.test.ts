import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/command.js';
import { keyOf } from '../../props/sim/given.js';
import { TIGHT } from '../../props/sim/simulation.js';
import { complete, enrolment, enrolmentOf, nameUser, opened, submit, work } from './opened.js';

describe('A submission', () => {
  it('is refused as a whole where one of its commands has no room', async () => {
    const sim = await opened();
    const many = Array.from({ length: TIGHT.inboxCommandsMax + 1 }, () => enrolment(sim, 'anil'));

    const refused = await sim.drive(sim.engine.submit([work(sim, 'devi', ['c1']), ...many]));

    const error = { kind: 'busy', retryAfterMs: TIGHT.busyRetryMs };
    expect(refused).toMatchObject({ ok: false, error });
    expect(sim.engine.status().inboxCommands).toBe(0);
    expect(sim.store.tables.log.size).toBe(0);
  });

  it('of nothing is accepted and leaves nothing', async () => {
    const sim = await opened();

    expect(await sim.drive(sim.engine.submit([]))).toEqual({ ok: true, value: undefined });
    expect(sim.store.tables.log.size).toBe(0);
  });

  it('that was acknowledged survives a crash at that moment', async () => {
    const sim = await opened();
    await submit(sim, enrolment(sim, 'anil'), work(sim, 'anil', ['c1']));
    expect(sim.store.tables.snapshots.size).toBe(0);

    sim.crash();
    await sim.open();

    expect([...(await enrolmentOf(sim, 'anil')).contents.keys()]).toEqual(['c1']);
    expect(sim.store.tables.log.size).toBe(0);
  });
});

describe('A decision', () => {
  it('answers what the fold made of the command', async () => {
    const sim = await opened();
    const leave: Command = { ...enrolment(sim, 'anil'), kind: 'unenrol', at: 200 };
    const asked = [leave, enrolment(sim, 'anil'), enrolment(sim, 'anil'), leave];
    const answers: string[] = [];

    for (const command of asked) answers.push(await sim.insist(() => sim.engine.decide(command)));

    expect(answers).toEqual(['not-enrolled', 'applied', 'duplicate', 'applied']);
  });

  it('says so when it is accepted and cannot be folded yet, and is folded later', async () => {
    const sim = await opened();
    sim.arm('snapshots.load', ['unavailable']);

    const decided = await sim.drive(sim.engine.decide(enrolment(sim, 'anil')));
    await sim.settle();

    expect(decided).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect((await enrolmentOf(sim, 'anil')).membership?.active).toBe(true);
  });
});

describe('The participants of a batch', () => {
  it('are those of durable snapshots, accepted commands included', async () => {
    const sim = await opened();
    await submit(sim, enrolment(sim, 'devi'), enrolment(sim, 'anil'));
    const { course, batch } = keyOf({ learner: '', batch: 'b1' });
    const found: string[] = [];
    const list = async (): Promise<void> => {
      for await (const { key } of sim.engine.participants(course, batch)) found.push(key.learner);
    };

    await sim.drive(list());

    expect(found).toEqual(['anil', 'devi']);
  });
});

describe('The status', () => {
  it('counts what happened and what is left', async () => {
    const sim = await opened();
    await nameUser(sim, 'anil', 'Anil');
    await complete(sim, 'anil');
    await complete(sim, 'devi');

    expect(sim.engine.status()).toMatchObject({
      ready: true,
      inboxCommands: 0,
      dirtyLearners: 0,
      oldestUnflushedMs: 0,
      pendingEffects: 1,
      completions: 2,
      certificates: 1,
      trouble: '',
    });
  });

  it('names what fails and for how long something has waited', async () => {
    const sim = await opened();
    sim.arm('snapshots.commit', ['unavailable']);
    await submit(sim, enrolment(sim, 'anil'));
    sim.clock.advance(3_000);
    while (sim.engine.status().trouble === '') await sim.drive(sim.clock.yield());

    const { trouble, oldestUnflushedMs } = sim.engine.status();

    expect(trouble).toBe('unavailable: injected');
    expect(oldestUnflushedMs).toBeGreaterThanOrEqual(2_000);
  });
});

describe('A stopped engine', () => {
  it('has everything in snapshots and takes nothing more', async () => {
    const sim = await opened();
    await submit(sim, enrolment(sim, 'anil'), work(sim, 'anil', ['c1']));

    await sim.drive(sim.engine.stop());
    const refused = await sim.drive(sim.engine.submit([enrolment(sim, 'devi')]));

    expect(refused).toEqual({ ok: false, error: { kind: 'stopping' } });
    expect(sim.store.tables.snapshots.size).toBe(1);
    expect(sim.store.tables.log.size).toBe(0);
    expect(sim.clock.waiting).toBe(0);
  });

  it('leaves what was going on to the next one', async () => {
    const sim = await opened();
    await nameUser(sim, 'anil', 'Anil');
    await submit(sim, enrolment(sim, 'anil'), work(sim, 'anil', ['c1', 'c2']));

    await sim.drive(sim.engine.stop());
    await sim.open();
    await sim.settle();

    expect(sim.store.tables.documents.size).toBe(1);
    expect(sim.store.tables.effects.size).toBe(0);
  });
});
