import { describe, expect, it, vi } from 'vitest';
import { forwardingSource } from '../../src/cluster/forwarder.js';
import { err, ok } from '../../src/domain/result.js';
import type { Source } from '../../src/engine.js';
import type { SharedLog } from '../../src/persistence/cluster-ports.js';
import { memoryLog } from '../../src/persistence/memory-log.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { enrol, quiet } from '../actors/given.js';
import { all } from '../contract/open-store.js';

describe('A stream of a cluster', () => {
  it('appends what fills an entry while more is offered', async () => {
    const { source, log } = stream();
    for (const who of ['anil', 'devi']) source.offer(enrol(who));
    await vi.waitFor(async () => expect(await log.end(0)).toEqual(ok(1)));

    source.offer(enrol('meera'));
    expect(await source.flushed()).toEqual(ok(undefined));
    expect(source.tally).toMatchObject({ events: 3, applied: 3 });
  });

  it('does not append again unasked what was refused', async () => {
    const { source, appends, refuse } = stream();
    refuse.answer = err({ kind: 'unavailable', detail: 'injected' });
    for (let n = 0; n < 10; n++) {
      source.offer(enrol('anil'));
      await quiet();
    }
    expect(appends.count).toBe(1);

    expect(await source.flushed()).toEqual(refuse.answer);
    refuse.answer = null;
    expect(await source.flushed()).toEqual(ok(undefined));
    expect(source.tally).toMatchObject({ events: 10, applied: 10 });
  });

  it('goes on without a command that no entry of the log holds, and keeps it', async () => {
    const log = memoryLog(1).open();
    const { deadLetters } = memoryStore();
    const limits = { forwardedCommandsMax: 100, commitCommandsMax: 100 };
    const source = forwardingSource({ log, deadLetters, limits, now: () => 7 });
    source.offer(enrol('anil'));
    source.offer({ ...enrol('devi'), addedBy: 'x'.repeat(4_000_001) });
    source.offer(enrol('meera'));

    expect(await source.flushed()).toEqual(ok(undefined));

    expect(source.tally).toMatchObject({ events: 3, applied: 2, dead: 1 });
    expect(await log.end(0)).toEqual(ok(1));
    const [letter, ...others] = await all(deadLetters.list());
    expect(letter).toMatchObject({ reason: 'longer than entryBytesMax, 4000000 bytes', at: 7 });
    expect(letter?.position).toMatch(/^devi\//);
    expect(others).toEqual([]);
  });
});

/** A stream whose entries of the log are full with two commands. */
function stream(): {
  source: Source;
  log: SharedLog;
  appends: { count: number };
  refuse: { answer: Awaited<ReturnType<SharedLog['append']>> | null };
} {
  const inner = memoryLog(1).open();
  const [appends, refuse] = [{ count: 0 }, { answer: null }] as [
    { count: number },
    { answer: Awaited<ReturnType<SharedLog['append']>> | null },
  ];
  const log: SharedLog = {
    ...inner,
    append: async (entries, records) => {
      appends.count++;
      return refuse.answer ?? inner.append(entries, records);
    },
  };
  const { deadLetters } = memoryStore();
  const limits = { forwardedCommandsMax: 100, commitCommandsMax: 2 };
  const source = forwardingSource({ log, deadLetters, limits, now: () => 7 });
  return { source, log, appends, refuse };
}
