/**
 * A shard that this process owns: its learners on the shared log and the fenced store, opened when
 * the lease is taken and closed when it goes. Holds no lease itself; see `ownership.ts`.
 *
 * - S1 The watermark is the first entry of the log that is not in durable snapshots; it only grows,
 *   and only a flush that left nothing behind moves it (R2).
 * - S2 A snapshot may name a structure that only its writer had heard of. It is looked up before
 *   the snapshot is opened: what cannot be opened would count as damaged, and what was to be folded
 *   onto it as a dead letter.
 */
import { Shard } from '../actors/shard.js';
import type { EngineParts, EngineStore } from '../actors/engine-parts.js';
import { FlushPace } from '../actors/flush-pace.js';
import type { Command } from '../domain/command.js';
import type { BatchId } from '../domain/ids.js';
import { ok } from '../domain/result.js';
import type { CatalogueCache } from '../persistence/catalogue.js';
import { withKnownStructures } from './known-structures.js';
import { shardFaultOf, type ShardFault } from './log-fault.js';
import { TailJournal, type TailJournalDeps } from './tail-journal.js';
import type { OwnedShard } from './ownership.js';

type OwnJournalDeps = 'shard' | 'learners' | 'from' | 'commitCommandsMax' | 'known';

export interface ClusterShardParts {
  readonly shard: number;
  readonly parts: EngineParts;
  readonly cache: CatalogueCache;
  /** Brings a batch up to date with what other processes wrote; answers whether it could. */
  readonly upToDate: (batch: BatchId) => Promise<boolean>;
  /** Hears of commands of the log before they are folded (`late-commands.ts`). */
  taken(commands: readonly Pick<Command, 'key' | 'courseVersion'>[]): void;
  /** The first entry to be folded. */
  readonly watermark: number;
  readonly journal: Omit<TailJournalDeps, OwnJournalDeps> & {
    known(named: readonly Pick<Command, 'key' | 'courseVersion'>[]): Promise<void>;
  };
}

export class ClusterShard implements OwnedShard {
  readonly number: number;
  readonly learners: Shard;
  readonly #opening: Promise<boolean>;
  #journal: TailJournal | null = null;
  #watermark: number;
  /** Opening threw. */
  #unopened: ShardFault | null = null;

  constructor({ shard, parts, cache, upToDate, taken, watermark, journal }: ClusterShardParts) {
    this.number = shard;
    this.#watermark = watermark;
    const releasing = released(parts.store, (below) => {
      this.#watermark = Math.max(this.#watermark, below);
    });
    const snapshots = withKnownStructures(releasing.snapshots, (key, courseVersion) =>
      journal.known([{ key, courseVersion }]),
    );
    const store = { ...releasing, snapshots };
    const pace = new FlushPace(parts.limits, () => parts.clock.now());
    this.learners = new Shard({
      parts: { ...parts, store },
      ...{ cache, upToDate, pace },
      newJournal: (learners) =>
        (this.#journal = new TailJournal({
          ...{ ...journal, shard, learners },
          known: (commands) => {
            taken(commands);
            pace.taken(commands);
            return journal.known(commands);
          },
          from: watermark,
          commitCommandsMax: parts.limits.commitCommandsMax,
        })),
    });
    this.#opening = this.learners.open().then(
      () => this.trouble === '',
      (error: unknown) => {
        parts.note('a shard cannot be opened', { shard, error: String(error) });
        this.#unopened = { of: 'process', detail: `it cannot be opened: ${String(error)}` };
        return false;
      },
    );
  }

  get fault(): ShardFault | null {
    const fault = this.#journal?.fault ?? null;
    return fault === null ? this.#unopened : shardFaultOf(fault);
  }

  /** Why the shard ended by itself; '' = it did not. */
  get trouble(): string {
    const { fault } = this;
    return fault === null ? '' : `shard ${String(this.number)}: ${fault.detail}`;
  }

  opened(): Promise<boolean> {
    return this.#opening;
  }

  watermark(): number {
    return this.#watermark;
  }

  close(): Promise<void> {
    return this.learners.stop();
  }

  abandon(): Promise<void> {
    return this.learners.abandon();
  }
}

/** S1: releasing the log is moving the watermark, which goes out with the lease. */
function released(store: EngineStore, release: (below: number) => void): EngineStore {
  const { snapshots } = store;
  return {
    ...store,
    snapshots: {
      ...snapshots,
      commit: async (commit) => {
        if (commit.releaseBelow === 0) return snapshots.commit(commit);
        release(commit.releaseBelow);
        return Promise.resolve(ok(undefined));
      },
    },
  };
}
