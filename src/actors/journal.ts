/**
 * Group commit: all callers that wait at one moment share one blob of the log.
 *
 * - J1 A caller is answered after its blob is durable (R1), and its commands are in their inboxes
 *   by then, so that a read that follows the answer sees them.
 * - J2 Commands reach inboxes in the order of the log.
 */
import type { Command } from '../domain/command.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Effect } from '../domain/effects.js';
import type { Refusal } from '../engine.js';
import { packItems, unpackItems } from '../persistence/command-codec.js';
import type { CommandLog, Stored, StoreError } from '../persistence/ports.js';
import type { CommandJournal } from './command-journal.js';
import { takeGroup, type Waiting } from './commit-group.js';
import type { Pending } from './learner-protocol.js';
import type { Learners } from './learners.js';
import { SILENT } from './resident.js';

/** What a journal says of a log entry that it cannot read. */
export type NoteDamage = (damage: StoreError) => void;

export class Journal implements CommandJournal {
  readonly #log: CommandLog;
  readonly #learners: Learners;
  readonly #commandsMax: number;
  readonly #note: NoteDamage;
  #queue: Waiting[] = [];
  #writing: Promise<void> | null = null;
  delivered = 0;

  /** `commandsMax` bounds one blob. */
  constructor(log: CommandLog, learners: Learners, commandsMax: number, note: NoteDamage) {
    this.#log = log;
    this.#learners = learners;
    this.#commandsMax = commandsMax;
    this.#note = note;
  }

  /** Damaged entries are named and left out; they cannot be folded. */
  async recover(): Promise<void> {
    for await (const { seq, blob } of this.#log.read(1)) {
      const items = unpackItems(seq, blob);
      if (!items.ok) this.#note(items.error);
      for (const item of items.ok ? items.value : []) {
        if (item.kind !== 'ask') this.#learners.enqueue({ command: item, origin: SILENT });
      }
      this.delivered = seq;
    }
  }

  append(pending: readonly Pending[]): Promise<Result<void, Refusal>> {
    return new Promise((resolve) => {
      this.#queue.push({ pending, resolve });
      this.#writing ??= this.#write();
    });
  }

  /** One process remembers what is asked for in a commit of its own, not in the log. */
  takeAsked(): readonly Effect[] {
    return [];
  }

  returnAsked(): void {
    // Nothing was taken.
  }

  async caughtUp(): Promise<void> {
    if (this.#writing === null) return;
    await new Promise((resolve) => this.#queue.push({ pending: [], resolve }));
  }

  async idle(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  close(): Promise<void> {
    return this.idle();
  }

  /** The log of one process is nobody else's: there is no reason to. */
  abandon(): Promise<void> {
    return this.idle();
  }

  async #write(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = takeGroup(this.#queue, this.#commandsMax);
      const commands = group.flatMap((w) => w.pending.map((p) => p.command));
      const nothing = commands.length === 0;
      const appended = nothing ? ok(this.delivered) : await this.#append(commands);
      if (appended.ok) this.#deliver(group, appended.value);
      else this.#refuse(group, appended.error);
    }
    // At once, not when the promise has resolved: who appends in between would wait for ever.
    this.#writing = null;
  }

  #append(commands: readonly Command[]): Stored<number> {
    return this.#log.append(packItems(commands));
  }

  #deliver(group: readonly Waiting[], seq: number): void {
    for (const { pending } of group) for (const one of pending) this.#learners.deliver(one);
    this.delivered = seq;
    for (const { resolve } of group) resolve(ok(undefined));
  }

  #refuse(group: readonly Waiting[], error: StoreError): void {
    for (const { pending } of group) {
      for (const { command } of pending) this.#learners.release(command.key.learner);
    }
    for (const { resolve } of group) resolve(err(error));
  }
}
