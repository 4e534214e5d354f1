/** An outbox on a memory store; the test says what becomes of each attempt, and when. */
import { Outbox, type OutboxLimits, type Performed } from '../../src/actors/outbox.js';
import type { Effect } from '../../src/domain/effects.js';
import type { CertificateId } from '../../src/domain/ids.js';
import { EMPTY_COMMIT } from '../../src/persistence/ports.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { keyOf } from '../../props/sim/given.js';
import { ManualClock } from '../../props/sim/manual-clock.js';
import { quiet } from './given.js';

const LIMITS: OutboxLimits = {
  effectsQueuedMax: 10,
  effectsInFlightMax: 10,
  certificatesWaitingMax: 10,
  certificatesInFlightMax: 10,
  retryPauseMs: 100,
  retryPauseMsMax: 400,
};

export interface Performing {
  readonly learner: string;
  end(performed: Performed): void;
  fail(error: Error): void;
}

export function given(limits: Partial<OutboxLimits> = {}) {
  const store = memoryStore();
  const clock = new ManualClock(1_000);
  const performing: Performing[] = [];
  const reported: string[] = [];
  const box = new Outbox({
    ...{ clock, store: store.effects },
    limits: { ...LIMITS, ...limits },
    perform: (effect) =>
      new Promise((end, fail) => void performing.push({ learner: learnerOf(effect), end, fail })),
    report: (_effect, { kind }) => void reported.push(kind),
  });
  const take = (...learners: string[]): Promise<void> => takeOf('b1', ...learners);
  const takeOf = async (batch: string, ...learners: string[]): Promise<void> => {
    const effects = learners.map((learner) => effectOf(learner, batch));
    await store.snapshots.commit({ ...EMPTY_COMMIT, effects });
    box.accept(effects);
    await quiet();
  };
  const pending = (): string[] => [...store.tables.effects.values()].map(learnerOf);
  return { outbox: { box, take, takeOf }, performing, clock, store, pending, reported };
}

const learnerOf = (effect: Effect): string => ('key' in effect ? effect.key.learner : '');

export const effectOf = (learner: string, batch = 'b1'): Effect => ({
  kind: 'certify',
  request: '',
  key: keyOf({ learner, batch }),
});

export const renderOf = (learner: string): Effect => ({
  kind: 'render',
  certificate: `of-${learner}` as CertificateId,
  key: keyOf({ learner, batch: 'b1' }),
});

/** Ends what is performed, in order, until so many were. */
export async function endOneByOne(performing: readonly Performing[], count: number): Promise<void> {
  await quiet();
  for (let n = 0; n < count; n++) {
    performing[n]?.end({ kind: 'done' });
    await quiet();
  }
}
