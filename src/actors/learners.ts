/**
 * The router: who is resident, what waits in front of whom, and how much of it all there may be.
 * It decides nothing about a learner's state; that is the actor's.
 *
 * - R1 Commands of one learner are folded in the order of the log.
 * - R2 Inboxes are bounded per learner and in all, folded but not durable commands included;
 *   residents are bounded in bytes. At a limit the caller is told, nothing is dropped.
 * - R3 A resident leaves memory only when nothing of it is waiting (`isIdle`); it leaves the
 *   registry first, so that the next command makes a new actor.
 * - R4 After a failed commit memory is dropped, and what it had folded is folded again.
 */
import type { EnrolmentState } from '../domain/enrolment.js';
import type { EnrolmentKey, LearnerId } from '../domain/ids.js';
import { assert, type Result } from '../domain/result.js';
import type { StoreError } from '../persistence/ports.js';
import type { ActorSystem } from './actor-system.js';
import { Capacity, type CapacityLimits, type Coming } from './capacity.js';
import { ACTOR_BYTES, emptyMemory, learnerActor, type LearnerWorld } from './learner.js';
import type { Drained, Pending } from './learner-protocol.js';
import { addWrites, commandsOf, isClean, isIdle, newResident, SILENT } from './resident.js';
import type { Resident } from './resident.js';

export interface LearnerLimits extends CapacityLimits {
  readonly inboxCommandsMax: number;
}

export interface LearnersDeps {
  readonly actors: ActorSystem;
  readonly world: LearnerWorld;
  readonly limits: LearnerLimits;
  now(): number;
  /** Keeps a command that cannot be applied; answers whether it is durable. */
  bury(pending: Pending, error: StoreError): Promise<boolean>;
  /** A limit is reached: flush now. */
  hurry(): void;
}

/** Residents that one step of the evictor looks at. */
const LOOKS_MAX = 512;

export class Learners {
  readonly #deps: LearnersDeps;
  readonly #residents = new Map<LearnerId, Resident>();
  readonly #dirty = new Set<Resident>();
  readonly #burials = new Set<Promise<void>>();
  readonly #capacity: Capacity;
  /** Courses that learners completed so far. */
  completions = 0;
  /** The last failure that is being repeated. */
  trouble: StoreError | null = null;
  /** Commands that could not even be kept as dead letters, and went back into their inboxes. */
  failedBurials = 0;

  constructor(deps: LearnersDeps) {
    this.#deps = deps;
    this.#capacity = new Capacity(deps.limits);
  }

