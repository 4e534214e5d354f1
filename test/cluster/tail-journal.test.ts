import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { packItems } from '../../src/persistence/command-codec.js';
import { enrol, pending } from '../actors/given.js';
import { quiet, shard } from './journal-given.js';

describe('Commands of a shared log', () => {
  it('are delivered in the order of the log, whoever appended them', async () => {
    const { journal, inbox, other } = shard();
    await other('devi');
    await journal.recover();
    const mine = journal.append([pending(enrol('anil'))]);
    await other('meera');

    expect(await mine).toEqual(ok(undefined));
    await quiet();
    expect(inbox).toEqual(['devi', 'anil', 'meera']);
    expect(journal.delivered).toBe(2);
  });

  it('appended here are answered when they came back, not when they were appended', async () => {
    const { journal, inbox, room, other } = shard();
    await journal.recover();
    room.open = false;
    await other('devi');
    const box = { answered: false };
    const mine = journal.append([pending(enrol('anil'))]).then(() => (box.answered = true));
    await quiet();
    expect(box.answered).toBe(false);

    room.grow();
    await mine;
    expect(inbox).toEqual(['devi', 'anil']);
  });

  it('of others wait for room, and no later one passes them', async () => {
    const { journal, inbox, room, other } = shard();
    await journal.recover();
    room.open = false;
    await other('devi', 'meera');
    await other('ravi');
    await quiet();
    expect(inbox).toEqual([]);

    room.grow();
    await quiet();
    expect(inbox).toEqual(['devi', 'meera', 'ravi']);
  });

  it('begin at the watermark', async () => {
    const { log, inbox, other } = shard();
    for (const who of ['a', 'b', 'c']) await other(who);
    const { journal } = shard({ log, inbox, from: 2 });
    await journal.recover();

    expect(inbox).toEqual(['c']);
    expect(journal.delivered).toBe(2);
  });

  it('wait for the structures that they name', async () => {
    const known = { open: (): void => undefined };
    const gate = new Promise<void>((resolve) => (known.open = resolve));
    const { journal, inbox, other } = shard({ known: () => gate });
    await other('devi');
    const recovered = journal.recover();
    await quiet();
    expect(inbox).toEqual([]);

    known.open();
    await recovered;
    expect(inbox).toEqual(['devi']);
  });
});

describe('An append', () => {
  it('that nobody vouches for is refused, and folded if it is in the log after all', async () => {
    const { journal, inbox, reserved, append } = shard();
    await journal.recover();
    append.answer = { kind: 'timeout', detail: 'injected' };
    append.late = true;

    const answer = await journal.append([pending(enrol('anil'))]);
    expect(answer).toEqual(err(append.answer));
    expect(reserved).toEqual({ released: ['anil'] });
    append.arrive();
    await quiet();
    expect(inbox).toEqual(['anil']);
  });

  it('that came back before it was confirmed is accepted, whatever is said then', async () => {
    const { journal, inbox, append } = shard();
    await journal.recover();
    append.answer = { kind: 'timeout', detail: 'injected' };

    expect(await journal.append([pending(enrol('anil'))])).toEqual(ok(undefined));
    expect(inbox).toEqual(['anil']);
  });

  it('that was not applied is refused as such', async () => {
    const { journal, inbox, append } = shard();
    await journal.recover();
    append.answer = { kind: 'unavailable', detail: 'injected' };
    append.late = true;

    expect(await journal.append([pending(enrol('anil'))])).toEqual(err(append.answer));
    await quiet();
    expect(inbox).toEqual([]);
  });
});

describe('The end of a shard', () => {
  it('leaves a blob that is half taken to whoever owns the shard next', async () => {
    const { journal, inbox, room, other } = shard();
    await journal.recover();
    room.places = 1;
    room.open = false;
    await other('devi', 'meera');
    await quiet();
    expect(inbox).toEqual(['devi']);

    await journal.close();
    expect(journal.delivered).toBe(-1);
  });

  it('answers what is under way when it is closed', async () => {
    const { journal, inbox } = shard();
    await journal.recover();
    const mine = journal.append([pending(enrol('anil'))]);
    await journal.close();

    expect(await mine).toEqual(ok(undefined));
    expect(inbox).toEqual(['anil']);
    const late = await journal.append([pending(enrol('devi'))]);
    expect(late).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
  });

  it('tells callers under way at once when the lease is lost', async () => {
    const { journal, room, other, reserved } = shard();
    await journal.recover();
    room.open = false;
    await other('devi');
    const mine = journal.append([pending(enrol('anil'))]);
    await quiet();
    await journal.abandon();

    expect(await mine).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    expect(reserved.released).toEqual(['anil']);
  });

  it('comes with a gap in the log, and is noted', async () => {
    const { log, trim, other } = shard();
    for (const who of ['a', 'b', 'c']) await other(who);
    trim(2);
    const { journal, inbox, faults } = shard({ log, from: 1 });
    await journal.recover();

    const gap = { kind: 'gap', expected: 1, found: 2 };
    expect(faults).toEqual([gap]);
    expect(journal.fault).toEqual(gap);
    expect(inbox).toEqual([]);
    expect(await journal.append([pending(enrol('anil'))])).toMatchObject({
      error: {
        kind: 'unavailable',
        detail: 'the log of the shard ended: entry 1 is missing, the next one is 2',
      },
    });
    await journal.close();
  });
});

describe('An entry', () => {
  it('that is damaged is noted and passed over', async () => {
    const { journal, inbox, faults, raw, other } = shard();
    await raw(Buffer.from('nonsense'));
    await other('devi');
    await journal.recover();

    expect(faults).toMatchObject([{ kind: 'damaged' }]);
    expect(inbox).toEqual(['devi']);
    expect(journal.delivered).toBe(1);
  });

  it('that asks for an effect is handed to the flush, once', async () => {
    const { journal, raw } = shard();
    const effect = { kind: 'certify', key: enrol('anil').key, request: 'r1' } as const;
    await raw(packItems([{ kind: 'ask', effect }]));
    await journal.recover();

    expect(journal.takeAsked()).toEqual([effect]);
    expect(journal.takeAsked()).toEqual([]);
    journal.returnAsked([effect]);
    expect(journal.takeAsked()).toEqual([effect]);
  });
});
