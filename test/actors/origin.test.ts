import { describe, expect, it } from 'vitest';
import { initialEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import { ok } from '../../src/domain/result.js';
import type { Origin } from '../../src/persistence/ports.js';
import { keyOf } from '../../props/sim/given.js';
import { content } from '../domain/given.js';
import { enrolmentOf, opened, submit, work } from './opened.js';

const KEY = keyOf({ learner: 'anil', batch: 'b1' });

describe('An enrolment that was kept elsewhere before', () => {
  it('is read without being written', async () => {
    const sim = await opened({ origin: originOf(half()) });

    const state = await enrolmentOf(sim, 'anil');

    expect([...state.contents.keys()]).toEqual(['c1']);
    expect(sim.store.tables.snapshots.size).toBe(0);
  });

  it('is listed among those of its learner, once also when it is stored', async () => {
    const sim = await opened({ origin: originOf(half()) });
    const list = async (): Promise<number> =>
      (await sim.insist(() => sim.engine.learner(KEY.learner))).length;

    const before = await list();
    await submit(sim, work(sim, 'anil', ['c2']));
    await sim.settle();

    expect([before, await list()]).toEqual([1, 1]);
  });

  it('is what later work is folded onto', async () => {
    const sim = await opened({ origin: originOf(half()) });

    await submit(sim, work(sim, 'anil', ['c2']));
    await sim.settle();

    const state = await enrolmentOf(sim, 'anil');
    expect([...state.contents.keys()].sort()).toEqual(['c1', 'c2']);
    expect(state.completedAt).toBeGreaterThan(0);
  });

  it('is not asked for again once a snapshot is stored', async () => {
    let asked = 0;
    const origin = originOf(half(), () => asked++);
    const sim = await opened({ origin });
    await submit(sim, work(sim, 'anil', ['c2']));
    await sim.settle();
    sim.crash();
    asked = 0;

    await sim.open();
    await enrolmentOf(sim, 'anil');

    expect(asked).toBe(0);
  });
});

/** Enrolled, and one of the two contents of the course done. */
const half = (): EnrolmentState => ({
  ...initialEnrolment(KEY),
  membership: { active: true, decidedAt: 10, enrolledAt: 10, addedBy: '' },
  contents: new Map([content('c1', 2, 20)].map((c) => [c.content, c])),
});

const originOf = (state: EnrolmentState, hear: () => void = () => undefined): Origin => ({
  enrolment: ({ learner }) => {
    hear();
    return Promise.resolve(ok(learner === KEY.learner ? state : null));
  },
  learner: (learner) => Promise.resolve(ok(learner === KEY.learner ? [state] : [])),
});
