import { describe, expect, it } from 'vitest';
import { err } from '../../src/domain/result.js';
import {
  certified,
  engineThat,
  failsAfter,
  FILTER,
  issuedTo,
  jobsOn,
  LEARNERS,
  valueOf,
} from './jobs-given.js';
import type { JobWish } from '../../src/certificates/certificate-jobs.js';
import type { Simulation } from '../../props/sim/simulation.js';

const REVOKE: JobWish = { task: { kind: 'revoke', reason: 'Wrong name' }, filter: FILTER };

describe('A job that revokes', () => {
  it('in a dry run counts and shows, and revokes nobody', async () => {
    const sim = await certified();
    expect(await valueOf(jobsOn(sim).plan(REVOKE))).toMatchObject({
      ...{ learners: 3, certificates: 3, withoutTemplate: 0, notEarned: 0 },
      sample: [{ learner: 'anil' }, { learner: 'asha' }, { learner: 'devi' }],
    });
    expect(await statuses(sim)).toEqual(['valid', 'valid', 'valid']);
    expect(sim.store.tables.jobs.size).toBe(0);
  });

  it('takes each certificate back, with its reason', async () => {
    const sim = await certified();
    const jobs = jobsOn(sim);
    await valueOf(jobs.start('r1', REVOKE));
    await jobs.idle();
    await sim.settle();
    expect(await statuses(sim)).toEqual(['revoked', 'revoked', 'revoked']);
    const [held] = await issuedTo(sim, 'asha');
    expect(held?.revocation).toEqual({ at: 1_000_000, reason: 'Wrong name' });
    expect(await valueOf(jobs.read('r1'))).toMatchObject({
      ...{ done: 3, drawing: 0, isDone: true, job: { asked: 3, learners: 3 } },
    });
  });

  it('takes back those alone that are named', async () => {
    const sim = await certified();
    const [asha] = await issuedTo(sim, 'asha');
    const jobs = jobsOn(sim);
    const filter = { ...FILTER, certificates: [asha!.id] };
    await valueOf(jobs.start('r1', { ...REVOKE, filter }));
    await jobs.idle();
    await sim.settle();
    expect(await statuses(sim)).toEqual(['valid', 'revoked', 'valid']);
    expect(await valueOf(jobs.read('r1'))).toMatchObject({ done: 1, isDone: true });
  });

  it('goes on after a crash where it was, and counts nobody twice', async () => {
    const sim = await certified();
    // It was submitted, and how far it came was not remembered (J1).
    const before = jobsOn(sim, { putJob: failsAfter(1) });
    await valueOf(before.start('r1', REVOKE));
    await before.idle();
    await sim.settle();
    sim.crash();
    await sim.open();

    const after = jobsOn(sim);
    after.wake();
    await after.idle();
    await sim.settle();

    expect(await statuses(sim)).toEqual(['revoked', 'revoked', 'revoked']);
    expect(await valueOf(after.read('r1'))).toMatchObject({
      ...{ done: 3, isDone: true, job: { asked: 3 } },
    });
  });

  it('leaves the reason of before to what was revoked before', async () => {
    const sim = await certified();
    const jobs = jobsOn(sim);
    const [asha] = await issuedTo(sim, 'asha');
    const filter = { ...FILTER, certificates: [asha!.id] };
    await valueOf(jobs.start('r1', { task: { kind: 'revoke', reason: 'First' }, filter }));
    await jobs.idle();
    await valueOf(jobs.start('r2', REVOKE));
    await jobs.idle();
    await sim.settle();
    expect((await issuedTo(sim, 'asha'))[0]?.revocation?.reason).toBe('First');
    expect(await valueOf(jobs.read('r2'))).toMatchObject({ done: 2, isDone: true });
  });

  it('goes on where the engine was busy', async () => {
    const sim = await certified();
    let refuses = true;
    const engine = engineThat(sim, {
      submit: (...of: Parameters<typeof sim.engine.submit>) =>
        refuses ? Promise.resolve(err({ kind: 'stopping' } as const)) : sim.engine.submit(...of),
    });
    const jobs = jobsOn(sim, { engine });
    await valueOf(jobs.start('r1', REVOKE));
    await jobs.idle();
    expect(await valueOf(jobs.read('r1'))).toMatchObject({ done: 0, isDone: false });
    refuses = false;
    await valueOf(jobs.read('r1'));
    await jobs.idle();
    await sim.settle();
    expect(await valueOf(jobs.read('r1'))).toMatchObject({ done: 3, isDone: true });
  });

  it('was begun by a version that issued again only, and is told from those', async () => {
    const sim = await certified();
    const old = { id: 'old', filter: { ...FILTER, certificates: undefined }, startedAt: 1 };
    const counts = { askedAt: 2, cursor: '', learners: 0, asked: 0, withoutTemplate: 0 };
    await valueOf(sim.store.certificates.putJob({ ...old, ...counts } as never));
    const [job] = await jobsOn(sim).list();
    expect(job).toMatchObject({ task: { kind: 'reissue' }, notEarned: 0 });
  });
});

/** How the certificates of the three stand, in order. */
async function statuses(sim: Simulation): Promise<(string | undefined)[]> {
  const views = LEARNERS.map(async (learner) => {
    const [one] = await issuedTo(sim, learner);
    return (await sim.insist(() => sim.engine.certificate(one!.id)))?.status;
  });
  return Promise.all(views);
}
