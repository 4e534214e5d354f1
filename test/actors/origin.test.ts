import { describe, expect, it } from 'vitest';
import { initialEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import type { CertificateId } from '../../src/domain/ids.js';
import { ok } from '../../src/domain/result.js';
import type { Origin } from '../../src/persistence/ports.js';
import { keyOf } from '../../props/sim/given.js';
import { content, generation } from '../domain/given.js';
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

  it('has certificates that are found by their number once it is stored', async () => {
    const listing = JSON.stringify({ identifier: '1-osid', name: 'Merit', token: 'A1B2C3' });
    const read = generation('1-osid', { name: 'Merit', listing, issuedAt: 1_600_000_000_000 });
    const older = generation('old-1', { name: 'Old', listing: '' });
    const state = { ...half(), generations: new Map([read, older].map((g) => [g.id, g])) };
    const sim = await opened({ origin: originOf(state) });
    const find = (id: string) => sim.insist(() => sim.engine.certificate(id as CertificateId));
    expect(await find('1-osid')).toBeNull();

    await submit(sim, work(sim, 'anil', ['c2']));
    await sim.settle();

    expect(await find('1-osid')).toMatchObject({
      status: 'valid',
      facts: {
        ...{ learner: 'anil', templateName: 'Merit', accessCode: 'A1B2C3', recipientName: '' },
        ...{ issuedAt: 1_600_000_000_000, issuedElsewhere: true },
      },
    });
    expect(await find('old-1')).toMatchObject({ facts: { templateName: 'Old' } });
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
