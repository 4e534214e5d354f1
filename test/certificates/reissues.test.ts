import { describe, expect, it } from 'vitest';
import { keyOf } from '../../props/sim/given.js';
import type { Simulation } from '../../props/sim/simulation.js';
import { certificateIdOf } from '../../src/certificates/identity.js';
import { Reissues, type ReissueDeps } from '../../src/certificates/reissues.js';
import type { ReissueFilter, ReissueJob } from '../../src/domain/reissue.js';
import { err, ok, type Result } from '../../src/domain/result.js';
import { complete, nameUser, opened } from '../actors/opened.js';

const LEARNERS = ['anil', 'asha', 'devi'];
const { course, batch } = keyOf({ learner: '', batch: 'b1' });
const FILTER: ReissueFilter = {
  ...{ course, batch, template: '', issuedFrom: 0, issuedBefore: 0, status: 'issued' },
};

describe('A dry run', () => {
  it('counts what would be issued again, shows some, and changes nothing', async () => {
    const sim = await certified();
    const before = new Map(sim.store.tables.facts);
    expect(await valueOf(reissuesOn(sim).plan(FILTER))).toMatchObject({
      ...{ learners: 3, certificates: 3, withoutTemplate: 0 },
      sample: [{ recipientName: 'ANIL' }, { recipientName: 'ASHA' }, { recipientName: 'DEVI' }],
    });
    await sim.settle();
    expect(sim.store.tables.facts).toEqual(before);
    expect(sim.store.tables.jobs.size).toBe(0);
  });

  it('means what has expired where that is asked for', async () => {
    const sim = await certified();
    const expired = { ...FILTER, status: 'expired' } as const;
    expect(await valueOf(reissuesOn(sim).plan(expired))).toMatchObject({ certificates: 0 });
    for (const [id, facts] of sim.store.tables.facts) {
      if (facts.learner === 'asha') sim.store.tables.facts.set(id, { ...facts, expiresAt: 1 });
    }
    expect(await valueOf(reissuesOn(sim).plan(expired))).toMatchObject({ certificates: 1 });
  });
});

