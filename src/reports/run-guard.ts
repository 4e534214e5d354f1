/**
 * Who may run requests: one process at a time, and only while its turn lasts. On one machine that
 * is the process that has the data folder; in a cluster, the one that has the lease.
 */
import type { ReportRequestStore } from '../persistence/report-request.js';

/** The right to run requests, until it is given back or lost. */
export interface RunTurn {
  /** What is written through it after the turn is lost changes nothing. */
  readonly store: ReportRequestStore;
  isMine(): boolean;
  giveBack(): Promise<void>;
}

export interface RunGuard {
  /** `null` = another process has the turn, or nobody can tell. */
  take(): Promise<RunTurn | null>;
}

/** The guard of a process that is alone. */
export const alone = (store: ReportRequestStore): RunGuard => ({
  take: () => Promise.resolve({ store, isMine: () => true, giveBack: () => Promise.resolve() }),
});
