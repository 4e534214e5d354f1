import { describe, expect, it } from 'vitest';
import { keyOf } from '../../props/sim/given.js';
import type { FlushLimits } from '../../src/actors/flusher.js';
import { FlushPace } from '../../src/actors/flush-pace.js';
import type { Command } from '../../src/domain/command.js';
import { completed, pending, quiet, world, type World } from './given.js';

const NOW = 100_000;

describe('A flush that is due', () => {
  it('waits for late work, as long as that was late', () => {
    expect(waits({ late: [8_000], ageMs: 7_999 })).toBe(true);
    expect(waits({ late: [8_000], ageMs: 8_000 })).toBe(false);
  });

  it('waits by the latest of all', () => {
    expect(waits({ late: [0, 8_000, 6_000], ageMs: 7_000 })).toBe(true);
  });

  it('never waits longer than the limit', () => {
    expect(waits({ late: [90_000], ageMs: 19_999 })).toBe(true);
    expect(waits({ late: [90_000], ageMs: 20_000 })).toBe(false);
  });

  it('does not wait once a quarter of the inboxes is taken', () => {
    expect(waits({ late: [90_000], ageMs: 1, commands: 249 })).toBe(true);
    expect(waits({ late: [90_000], ageMs: 1, commands: 250 })).toBe(false);
  });

  it('waits for the interval at least', () => {
    expect(waits({ late: [2_001], ageMs: 4_999 })).toBe(true);
    expect(waits({ late: [2_001], ageMs: 5_000 })).toBe(false);
  });

  it('does not wait for work that comes in time, or for none', () => {
    expect(waits({ late: [2_000], ageMs: 1 })).toBe(false);
    expect(waits({ late: [], ageMs: 1 })).toBe(false);
  });

  it('does not wait for what came before the last look', () => {
    const pace = paceOf([8_000]);
    expect(pace.mayWait({ since: NOW, commands: 1 })).toBe(true);
    expect(pace.mayWait({ since: NOW, commands: 1 })).toBe(false);
  });

  it('takes no notice of times of a learner', () => {
    const pace = paceOf([]);
    pace.taken([attempt]);
    expect(pace.mayWait({ since: NOW, commands: 1 })).toBe(false);
  });

  it('says once between two looks that late work began', () => {
    const pace = paceOf([]);
    let began = 0;
    pace.onLate(() => began++);
    pace.taken(lateBy([8_000]));
    pace.taken(lateBy([9_000]));
    expect(began).toBe(1);

    pace.mayWait({ since: NOW, commands: 1 });
    pace.taken(lateBy([8_000]));
    expect(began).toBe(2);
  });
});

describe('The rolling flush', () => {
  it('waits while late work comes, and follows at once when no more does', async () => {
    const given = late();
    for (let looks = 0; looks < 8; looks++) {
      deliver(given);
      given.clock.advance(400);
      await quiet();
      expect(given.store.tables.snapshots.size).toBe(0);
    }

    given.clock.advance(400);
    await quiet();
    expect(given.store.tables.snapshots.size).toBe(1);
  });

  it('does not wait where somebody asked for it, be it due already', async () => {
    const given = late({ flushPromptsAll: true });
    deliver(given);
    given.clock.advance(390);
    given.flusher.prompt([]);

    given.clock.advance(10);
    await quiet();
    expect(given.store.tables.snapshots.size).toBe(1);
  });

  it('does not wait where a limit is reached, be it due already', async () => {
    const given = late();
    deliver(given);
    given.clock.advance(390);
    given.flusher.hurry();

    given.clock.advance(0);
    await quiet();
    expect(given.store.tables.snapshots.size).toBe(1);
  });

  it('follows the interval where late work is not waited for', async () => {
    const given = late({ flushLateMsMax: 0 });
    deliver(given);
    given.clock.advance(999);
    await quiet();
    expect(given.store.tables.snapshots.size).toBe(0);

    given.clock.advance(1);
    await quiet();
    expect(given.store.tables.snapshots.size).toBe(1);
  });
});

const attempt: Command = {
  kind: 'attempt',
  ...{ key: keyOf({ learner: 'anil', batch: 'b1' }), receivedAt: 0, courseVersion: 1 },
  ...{ attempt: {} as never, questions: [] },
};

const lateBy = (late: readonly number[]): Command[] =>
  late.map((ms) => ({ ...completed('anil', ['c1']), receivedAt: NOW - ms }));

function paceOf(late: readonly number[]): FlushPace {
  const limits = { flushIntervalMs: 5_000, flushLateMsMax: 20_000, inboxTotalCommandsMax: 1_000 };
  const pace = new FlushPace(limits, () => NOW);
  pace.taken(lateBy(late));
  return pace;
}

interface Waited {
  readonly late: readonly number[];
  readonly ageMs: number;
  readonly commands?: number;
}

const waits = ({ late, ageMs, commands = 1 }: Waited): boolean =>
  paceOf(late).mayWait({ since: NOW - ageMs, commands });

/** A world some time after its beginning, with the rolling flush. */
function late(limits: Partial<FlushLimits> = {}): World {
  const given = world({ limits: { flushLateMsMax: 9_000, ...limits } });
  given.clock.advance(60_000);
  given.flusher.start();
  return given;
}

function deliver({ learners, pace, clock }: World): void {
  const command = { ...completed('anil', ['c1']), receivedAt: clock.now() - 50_000 };
  pace.taken([command]);
  learners.offer(pending(command));
}
