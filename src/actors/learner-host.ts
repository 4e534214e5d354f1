/**
 * The learners as the engine reaches them: all in one process (`shard.ts`), or spread over shards
 * of several processes (`cluster/cluster-host.ts`).
 */
import type { Command, Outcome } from '../domain/command.js';
import type { Effect } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { EnrolmentKey, LearnerId } from '../domain/ids.js';
import type { Answer, EngineStatus, Source } from '../engine.js';
import type { SourceOffset, Stored } from '../persistence/ports.js';

export interface LearnerHost {
  /** Recovers what was accepted before. */
  open(): Promise<void>;
  /** See `Engine`. */
  submit(commands: readonly Command[]): Answer<void>;
  decide(command: Command): Answer<Outcome>;
  ask(effects: readonly Effect[]): Answer<void>;
  /**
   * Makes a change, and durable with it the effects that follow from it, which are performed once
   * both are there. Where one process does both, effects come first: one too many is no loss.
   */
  remember(effects: readonly Effect[], change: () => Stored<void>): Answer<void>;
  source(name: string): Source;
  keep(offsets: readonly SourceOffset[]): Answer<void>;
  /** Enrolments after everything accepted for the learner is folded; all when `key` is null. */
  read(learner: LearnerId, key: EnrolmentKey | null): Answer<readonly EnrolmentState[]>;
  /** Makes everything durable that was handed over here before; answers whether all of it is. */
  flush(): Promise<boolean>;
  /** Resolves when inboxes have room again. */
  room(): Promise<void>;
  /** Something outside changed: tries the parked effects that it may help. */
  wake(concerns: (key: EnrolmentKey) => boolean): void;
  status(): EngineStatus;
  /** Resolves when nobody waits for the log. */
  idle(): Promise<void>;
  /** Whether nothing is on its way here: no command, no effect. */
  isQuiet(): boolean;
  /** Leaves nothing that opening again would not bring back. */
  stop(): Promise<void>;
}
