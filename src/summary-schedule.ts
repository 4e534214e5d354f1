/**
 * Writes the collection summary at the times of its cron line, for as long as the server runs. Part
 * of the composition root: has the clock.
 *
 * - S1 One process of an installation writes it: the one that gets the turn to run reports. Who
 *   does not get it looks again for an hour, until it has it or the files are there.
 * - S2 `stop` waits for the one that is being written; a summary that fails is noted, and comes
 *   again at the next time.
 */
import { stat } from 'node:fs/promises';
import { summaryOf } from './cli/collection-summary.js';
import type { Laurel, Note } from './compose.js';
import type { Config } from './config.js';
import { nextTime } from './cron.js';
import { refusalText } from './gateway/refusal-text.js';
import { reportDirOf } from './report-writer.js';
import { summaryFiles } from './reports/collection-summary.js';
import { rolesOf } from './topic-follow.js';

export interface SummarySchedule {
  stop(): Promise<void>;
}

export interface SummaryParts {
  readonly laurel: Pick<Laurel, 'engine' | 'reportGuard'> & {
    readonly store: Pick<Laurel['store'], 'users'>;
  };
  now(): number;
  /** Calls after a delay; the answer takes it back. */
  after(delayMs: number, work: () => void): () => void;
  readonly note: Note;
}

/** The longest delay that timers of the platform take. */
const DELAY_MS_MAX = 2_147_483_647;

const LOOKS_MAX = 60;
const LOOK_PAUSE_MS = 60_000;

export function startSummaries(config: Config, parts: SummaryParts): SummarySchedule {
  let cancel: () => void = () => undefined;
  let writing: Promise<void> = Promise.resolve();
  const look = (due: number, looks: number): void => {
    writing = writing.then(async () => {
      const done = (await writeInTurn(config, parts)) || (await isThere(config, due));
      if (done || looks >= LOOKS_MAX) schedule();
      else cancel = parts.after(LOOK_PAUSE_MS, () => look(due, looks + 1));
    });
  };
  const schedule = (): void => {
    const now = parts.now();
    const due = nextTime(config.collectionSummaryCron, now);
    if (due === null) return;
    cancel = parts.after(Math.min(due - now, DELAY_MS_MAX), () => {
      if (parts.now() >= due) look(due, 1);
      else schedule();
    });
  };
  if (rolesOf(config).has('reports')) schedule();
  return {
    stop: async () => {
      cancel();
      await writing;
      cancel();
    },
  };
}

/** Returns whether it was this process's turn. */
async function writeInTurn(config: Config, parts: SummaryParts): Promise<boolean> {
  const turn = await parts.laurel.reportGuard.take();
  if (turn === null) return false;
  try {
    const { engine, store } = parts.laurel;
    const written = await summaryOf(config, {
      ...{ users: store.users, now: parts.now(), onBatches: () => undefined },
      batches: engine.catalogue.allBatches(),
      course: (course) => engine.catalogue.course(course),
      states: ({ course, batch }) => engine.participants(course, batch),
    });
    if (!written.ok) {
      parts.note('collection summary failed', { detail: refusalText(written.error) });
    }
  } catch (error) {
    parts.note('collection summary failed', { detail: String(error) });
  } finally {
    await turn.giveBack();
  }
  return true;
}

/** Whether another process has written the day's file since it was due. */
async function isThere(config: Config, due: number): Promise<boolean> {
  const [file = ''] = summaryFiles(reportDirOf(config), due);
  try {
    return (await stat(file)).mtimeMs >= due;
  } catch {
    return false;
  }
}
