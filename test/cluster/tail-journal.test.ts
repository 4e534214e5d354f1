import { describe, expect, it } from 'vitest';
import { turn } from '../../props/sim/manual-clock.js';
import { TailJournal } from '../../src/cluster/tail-journal.js';
import type { LogFault } from '../../src/cluster/log-fault.js';
import type { Pending } from '../../src/actors/learner-protocol.js';
import type { Command } from '../../src/domain/command.js';
import { err, ok } from '../../src/domain/result.js';
import { packItems } from '../../src/persistence/command-codec.js';
import { memoryLog } from '../../src/persistence/memory-log.js';
import type { StoreError } from '../../src/persistence/ports.js';
import { enrol, pending } from '../actors/given.js';

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

describe('A caller with more than one entry holds', () => {
  it('is answered once, when all of it came back, and in its order', async () => {
    const { journal, inbox, log } = shard();
    await journal.recover();
    const who = ['a', 'b', 'c', 'd', 'e'];
    let answers = 0;
    const mine = journal.append(who.map((one) => pending(sized(one, 300_000))));
    const first = mine.finally(() => void answers++);

    expect(await first).toEqual(ok(undefined));
    expect([inbox, answers]).toEqual([who, 1]);
    expect(await log.open().end(0)).toEqual(ok(3));
  });

  it('has nothing appended behind a part that was refused, and hears what became of it', async () => {
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

  it('is refused as a whole for a command that no entry holds, by the name of the limit', async () => {
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

interface Given {
  readonly log?: ReturnType<typeof memoryLog>;
  readonly inbox?: string[];
  readonly from?: number;
  readonly known?: () => Promise<void>;
}

/** A journal on a log in memory, over inboxes that a test opens and closes. */
function shard({ log = memoryLog(1), inbox = [], from = 0, known }: Given = {}) {
  const handle = log.open();
  const room = new Room();
  const append = new Appending();
  const faults: LogFault[] = [];
  const reserved: { released: string[] } = { released: [] };
  let ids = 0;
  const put = ({ command }: Pending): void => void inbox.push(command.key.learner);
  const journal = new TailJournal({
    ...{ shard: 0, from, commitCommandsMax: 100 },
    log: {
      entryBytesMax: handle.entryBytesMax,
      follow: (...args) => handle.follow(...args),
      end: (number) => handle.end(number),
      append: (entries, records) => append.run(() => handle.append(entries, records)),
    },
    learners: {
      deliver: put,
      offer: (one) => room.take() && (put(one), true),
      release: (learner) => void reserved.released.push(learner),
      room: () => room.wait(),
    },
    newId: () => `own-${String(++ids)}`,
    known: known ?? (() => Promise.resolve()),
    note: (fault) => void faults.push(fault),
    pause: turn,
  });
  const raw = (blob: Uint8Array) => handle.append([{ shard: 0, id: '', blob }], []);
  return {
    ...{ journal, log, inbox, room, append, faults, reserved, raw },
    trim: (below: number) => log.trim(0, below),
    other: (...who: string[]) => raw(packItems(who.map((one): Command => enrol(one)))),
  };
}

/** Room in the inboxes. */
class Room {
  open = true;
  /** Places left while it is closed. */
  places = 0;
  #waiting: (() => void)[] = [];

  take(): boolean {
    return this.open || this.places-- > 0;
  }

  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  grow(): void {
    this.open = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** What becomes of appends. */
class Appending {
  answer: StoreError | null = null;
  /** Answers of the next appends, in turn; what is refused so is not in the log. */
  fates: (StoreError | null)[] = [];
  /** The entry is in the log only when `arrive` is called. */
  late = false;
  arrive: () => void = () => undefined;

  async run(append: () => Promise<unknown>) {
    const fate = this.fates.shift() ?? null;
    if (fate !== null) return err(fate);
    if (this.late) this.arrive = () => void append();
    else await append();
    await quiet();
    return this.answer === null ? ok(undefined) : err(this.answer);
  }
}

async function quiet(): Promise<void> {
  for (let i = 0; i < 8; i++) await turn();
}
