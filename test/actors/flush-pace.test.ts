import { describe, expect, it } from 'vitest';
import { keyOf } from '../../props/sim/given.js';
import { FlushPace } from '../../src/actors/flush-pace.js';
import type { Command } from '../../src/domain/command.js';
import { completed, pending, quiet, world } from './given.js';

const NOW = 100_000;

describe('A flush that is due', () => {
  it('waits for late work, as long as that was late', () => {
    expect(looked([8_000], 7_999)).toBe(true);
    expect(looked([8_000], 8_000)).toBe(false);
  });

  it('waits by the latest of all', () => {
    expect(looked([0, 8_000, 6_000], 7_000)).toBe(true);
  });

  it('never waits longer than the limit', () => {
    expect(looked([90_000], 19_999)).toBe(true);
    expect(looked([90_000], 20_000)).toBe(false);
  });

  it('does not wait for work that comes within the interval, or for none', () => {
    expect(looked([5_000], 1)).toBe(false);
    expect(looked([], 1)).toBe(false);
  });

  it('does not wait for what came before the last look', () => {
    const pace = paceOf([8_000]);
    expect(pace.mayWait(NOW, NOW)).toBe(true);
    expect(pace.mayWait(NOW + 1_000, NOW)).toBe(false);
  });

  it('takes no notice of times of a learner', () => {
    const pace = paceOf([]);
    pace.taken([attempt]);
    expect(pace.mayWait(NOW, NOW)).toBe(false);
  });
});

describe('The rolling flush', () => {
  it('waits for more of what comes late, and no longer once nothing late came', async () => {
    const { learners, flusher, clock, store, pace } = world({ limits: { flushLateMsMax: 9_000 } });
    clock.advance(60_000);
    flusher.start();
    const deliver = (): void => {
      const command = { ...completed('anil', ['c1']), receivedAt: clock.now() - 50_000 };
      pace.taken([command]);
      learners.offer(pending(command));
    };
    for (let second = 0; second < 3; second++) {
      deliver();
      clock.advance(1_000);
      await quiet();
      expect(store.tables.snapshots.size).toBe(0);
    }

    clock.advance(1_000);
    await quiet();
    expect(store.tables.snapshots.size).toBe(1);
  });

  it('does not wait where somebody asked for it, be it due already', async () => {
    const { learners, flusher, clock, store, pace } = world({ limits: { flushLateMsMax: 9_000 } });
    clock.advance(60_000);
    flusher.start();
    const command = { ...completed('anil', ['c1']), receivedAt: 1 };
    pace.taken([command]);
    learners.offer(pending(command));
    clock.advance(990);
    flusher.prompt();

    clock.advance(10);
    await quiet();
    expect(store.tables.snapshots.size).toBe(1);
  });
});

const attempt: Command = {
  kind: 'attempt',
  ...{ key: keyOf({ learner: 'anil', batch: 'b1' }), receivedAt: 0, courseVersion: 1 },
  ...{ attempt: {} as never, questions: [] },
};

function paceOf(late: readonly number[]): FlushPace {
  const pace = new FlushPace({ flushIntervalMs: 5_000, flushLateMsMax: 20_000 });
  pace.taken(late.map((ms): Command => ({ ...completed('anil', ['c1']), receivedAt: NOW - ms })));
  return pace;
}

const looked = (late: readonly number[], age: number): boolean =>
  paceOf(late).mayWait(NOW, NOW - age);