describe('A job that issues again', () => {
  it('replaces each certificate by a newer one, which names the old', async () => {
    const sim = await certified();
    const reissues = reissuesOn(sim);
    await valueOf(reissues.start('j1', FILTER));
    await reissues.idle();
    await sim.settle();

    for (const learner of LEARNERS) {
      const [old, now, ...more] = await issuedTo(sim, learner);
      expect(more).toEqual([]);
      expect(now).toMatchObject({ replaces: old?.id, rendered: true });
      const view = await sim.insist(() => sim.engine.certificate(old!.id));
      expect(view).toMatchObject({ status: 'superseded', replacedBy: now?.id });
    }
    const progress = await valueOf(reissues.read('j1'));
    expect(progress).toMatchObject({ issued: 3, drawing: 0, job: { asked: 3, learners: 3 } });
    expect(progress?.job.askedAt).toBeGreaterThan(0);
  });

  it('issues nothing twice, however often it is begun', async () => {
    const sim = await certified();
    for (let i = 0; i < 3; i++) {
      const reissues = reissuesOn(sim);
      await valueOf(reissues.start('j1', FILTER));
      await reissues.idle();
      await sim.settle();
    }
    expect(sim.store.tables.facts.size).toBe(2 * LEARNERS.length);
    expect(sim.store.tables.jobs.size).toBe(1);
  });

  it('goes on after a crash where it was, and issues nothing twice', async () => {
    const sim = await certified();
    // It was asked for, and how far it came was not remembered (J1).
    const before = reissuesOn(sim, { putJob: failsAfter(1) });
    await valueOf(before.start('j1', FILTER));
    await before.idle();
    await sim.settle();
    expect((await valueOf(before.read('none'))) ?? null).toBeNull();
    expect([...sim.store.tables.jobs.values()][0]).toMatchObject({ askedAt: 0, asked: 0 });
    sim.crash();
    await sim.open();

    const after = reissuesOn(sim);
    after.wake();
    await after.idle();
    await sim.settle();

    expect(sim.store.tables.facts.size).toBe(2 * LEARNERS.length);
    expect([...sim.store.tables.jobs.values()][0]?.askedAt).toBeGreaterThan(0);
  });

  it('begins behind the learner whom it looked at last', async () => {
    const sim = await certified();
    const job: ReissueJob = {
      ...{ id: 'j1', filter: FILTER, startedAt: 1, askedAt: 0, cursor: 'asha' },
      ...{ learners: 2, asked: 2, withoutTemplate: 0 },
    };
    await valueOf(sim.store.certificates.putJob(job));
    const reissues = reissuesOn(sim);
    reissues.wake();
    await reissues.idle();
    await sim.settle();
    const counts = await Promise.all(LEARNERS.map(async (l) => (await issuedTo(sim, l)).length));
    expect(counts).toEqual([1, 1, 2]);
    expect(await valueOf(reissues.read('j1'))).toMatchObject({ job: { learners: 3, asked: 3 } });
  });

  it('says why it cannot go on, and goes on when somebody looks', async () => {
    const sim = await certified();
    const troubles: string[] = [];
    let refuses = true;
    const engine = {
      catalogue: sim.engine.catalogue,
      participants: (...of: Parameters<typeof sim.engine.participants>) =>
        sim.engine.participants(...of),
      certificate: (...of: Parameters<typeof sim.engine.certificate>) =>
        sim.engine.certificate(...of),
      ask: (...of: Parameters<typeof sim.engine.ask>) =>
        refuses ? Promise.resolve(err({ kind: 'stopping' } as const)) : sim.engine.ask(...of),
    };
    const reissues = reissuesOn(sim, { engine, trouble: (_, detail) => troubles.push(detail) });
    await valueOf(reissues.start('j1', FILTER));
    await reissues.idle();
    expect(troubles).toEqual(['stopping']);
    refuses = false;
    await valueOf(reissues.read('j1'));
    await reissues.idle();
    await sim.settle();
    expect(await valueOf(reissues.read('j1'))).toMatchObject({ issued: 3 });
  });

  it('is refused where too many wait', async () => {
    const sim = await certified();
    const job = { filter: FILTER, startedAt: 1, askedAt: 0, cursor: '' };
    const counts = { learners: 0, asked: 0, withoutTemplate: 0 };
    for (let i = 0; i < 100; i++) {
      await valueOf(sim.store.certificates.putJob({ id: `w${String(i)}`, ...job, ...counts }));
    }
    const refused = await reissuesOn(sim).start('more', FILTER);
    expect(refused).toMatchObject({ ok: false, error: { kind: 'busy', limit: 'reissue jobs' } });
  });
});

/** Three learners with a certificate each. */
async function certified(): Promise<Simulation> {
  const sim = await opened();
  for (const learner of LEARNERS) {
    await nameUser(sim, learner, learner.toUpperCase());
    await complete(sim, learner);
  }
  return sim;
}

interface Differing {
  readonly putJob?: (put: ReissueDeps['store']['putJob']) => ReissueDeps['store']['putJob'];
  readonly engine?: ReissueDeps['engine'];
  readonly trouble?: ReissueDeps['trouble'];
}

function reissuesOn(sim: Simulation, { putJob, engine, trouble }: Differing = {}): Reissues {
  const { certificates } = sim.store;
  const put: ReissueDeps['store']['putJob'] = (job) => certificates.putJob(job);
  return new Reissues({
    engine: engine ?? sim.engine,
    store: { jobs: () => certificates.jobs(), putJob: putJob?.(put) ?? put },
    idOf: certificateIdOf,
    now: () => 1_000_000,
    trouble: trouble ?? (() => undefined),
  });
}

const failsAfter =
  (count: number): NonNullable<Differing['putJob']> =>
  (put) =>
  (job) =>
    count-- > 0 ? put(job) : Promise.resolve(err({ kind: 'unavailable', detail: 'crashed' }));

async function issuedTo(sim: Simulation, learner: string) {
  const state = await sim.insist(() => sim.engine.enrolment(keyOf({ learner, batch: 'b1' })));
  return [...state.generations.values()].sort((a, b) => (a.replaces < b.replaces ? -1 : 1));
}

async function valueOf<T, E>(answer: Promise<Result<T, E>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return ok(result.value).value;
}