  get counts(): { residents: number; bytes: number; waiting: number; dirty: number } {
    const [residents, dirty] = [this.#residents.size, this.#dirty.size];
    const { bytes, commands, reserved } = this.#capacity;
    return { residents, bytes, waiting: commands + reserved, dirty };
  }

  /** When the oldest command came that is not durable in a snapshot; 0 = none. */
  get oldestDirty(): number {
    let oldest = 0;
    for (const { dirtySince } of this.#dirty) {
      if (oldest === 0 || dirtySince < oldest) oldest = dirtySince;
    }
    return oldest;
  }

  /** Keeps a place for one command that is about to become durable; `false` at a limit (R2). */
  reserve(learner: LearnerId): boolean {
    const resident = this.#admit(learner, 'new');
    if (resident === null) return false;
    resident.reserved++;
    this.#capacity.reserved++;
    return true;
  }

  /** Gives a reserved place back: the command did not become durable. */
  release(learner: LearnerId): void {
    const resident = this.#residents.get(learner);
    assert(resident !== undefined && resident.reserved > 0, 'a released place was reserved');
    resident.reserved--;
    this.#capacity.reserved--;
  }

  /** Puts a durable command into its reserved place. */
  deliver(pending: Pending): void {
    this.release(pending.command.key.learner);
    this.enqueue(pending);
  }

  /** Takes a command without a reserved place if there is room (R2; `Capacity` C2). */
  offer(pending: Pending, kind: Coming = 'new'): boolean {
    const resident = this.#admit(pending.command.key.learner, kind);
    if (resident === null) return false;
    this.#put(resident, pending);
    return true;
  }

  /** Takes a command whatever the limits: it is in the log already (recovery). */
  enqueue(pending: Pending): void {
    this.#put(this.#resident(pending.command.key.learner), pending);
  }

  /** Resolves when there is room again. */
  room(kind: Coming = 'new'): Promise<void> {
    if (this.#capacity.isOpen(kind)) return Promise.resolve();
    this.#deps.hurry();
    return this.#capacity.wait(kind);
  }

  /**
   * Enrolments of a learner after its inbox is folded; all of them when `key` is null. What was
   * folded and dropped again meanwhile (R4) is folded once more. Of several enrolments, the actor
   * itself answers which is damaged.
   */
  async read(
    learner: LearnerId,
    key: EnrolmentKey | null,
  ): Promise<Result<readonly EnrolmentState[], StoreError>> {
    const resident = this.#resident(learner);
    resident.pins++;
    try {
      let drops: number;
      do {
        drops = resident.drops;
        const error = await this.drain(resident);
        if (error !== null && error.kind !== 'damaged') return { ok: false, error };
      } while (resident.drops !== drops);
      return await new Promise((reply) => {
        this.#deps.actors.tell(resident.ref, { kind: 'read', key, reply });
      });
    } finally {
      resident.pins--;
    }
  }

  /** Folds a resident's inbox. Returns why some of it could not be folded now, if so. */
  async drain(resident: Resident): Promise<StoreError | null> {
    while (resident.draining !== null) await resident.draining;
    if (resident.inbox.length === 0) return null;
    const inbox = resident.inbox;
    resident.inbox = [];
    resident.folding = inbox.length;
    let error: StoreError | null = null;
    const draining = new Promise<Drained>((reply) => {
      this.#deps.actors.tell(resident.ref, { kind: 'drain', inbox, reply });
    }).then((drained) => {
      resident.draining = null;
      resident.folding = 0;
      error = this.#settle(resident, drained);
    });
    resident.draining = draining;
    await draining;
    return error;
  }

  /** The residents with something that is not durable. */
  dirty(): Iterable<Resident> {
    return this.#dirty;
  }

  /** Those of them that are among the named. */
  dirtyOf(names: readonly LearnerId[]): Resident[] {
    const residents = names.map((name) => this.#residents.get(name));
    return residents.filter((one) => one !== undefined).filter((one) => this.#dirty.has(one));
  }

  /** Their writes are durable: the commands behind them need not be kept. */
  committed(slice: readonly (readonly [Resident, number])[]): void {
    for (const [resident, count] of slice) {
      resident.folded.splice(0, count);
      this.#capacity.commands -= count;
      const clean = isClean(resident);
      resident.dirtySince = clean ? 0 : this.#deps.now();
      if (clean) this.#dirty.delete(resident);
    }
    this.#capacity.announce();
  }

  /** R4: their commit failed. Waits for folds in progress, as they build on what is dropped. */
  async failed(slice: readonly Resident[], error: StoreError): Promise<void> {
    this.trouble = error;
    for (const resident of slice) {
      while (resident.draining !== null) await resident.draining;
      const again = resident.folded.map(({ command }) => ({ command, origin: SILENT }));
      resident.inbox = [...again, ...resident.inbox];
      resident.folded = [];
      resident.writes = null;
      resident.drops++;
      this.#deps.actors.tell(resident.ref, { kind: 'forget' });
    }
  }

  /**
   * Once the residents exceed their limit, lets idle ones go until there is room for many new ones,
   * with a second chance for those used lately. A step at a time: yields after each `LOOKS_MAX`
   * residents, so that others can run.
   */
  *evict(): Generator<void> {
    const target = this.#capacity.evictTo;
    let looks = 0;
    for (let round = 0; round < 2; round++) {
      for (const resident of this.#residents.values()) {
        if (this.#capacity.bytes <= target) return this.#capacity.announce();
        if (++looks % LOOKS_MAX === 0) yield;
        if (!isIdle(resident)) continue;
        if (resident.touched) resident.touched = false;
        else this.#forget(resident);
      }
    }
    this.#capacity.announce();
  }

  /** Resolves when every command that could not be applied is kept, or back in its inbox. */
  async burials(): Promise<void> {
    await Promise.all(this.#burials);
  }

  #bury(resident: Resident, pending: Pending, error: StoreError): void {
    resident.burying++;
    const burial = this.#deps.bury(pending, error).then((kept) => {
      this.#burials.delete(burial);
      resident.burying--;
      if (kept) {
        this.#capacity.commands--;
        return pending.origin.buried(error);
      }
      resident.inbox.unshift(pending);
      this.failedBurials++;
      this.trouble = { kind: 'unavailable', detail: 'dead letters cannot be kept' };
    });
    this.#burials.add(burial);
  }

  #forget(resident: Resident): void {
    this.#residents.delete(resident.learner);
    this.#capacity.bytes -= resident.bytes;
    this.#deps.actors.stop(resident.ref);
  }

  #settle(resident: Resident, drained: Drained): StoreError | null {
    addWrites(resident, drained.writes);
    resident.folded = resident.folded.concat(drained.folded);
    resident.inbox = drained.retry.concat(resident.inbox);
    this.#capacity.bytes += drained.bytes - resident.bytes;
    resident.bytes = drained.bytes;
    this.completions += drained.completions;
    for (const { pending, error } of drained.damaged) this.#bury(resident, pending, error);
    if (drained.error !== null) this.trouble = drained.error;
    return drained.error ?? drained.damaged[0]?.error ?? null;
  }

  #admit(learner: LearnerId, kind: Coming): Resident | null {
    const { inboxCommandsMax } = this.#deps.limits;
    const needsRoom = this.#capacity.isFull(kind) || !this.#residents.has(learner);
    if (needsRoom && !this.#capacity.hasRoom(kind)) {
      this.#deps.hurry();
      return null;
    }
    const resident = this.#resident(learner);
    const behind = kind === 'logged' ? resident.reserved : 0;
    if (commandsOf(resident) - behind < inboxCommandsMax) return resident;
    this.#capacity.crowd();
    this.#deps.hurry();
    return null;
  }

  #resident(learner: LearnerId): Resident {
    const held = this.#residents.get(learner);
    if (held !== undefined) {
      held.touched = true;
      return held;
    }
    const { actors, world } = this.#deps;
    const ref = actors.spawn('learner', emptyMemory(learner), learnerActor(world));
    const resident = newResident(learner, ref, ACTOR_BYTES);
    this.#residents.set(learner, resident);
    this.#capacity.bytes += ACTOR_BYTES;
    return resident;
  }

  #put(resident: Resident, pending: Pending): void {
    resident.inbox.push(pending);
    this.#capacity.commands++;
    this.#markDirty(resident);
  }

  #markDirty(resident: Resident): void {
    if (resident.dirtySince !== 0) return;
    resident.dirtySince = this.#deps.now();
    this.#dirty.add(resident);
  }
}
