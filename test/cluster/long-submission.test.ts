import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/command.js';
import { err, ok } from '../../src/domain/result.js';
import { enrol, pending } from '../actors/given.js';
import { quiet, shard } from './journal-given.js';

describe('A caller with more than one entry holds', () => {
  it('is answered once, when all of it came back, and in its order', async () => {
    const { journal, inbox, log } = shard();
    await journal.recover();
    const who = ['a', 'b', 'c', 'd', 'e'];
    let answers = 0;
    const mine = journal.append(who.map((one) => pending(sized(one, 300_000))));
    const counted = mine.finally(() => {
      answers += 1;
    });

    expect(await counted).toEqual(ok(undefined));
    expect([inbox, answers]).toEqual([who, 1]);
    expect(await log.open().end(0)).toEqual(ok(3));
  });

  it('has nothing appended behind a part that was refused, and hears of it', async () => {
    const { journal, inbox, append, reserved } = shard();
    await journal.recover();
    append.fates = [null, { kind: 'unavailable', detail: 'injected' }];
    append.late = true;
    const four = ['a', 'b', 'c', 'd'].map((one) => pending(sized(one, 300_000)));
    const mine = journal.append(four);
    await quiet();
    append.arrive();

    expect(await mine).toEqual(
      err({ kind: 'timeout', detail: 'a part of the commands is in the log' }),
    );
    expect([inbox, reserved.released]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('is refused as a whole, by the limit, for a command that no entry holds', async () => {
    const { journal, inbox, log, reserved } = shard();
    await journal.recover();

    const answer = await journal.append([pending(sized('a', 10)), pending(sized('b', 4_000_001))]);

    const tooLarge = { kind: 'too-large', limit: 'entryBytesMax', bytesMax: 4_000_000 };
    expect(answer).toEqual(err(tooLarge));
    expect([inbox, reserved.released]).toEqual([[], ['a', 'b']]);
    expect(await log.open().end(0)).toEqual(ok(0));
    expect(await journal.append([pending(enrol('c'))])).toEqual(ok(undefined));
  });
});

const sized = (who: string, bytes: number): Command => ({
  ...enrol(who),
  addedBy: 'x'.repeat(bytes),
});
