/** A journal on a log in memory, over inboxes that a test opens and closes. */
import { turn } from '../../props/sim/manual-clock.js';
import { TailJournal } from '../../src/cluster/tail-journal.js';
import type { LogFault } from '../../src/cluster/log-fault.js';
import type { Pending } from '../../src/actors/learner-protocol.js';
import type { Command } from '../../src/domain/command.js';
import { err, ok } from '../../src/domain/result.js';
import { packItems } from '../../src/persistence/command-codec.js';
import { memoryLog } from '../../src/persistence/memory-log.js';
import type { StoreError } from '../../src/persistence/ports.js';
import { enrol } from '../actors/given.js';

interface Given {
  readonly log?: ReturnType<typeof memoryLog>;
  readonly inbox?: string[];
  readonly from?: number;
  readonly known?: () => Promise<void>;
}

export function shard({ log = memoryLog(1), inbox = [], from = 0, known }: Given = {}) {
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

export async function quiet(): Promise<void> {
  for (let i = 0; i < 8; i++) await turn();
}
