/**
 * The way of commands through a log that several processes append to.
 *
 * - T1 Commands are folded in the order of the log and no other: what is appended here, too, goes
 *   into the inboxes only when it comes back from the log, and then its caller is answered.
 * - T2 Entries of others wait for room in the inboxes, so the log is read no faster than it is
 *   folded. They do not wait for places that are kept for entries behind them (`Capacity` C2).
 * - T3 An append that nobody can vouch for is refused as `timeout`. If it is in the log after all
 *   it is folded when it comes, and nobody is told.
 * - T4 Missing entries end the shard with a named fault (R2); it never goes on behind them.
 * - T5 What is too long for one entry goes in several, in order (`long-submission.ts`).
 */
import type { Command } from '../domain/command.js';
import type { Effect } from '../domain/effects.js';
import { err, ok, type Result } from '../domain/result.js';
import type { CommandJournal } from '../actors/command-journal.js';
import { takeGroup, type Waiting } from '../actors/commit-group.js';
import type { Pending } from '../actors/learner-protocol.js';
import type { Learners } from '../actors/learners.js';
import { SILENT } from '../actors/resident.js';
import { BLOB_BYTES_MAX, packItems, unpackItems } from '../persistence/command-codec.js';
import type { LogItem } from '../persistence/command-codec.js';
import type { LogEntry, SharedLog } from '../persistence/cluster-ports.js';
import type { Refusal } from '../engine.js';
import { faultText, type LogFault } from './log-fault.js';
import { halved, refusalOfLength } from './long-submission.js';

export interface TailJournalDeps {
  readonly shard: number;
  readonly log: Pick<SharedLog, 'append' | 'follow' | 'end' | 'entryBytesMax'>;
  readonly learners: Pick<Learners, 'deliver' | 'offer' | 'release' | 'room'>;
  /** The first entry that is not in durable snapshots. */
  readonly from: number;
  readonly commitCommandsMax: number;
  /** Names an entry, unlike any other. */
  newId(): string;
  /** Resolves when the structures that are named can be looked up. */
  known(named: readonly Command[]): Promise<void>;
  /** Hears of entries that cannot be read, and of the end of the shard (T4). */
  note(fault: LogFault): void;
  /** Waits before the end of the log is asked for again. */
  pause(): Promise<void>;
}

