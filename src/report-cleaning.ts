/**
 * Removes old report files now and then, for as long as the server runs. Part of the composition
 * root: has the clock.
 *
 * - W1 One sweep at a time; `stop` waits for the one that runs.
 */
import type { Note } from './compose.js';
import { reportDirOf } from './compose.js';
import type { Config } from './config.js';
import { removeOldReports } from './reports/report-retention.js';

export interface ReportCleaning {
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;
const SWEEP_INTERVAL_MS = 3_600_000;

/** Sweeps at once and then every hour; does nothing where files are kept for ever. */
export function startReportCleaning(
  config: Pick<Config, 'dataDir' | 'reportDir' | 'reportRetentionDays'>,
  now: () => number,
  note: Note,
): ReportCleaning {
  if (config.reportRetentionDays === 0) return { stop: () => Promise.resolve() };
  let sweep: Promise<void> = Promise.resolve();
  const begin = (): void => {
    const before = now() - config.reportRetentionDays * DAY_MS;
    sweep = sweep.then(async () => {
      const { files, troubles } = await removeOldReports(reportDirOf(config), before);
      if (troubles.length > 0) note('old report files stay', { files, troubles });
    });
  };
  begin();
  const timer = setInterval(begin, SWEEP_INTERVAL_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return sweep;
    },
  };
}
