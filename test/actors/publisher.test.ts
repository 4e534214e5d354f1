import { describe, expect, it } from 'vitest';
import { NEVER } from '../../src/domain/ids.js';
import { keyOf } from '../../props/sim/given.js';
import type { Simulation } from '../../props/sim/simulation.js';
import { quiet } from './given.js';
import { enrolment, enrolmentOf, opened, publish, submit, work } from './opened.js';

const LEARNERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o'];

describe('A course that is published later', () => {
  it('completes the learners who did everything before', async () => {
    const sim = await withWorkBefore();

    await publish(sim, ['c1', 'c2']);
    await sim.settle();

    expect(await completions(sim)).toBe(LEARNERS.length);
    expect(sim.engine.catalogue.course(RED)).toMatchObject({ version: 1, evaluatedVersion: 1 });
  });

  it('completes nobody who misses something', async () => {
    const sim = await withWorkBefore();

    await publish(sim, ['c1', 'c2', 'c3']);
    await sim.settle();

    expect(await completions(sim)).toBe(0);
  });

  it('completes those whose work lay in an inbox', async () => {
    const sim = await opened({ published: false });
    const source = sim.engine.source('file');
    source.offer(enrolment(sim, 'a'));
    source.offer(work(sim, 'a', ['c1', 'c2']));

    await publish(sim, ['c1', 'c2']);
    await sim.settle();

    expect((await enrolmentOf(sim, 'a')).completedAt).not.toBe(NEVER);
  });

  it('completes those whose work was on its way into the log', async () => {
    const sim = await opened({ published: false });
    const release = holdAppends(sim);

    const all = [enrolment(sim, 'a'), work(sim, 'a', ['c1', 'c2'])];
    const submitted = sim.engine.submit(all);
    await publish(sim, ['c1', 'c2']);
    await quiet();
    release();
    await sim.drive(submitted);
    await sim.settle();

    expect((await enrolmentOf(sim, 'a')).completedAt).not.toBe(NEVER);
  });

  it.each(['snapshots.commit', 'log.append', 'catalogue.putCourse'])(
    'completes them also when %s fails on the way',
    async (method) => {
      const sim = await opened({ published: false });
      for (const who of LEARNERS) {
        await submit(sim, enrolment(sim, who), work(sim, who, ['c1', 'c2']));
      }
      sim.engine.source('file').offer(work(sim, 'a', ['c3']));
      await publish(sim, ['c1', 'c2']);
      sim.arm(method, ['unavailable', 'timeout', 'unavailable']);

      await sim.settle();

      expect(await completions(sim)).toBe(LEARNERS.length);
      expect(sim.engine.catalogue.course(RED)?.evaluatedVersion).toBe(1);
    },
  );

  it('completes them also when the engine crashes at any step of it', async () => {
    for (let nth = 1, crashed = true; crashed; nth++) {
      const sim = await withWorkBefore();
      await publish(sim, ['c1', 'c2']);
      let calls = 0;
      sim.onCall = (_method, moment) => {
        if (moment === 'after' && ++calls === nth) sim.crash();
      };
      await sim.settle().catch(() => undefined);
      crashed = calls >= nth;
      sim.onCall = () => undefined;
      sim.crash();

      await sim.open();
      await sim.settle();

      expect(await completions(sim)).toBe(LEARNERS.length);
      expect(sim.engine.catalogue.course(RED)?.evaluatedVersion).toBe(1);
    }
  });

  it('is evaluated where one command fills all inboxes', async () => {
    const sim = await opened({
      published: false,
      limits: { inboxTotalCommandsMax: 1, residentBytesMax: 1 },
    });
    for (const who of ['a', 'b', 'c']) {
      await submit(sim, enrolment(sim, who));
      await submit(sim, work(sim, who, ['c1', 'c2']));
    }

    await publish(sim, ['c1', 'c2']);
    await sim.settle();

    for (const who of ['a', 'b', 'c']) {
      expect((await enrolmentOf(sim, who)).completedAt).not.toBe(NEVER);
    }
  });
});

describe('A course that is published again', () => {
  it('unchanged sets nothing off', async () => {
    const sim = await withWorkBefore();
    await publish(sim, ['c1', 'c2']);
    await sim.settle();
    const before = sim.snapshotBytes();
    const appends = countAppends(sim);

    await publish(sim, ['c1', 'c2']);
    await sim.settle();

    expect(appends()).toBe(0);
    expect(sim.snapshotBytes()).toEqual(before);
  });

  it('while it is being evaluated ends under the newest structure', async () => {
    const sim = await withWorkBefore();
    await publish(sim, ['c1', 'c2', 'c3']);

    await publish(sim, ['c1']);
    await sim.settle();

    expect(await completions(sim)).toBe(LEARNERS.length);
    expect(sim.engine.catalogue.course(RED)).toMatchObject({ version: 2, evaluatedVersion: 2 });
  });
});

const RED = keyOf({ learner: '', batch: 'b1' }).course;

/** Learners who did c1 and c2 of a course that nobody has published. */
async function withWorkBefore(): Promise<Simulation> {
  const sim = await opened({ published: false });
  for (const who of LEARNERS) {
    await submit(sim, enrolment(sim, who), work(sim, who, ['c1', 'c2']));
  }
  await sim.settle();
  return sim;
}

async function completions(sim: Simulation): Promise<number> {
  let completed = 0;
  for (const who of LEARNERS) {
    if ((await enrolmentOf(sim, who)).completedAt !== NEVER) completed++;
  }
  return completed;
}

function countAppends(sim: Simulation): () => number {
  let appends = 0;
  sim.onCall = (method, moment) => {
    if (method === 'log.append' && moment === 'before') appends++;
  };
  return () => appends;
}

/** Holds what goes into the log until the returned function is called. */
function holdAppends({ store: { log } }: Simulation): () => void {
  const append = log.append.bind(log);
  let release: () => void = () => undefined;
  const released = new Promise<void>((go) => (release = go));
  log.append = (blob) => released.then(() => append(blob));
  return release;
}
