import { describe, expect, it } from 'vitest';
import { forwardingSource } from '../../src/cluster/forwarder.js';
import { ok } from '../../src/domain/result.js';
import { memoryLog } from '../../src/persistence/memory-log.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { enrol } from '../actors/given.js';
import { all } from '../contract/open-store.js';

describe('A stream of a cluster', () => {
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
