/**
 * Keeps how far a report has come, now and then, while it is being written.
 *
 * - K1 One row is being kept at a time, and nothing waits for it but the end of the report.
 */
import type { Instant } from '../domain/ids.js';
import type { ReportRequest } from '../persistence/report-request.js';

/** Keeps a row; `false` = it is not kept. */
export type Save = (row: ReportRequest) => Promise<boolean>;

export interface ProgressKeeper {
  tell(row: ReportRequest): void;
  /** Resolves when nothing is being kept. */
  settled(): Promise<unknown>;
}

/** A reader of the request is this much behind. */
const KEPT_EVERY_MS = 1_000;

export function progressKeeper(save: Save, now: () => Instant): ProgressKeeper {
  let keptAt = now();
  let saving: Promise<unknown> = Promise.resolve();
  let isSaving = false;
  return {
    tell: (row) => {
      if (isSaving || now() - keptAt < KEPT_EVERY_MS) return;
      keptAt = now();
      isSaving = true;
      saving = save(row).finally(() => (isSaving = false));
    },
    settled: () => saving,
  };
}
