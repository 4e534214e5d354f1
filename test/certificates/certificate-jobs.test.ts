import { describe, expect, it } from 'vitest';
import type { CertificateJob } from '../../src/domain/certificate-job.js';
import { err } from '../../src/domain/result.js';
import {
  AGAIN,
  BATCH,
  certified,
  engineThat,
  failsAfter,
  FILTER,
  issuedTo,
  jobsOn,
  LEARNERS,
  valueOf,
} from './jobs-given.js';

describe('A dry run', () => {
  it('counts what would be issued again, shows some, and changes nothing', async () => {
    const sim = await certified();
    const before = new Map(sim.store.tables.facts);
    expect(await valueOf(jobsOn(sim).plan(AGAIN))).toMatchObject({
      ...{ learners: 3, certificates: 3, withoutTemplate: 0 },
      sample: [{ recipientName: 'ANIL' }, { recipientName: 'ASHA' }, { recipientName: 'DEVI' }],
    });
    await sim.settle();
    expect(sim.store.tables.facts).toEqual(before);
    expect(sim.store.tables.jobs.size).toBe(0);
  });

  it('means what has expired where that is asked for', async () => {
    const sim = await certified();
    const expired = { ...AGAIN, filter: { ...FILTER, status: 'expired' } } as const;
    expect(await valueOf(jobsOn(sim).plan(expired))).toMatchObject({ certificates: 0 });
    for (const [id, facts] of sim.store.tables.facts) {
      if (facts.learner === 'asha') sim.store.tables.facts.set(id, { ...facts, expiresAt: 1 });
    }
    expect(await valueOf(jobsOn(sim).plan(expired))).toMatchObject({ certificates: 1 });
  });
});

describe('A job that issues again', () => {
  it('replaces each certificate by a newer one, which names the old', async () => {
    const sim = await certified();
    const jobs = jobsOn(sim);
    await valueOf(jobs.start('j1', AGAIN));
    await jobs.idle();
    await sim.settle();

    for (const learner of LEARNERS) {
      const [old, now, ...more] = await issuedTo(sim, learner);
      expect(more).toEqual([]);
      expect(now).toMatchObject({ replaces: old?.id, rendered: true });
      const view = await sim.insist(() => sim.engine.certificate(old!.id));
      expect(view).toMatchObject({ status: 'superseded', replacedBy: now?.id });
    }
    const progress = await valueOf(jobs.read('j1'));
    expect(progress).toMatchObject({
      done: 3,
      drawing: 0,
      isDone: true,
      job: { asked: 3, learners: 3 },
    });
    expect(progress?.job.askedAt).toBeGreaterThan(0);
  });

  it('leaves out who does not earn it any more, and says how many', async () => {
    const sim = await certified();
    const held = sim.engine.catalogue.batch(BATCH)!;
    const templates = Object.entries(held.templates).map(([id, template]) => {
      const score = { operator: '>=', percent: 60 } as const;
      return [id, { ...template, criteria: { ...template.criteria, score } }];
    });
    const stricter = { ...held, templates: Object.fromEntries(templates) as typeof held.templates };
    await valueOf(sim.engine.catalogue.putBatch(stricter));
    const jobs = jobsOn(sim);
    expect(await valueOf(jobs.plan(AGAIN))).toMatchObject({ certificates: 0, notEarned: 3 });
    await valueOf(jobs.start('j1', AGAIN));
    await jobs.idle();
    await sim.settle();
    expect(await valueOf(jobs.read('j1'))).toMatchObject({
      ...{ done: 0, isDone: true, job: { asked: 0, notEarned: 3 } },
    });
  });

  it('issues nothing twice, however often it is begun', async () => {
    const sim = await certified();
    for (let i = 0; i < 3; i++) {
      const jobs = jobsOn(sim);
      await valueOf(jobs.start('j1', AGAIN));
      await jobs.idle();
      await sim.settle();
    }
    expect(sim.store.tables.facts.size).toBe(2 * LEARNERS.length);
    expect(sim.store.tables.jobs.size).toBe(1);
  });

  it('goes on after a crash where it was, and issues nothing twice', async () => {
    const sim = await certified();
    // It was asked for, and how far it came was not remembered (J1).
    const before = jobsOn(sim, { putJob: failsAfter(1) });
    await valueOf(before.start('j1', AGAIN));
    await before.idle();
    await sim.settle();
    expect((await valueOf(before.read('none'))) ?? null).toBeNull();
    expect([...sim.store.tables.jobs.values()][0]).toMatchObject({ askedAt: 0, asked: 0 });
    sim.crash();
    await sim.open();

    const after = jobsOn(sim);
    after.wake();
    await after.idle();
    await sim.settle();

    expect(sim.store.tables.facts.size).toBe(2 * LEARNERS.length);
    expect([...sim.store.tables.jobs.values()][0]?.askedAt).toBeGreaterThan(0);
  });

  it('begins behind the learner whom it looked at last', async () => {
    const sim = await certified();
    const job: CertificateJob = {
      ...{ id: 'j1', ...AGAIN, startedAt: 1, askedAt: 0, cursor: 'asha' },
      ...{ learners: 2, asked: 2, withoutTemplate: 0, notEarned: 0 },
    };
    await valueOf(sim.store.certificates.putJob(job));
    const jobs = jobsOn(sim);
    jobs.wake();
    await jobs.idle();
    await sim.settle();
    const counts = await Promise.all(LEARNERS.map(async (l) => (await issuedTo(sim, l)).length));
    expect(counts).toEqual([1, 1, 2]);
    expect(await valueOf(jobs.read('j1'))).toMatchObject({ job: { learners: 3, asked: 3 } });
  });

  it('says why it cannot go on, and goes on when somebody looks', async () => {
    const sim = await certified();
    const troubles: string[] = [];
    let refuses = true;
    const engine = engineThat(sim, {
      ask: (...of: Parameters<typeof sim.engine.ask>) =>
        refuses ? Promise.resolve(err({ kind: 'stopping' } as const)) : sim.engine.ask(...of),
    });
    const jobs = jobsOn(sim, { engine, trouble: (_, detail) => troubles.push(detail) });
    await valueOf(jobs.start('j1', AGAIN));
    await jobs.idle();
    expect(troubles).toEqual(['stopping']);
    refuses = false;
    await valueOf(jobs.read('j1'));
    await jobs.idle();
    await sim.settle();
    expect(await valueOf(jobs.read('j1'))).toMatchObject({ done: 3 });
  });

  it('is refused where too many wait', async () => {
    const sim = await certified();
    const job = { ...AGAIN, startedAt: 1, askedAt: 0, cursor: '' };
    const counts = { learners: 0, asked: 0, withoutTemplate: 0, notEarned: 0 };
    for (let i = 0; i < 100; i++) {
      await valueOf(sim.store.certificates.putJob({ id: `w${String(i)}`, ...job, ...counts }));
    }
    const refused = await jobsOn(sim).start('more', AGAIN);
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: 'busy', limit: 'certificate jobs' },
    });
  });
});
