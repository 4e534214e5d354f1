import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/batch.js';
import { ok, err } from '../../src/domain/result.js';
import { BatchSummaries } from '../../src/gateway/batch-summaries.js';
import type { ConsoleReads } from '../../src/gateway/console-reads.js';

describe('summaries of batches', () => {
  it('are counted once for all who wait', async () => {
    const { summaries, scans } = given(3);

    const [one, other] = await Promise.all([summaries.of(BATCH), summaries.of(BATCH)]);

    expect(one).toEqual(other);
    expect(scans).toEqual(['b1']);
  });

  it('are answered again for a while, and then counted anew', async () => {
    const { summaries, scans, clock } = given(3);
    await summaries.of(BATCH);
    clock.now += 999;
    await summaries.of(BATCH);
    expect(scans).toHaveLength(1);

    clock.now += 1;
    await summaries.of(BATCH);

    expect(scans).toHaveLength(2);
  });

  it('are kept twenty times as long as they took to count', async () => {
    const { summaries, scans, clock } = given(3, { tookMs: 500 });
    await summaries.of(BATCH);
    clock.now += 9_999;
    await summaries.of(BATCH);
    expect(scans).toHaveLength(1);

    clock.now += 1;
    await summaries.of(BATCH);

    expect(scans).toHaveLength(2);
  });

  it('stop at the limit of learners, and say so', async () => {
    const { summaries } = given(100);

    const summary = await summaries.of(BATCH);

    expect(summary).toMatchObject({ ok: true, value: { enrolled: 10, isPartial: true } });
  });

  it('of many batches end where the limit is used up', async () => {
    const { summaries, scans } = given(6);
    const batches = ['b1', 'b2', 'b3', 'b4'].map((batch) => ({ ...BATCH, batch }) as Batch);

    const some = await summaries.some(batches);

    expect(some.ok && [...some.value.keys()]).toEqual(['b1', 'b2']);
    expect(scans).toEqual(['b1', 'b2']);
  });

  it('are not there when the store is not, and are tried again', async () => {
    const { summaries, scans } = given(3, { fails: true });

    expect(await summaries.of(BATCH)).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    await summaries.of(BATCH);

    expect(scans).toHaveLength(2);
  });
});

const BATCH = { batch: 'b1', course: 'c1' } as Batch;

const ENROLMENT = {
  ...{ isEnrolled: true, enrolledAt: 1, completedAt: 0, completed: 0, certified: false },
  lastAccessAt: 0,
};

function given(learners: number, { tookMs = 0, fails = false } = {}) {
  const scans: string[] = [];
  const clock = { now: 1_000_000 };
  const reads: Pick<ConsoleReads, 'scan'> = {
    scan: async ({ batch }, _lens, show, goOn) => {
      scans.push(batch);
      await Promise.resolve();
      clock.now += tookMs;
      if (fails) return err({ kind: 'unavailable', detail: 'gone' });
      for (let i = 0; i < learners && goOn(); i++) show({ enrolment: ENROLMENT } as never);
      return ok(undefined);
    },
  };
  const summaries = new BatchSummaries({
    reads: reads as ConsoleReads,
    limits: { learnersMax: 10, cacheMs: 1000, stuckDays: 14 },
    tree: () => null,
    dayOf: () => '2026-01-01',
    now: () => clock.now,
  });
  return { summaries, scans, clock };
}