export class TailJournal implements CommandJournal {
  delivered: number;
  readonly #deps: TailJournalDeps;
  readonly #abort = new AbortController();
  readonly #aborted = new Promise<void>((resolve) => {
    this.#abort.signal.addEventListener('abort', () => resolve());
  });
  /** Appended here and not come back yet, by the id of the entry. */
  readonly #underway = new Map<string, readonly Waiting[]>();
  #queue: Waiting[] = [];
  #asked: Effect[] = [];
  #writing: Promise<void> | null = null;
  #following: Promise<void> = Promise.resolve();
  #reached: (() => void)[] = [];
  #idle: (() => void)[] = [];
  #fault: LogFault | null = null;

  constructor(deps: TailJournalDeps) {
    this.#deps = deps;
    this.delivered = deps.from - 1;
  }

  get fault(): LogFault | null {
    return this.#fault;
  }

  /** Resolves when everything that was in the log at the call is delivered, or the shard ended. */
  async recover(): Promise<void> {
    this.#following = this.#follow();
    await this.#reach(await this.#end());
  }

  append(pending: readonly Pending[]): Promise<Result<void, Refusal>> {
    return new Promise((resolve) => {
      this.#queue.push({ pending, resolve });
      this.#writing ??= this.#write();
    });
  }

  takeAsked(): readonly Effect[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }

  returnAsked(effects: readonly Effect[]): void {
    this.#asked = [...effects, ...this.#asked];
  }

  /** Whatever anybody had appended by now, as far as the log can be asked. */
  async caughtUp(): Promise<void> {
    const end = await this.#deps.log.end(this.#deps.shard);
    if (end.ok) await this.#reach(end.value);
    await this.#ownCaughtUp();
  }

  async #ownCaughtUp(): Promise<void> {
    const before = [...this.#underway.values()].flat();
    if (before.length === 0 && this.#queue.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#queue.push({ pending: [], resolve: () => resolve() });
      this.#writing ??= this.#write();
    });
  }

  async idle(): Promise<void> {
    while (this.#writing !== null || this.#underway.size > 0) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  /** What is under way is still delivered; whoever has not come back by then is told (T3). */
  async close(): Promise<void> {
    if (this.#fault === null) await this.idle();
    this.#abort.abort();
    await this.#following;
    this.#refuseAll({ kind: 'timeout', detail: 'the shard was closed' });
  }

  /** Gives up at once: the lease is lost, and whoever waits may find another owner. */
  async abandon(): Promise<void> {
    this.#abort.abort();
    this.#refuseAll({ kind: 'timeout', detail: 'the lease of the shard was lost' });
    await this.#following;
  }

  /** Resolves when everything below `end` is delivered, or the shard ended. */
  async #reach(end: number): Promise<void> {
    while (this.delivered < end - 1 && !this.#isOver()) {
      await new Promise<void>((resolve) => this.#reached.push(resolve));
    }
  }

  async #follow(): Promise<void> {
    const { log, shard } = this.#deps;
    try {
      for await (const followed of log.follow(shard, this.delivered + 1, this.#abort.signal)) {
        if (followed.kind === 'gap') return this.#endWith(followed);
        for (const entry of followed.entries) {
          // What is taken in part is not delivered: whoever owns the shard next begins with it.
          if (!(await this.#take(entry))) return;
        }
        this.#wake();
      }
    } catch (error) {
      this.#endWith({
        kind: 'unavailable',
        detail: `the log cannot be followed: ${String(error)}`,
      });
    }
  }

  /** Whether all of the entry is in the inboxes; `false` = the shard closes. */
  async #take(entry: LogEntry): Promise<boolean> {
    await this.#deps.known(commandsOf(this.#underway.get(entry.id) ?? []));
    // Who waited may have been refused meanwhile: then it is anybody's.
    const own = this.#underway.get(entry.id);
    if (own === undefined && !(await this.#takeOthers(entry))) return false;
    this.#deliver(own ?? []);
    this.#underway.delete(entry.id);
    this.delivered = entry.seq;
    for (const { resolve } of own ?? []) resolve(ok(undefined));
    return true;
  }

  #deliver(own: readonly Waiting[]): void {
    for (const { pending } of own) for (const one of pending) this.#deps.learners.deliver(one);
  }

  /** T2. */
  async #takeOthers({ seq, blob }: LogEntry): Promise<boolean> {
    const { learners, known, note } = this.#deps;
    const items = unpackItems(seq, blob);
    if (!items.ok) note(items.error);
    if (!items.ok) return true;
    await known(items.value.filter(isCommand));
    for (const item of items.value) {
      if (item.kind === 'ask') {
        this.#asked.push(item.effect);
        continue;
      }
      while (!learners.offer({ command: item, origin: SILENT }, 'logged')) {
        if (this.#abort.signal.aborted) return false;
        await Promise.race([learners.room('logged'), this.#aborted]);
      }
    }
    return true;
  }

  async #write(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = takeGroup(this.#queue, this.#deps.commitCommandsMax);
      if (commandsOf(group).length === 0) await this.#answerWhenCaughtUp(group);
      else await this.#appendGroup(group);
    }
    // At once, not when the promise has resolved: who appends in between would wait for ever.
    this.#writing = null;
    this.#wake();
  }

  /** Those who only wait are answered when everything before them has come back. */
  async #answerWhenCaughtUp(group: readonly Waiting[]): Promise<void> {
    while (this.#underway.size > 0 && !this.#isOver()) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
    for (const { resolve } of group) resolve(ok(undefined));
  }

  /** T5. Answers why the last of the group was refused; `null` = it was not. */
  async #appendGroup(group: readonly Waiting[]): Promise<Refusal | null> {
    if (this.#isOver()) return this.#refuse(group, this.#overError());
    const blob = packItems(commandsOf(group));
    if (blob.length <= BLOB_BYTES_MAX) return this.#appendBlob(group, blob);
    const [only] = group;
    if (only !== undefined && group.length === 1) return this.#appendLong(only, blob);
    const half = Math.ceil(group.length / 2);
    await this.#appendGroup(group.slice(0, half));
    return this.#appendGroup(group.slice(half));
  }

  /** What follows a part that was refused is not appended, or it would be out of order. */
  async #appendLong(caller: Waiting, blob: Buffer): Promise<Refusal | null> {
    const tooLong = refusalOfLength(caller, blob.length, this.#deps.log.entryBytesMax);
    if (tooLong !== null) return this.#refuse([caller], tooLong);
    if (caller.pending.length === 1) return this.#appendBlob([caller], blob);
    const [first, second] = halved(caller);
    const refused = await this.#appendGroup([first]);
    return refused === null ? this.#appendGroup([second]) : this.#refuse([second], refused);
  }

  async #appendBlob(group: readonly Waiting[], blob: Buffer): Promise<Refusal | null> {
    const { log, shard, newId } = this.#deps;
    const id = newId();
    this.#underway.set(id, group);
    const appended = await log.append([{ shard, id, blob }], []);
    // It may have come back before its appending was confirmed.
    if (appended.ok || !this.#underway.delete(id)) return null;
    this.#wake();
    return this.#refuse(group, appended.error);
  }

  #refuse(group: readonly Waiting[], refusal: Refusal): Refusal {
    const { learners } = this.#deps;
    for (const { key } of commandsOf(group)) learners.release(key.learner);
    for (const { resolve } of group) resolve(err(refusal));
    return refusal;
  }

  async #end(): Promise<number> {
    for (;;) {
      const end = await this.#deps.log.end(this.#deps.shard);
      if (end.ok) return end.value;
      if (this.#isOver()) return 0;
      await this.#deps.pause();
    }
  }

  /** T4. */
  #endWith(fault: LogFault): void {
    this.#fault = fault;
    this.#deps.note(fault);
    this.#refuseAll(this.#overError());
    this.#wake();
  }

  #isOver(): boolean {
    return this.#fault !== null || this.#abort.signal.aborted;
  }

  #overError(): Refusal {
    const detail =
      this.#fault === null
        ? 'the shard was closed'
        : `the log of the shard ended: ${faultText(this.#fault)}`;
    return { kind: 'unavailable', detail };
  }

  #refuseAll(error: Refusal): void {
    const groups = [...this.#underway.values(), this.#queue.splice(0)];
    this.#underway.clear();
    for (const group of groups) this.#refuse(group, error);
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#reached, ...this.#idle];
    this.#reached = [];
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}

const isCommand = (item: LogItem): item is Command => item.kind !== 'ask';

const commandsOf = (group: readonly Waiting[]): readonly Command[] =>
  group.flatMap(({ pending }) => pending.map(({ command }) => command));
