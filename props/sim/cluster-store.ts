/**
 * The store that processes of a simulated cluster share: rows carry write times and keep the
 * greater one, as Cassandra's do, whatever order the writes arrive in.
 *
 * - A commit is no transaction (`cassandra/learner-store.ts`): effects and facts come first, then
 *   each learner's rows in one piece. A commit that fails may have done any part of it.
 * - Whose write it is shows in the time alone; nobody is asked for a lease here.
 */
import type { CertificateFacts } from '../../src/domain/certificate.js';
import type { Effect } from '../../src/domain/effects.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import type { WriteClock } from '../../src/persistence/cluster-ports.js';
import type { Fault } from '../../src/persistence/faulty-store.js';
import { memoryCatalogue } from '../../src/persistence/memory-catalogue.js';
import { memoryStore, type MemoryStore } from '../../src/persistence/memory-store.js';
import { EMPTY_COMMIT, type Commit, type SnapshotRow } from '../../src/persistence/ports.js';
import type {
  EffectStore,
  SnapshotStore,
  Stored,
  StoreError,
} from '../../src/persistence/ports.js';
import { effectText, enrolmentText } from '../../src/persistence/snapshot.js';

/** How one write goes: when it arrives, and whether it fails and after how many of its parts. */
export interface WriteFate {
  readonly fault: Fault;
  /** Parts of the write that are applied though it fails. */
  partsOf(count: number): number;
  /** Resolves when the write arrives; whoever made it may be gone by then. */
  arrives(): Promise<void>;
}

export class ClusterStore {
  /** What has no write time of its own in this simulation: users, files. */
  readonly plain: MemoryStore = memoryStore();
  readonly catalogue = memoryCatalogue();
  readonly effects = new Map<number, Cells<Effect>>();
  readonly #snapshots = new Cells<SnapshotRow>();
  readonly #facts = new Cells<CertificateFacts>();

  /** The snapshots as the owner of a shard reads and writes them. */
  snapshots(shard: number, clock: WriteClock, fate: () => WriteFate): SnapshotStore {
    return {
      ...this.plain.snapshots,
      load: (key) => {
        const cell = this.#snapshots.get(enrolmentText(key));
        const inherited = cell !== null && cell.time < clock.from;
        return Promise.resolve(ok(cell && { bytes: cell.value.bytes, inherited }));
      },
      commit: (commit) => {
        const time = clock.next();
        if (time === null) return Promise.resolve(err(LEASE_OVER));
        return written(fate(), this.#parts(shard, commit, time));
      },
    };
  }

  /** The effects of a shard. */
  effectsOf(shard: number, clock: WriteClock, fate: () => WriteFate): EffectStore {
    const cells = this.#cellsOf(shard);
    return {
      async *pending() {
        for (const effect of cells.values()) yield await Promise.resolve(effect);
      },
      confirm: (effects) => {
        const time = clock.next();
        if (time === null) return Promise.resolve(err(LEASE_OVER));
        return written(
          fate(),
          effects.map((effect) => () => cells.put(effectText(effect), null, time)),
        );
      },
    };
  }

  #parts(shard: number, commit: Commit, time: bigint): readonly (() => void)[] {
    const first = (): void => {
      for (const e of commit.effects) this.#cellsOf(shard).put(effectText(e), e, time);
      for (const facts of commit.facts) {
        if (this.#facts.put(facts.certificate, facts, time)) this.#apply({ facts: [facts] });
      }
    };
    const learners = new Set(commit.snapshots.map(({ key }) => key.learner));
    return [first, ...[...learners].map((who) => () => this.#applyLearner(commit, who, time))];
  }

  #applyLearner(commit: Commit, learner: LearnerId, time: bigint): void {
    const snapshots = commit.snapshots.filter(
      (row) =>
        row.key.learner === learner && this.#snapshots.put(enrolmentText(row.key), row, time),
    );
    this.#apply({ snapshots });
  }

  #apply(commit: Partial<Commit>): void {
    void this.plain.snapshots.commit({ ...EMPTY_COMMIT, ...commit });
  }

  #cellsOf(shard: number): Cells<Effect> {
    const cells = this.effects.get(shard) ?? new Cells<Effect>();
    this.effects.set(shard, cells);
    return cells;
  }
}

/** Cells by name; the write with the greater time stays, a deletion (`null`) included. */
class Cells<T> {
  readonly #cells = new Map<string, { readonly value: T | null; readonly time: bigint }>();

  get(name: string): { readonly value: T; readonly time: bigint } | null {
    const cell = this.#cells.get(name);
    return cell === undefined || cell.value === null ? null : { ...cell, value: cell.value };
  }

  /** Whether this write is the one that stays. */
  put(name: string, value: T | null, time: bigint): boolean {
    const before = this.#cells.get(name);
    if (before !== undefined && before.time > time) return false;
    this.#cells.set(name, { value, time });
    return true;
  }

  values(): T[] {
    return [...this.#cells.values()].flatMap(({ value }) => (value === null ? [] : [value]));
  }
}

async function written(fate: WriteFate, parts: readonly (() => void)[]): Stored<void> {
  const { fault } = fate;
  const applied = fault === 'none' ? parts.length : fate.partsOf(parts.length);
  const arrived = fate.arrives().then(() => {
    for (const part of parts.slice(0, applied)) part();
  });
  if (fault === 'timeout') return err({ kind: fault, detail: 'injected' });
  await arrived;
  return fault === 'none' ? ok(undefined) : err({ kind: fault, detail: 'injected' });
}

const LEASE_OVER: StoreError = { kind: 'unavailable', detail: 'the lease is over' };
