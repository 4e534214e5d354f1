/** Opens the data folder for a bulk command: the longer flush interval, notes to the terminal. */
import { openLaurel, type Laurel } from '../compose.js';
import type { Config } from '../config.js';
import type { Result } from '../domain/result.js';
import type { OpenError } from '../persistence/lmdb/environment.js';
import type { Terminal } from './terminal.js';

/** Waits for another writer up to `LAUREL_LOCK_WAIT_MS`. */
export function openWriter(config: Config, terminal: Terminal): Promise<Result<Laurel, OpenError>> {
  return openLaurel(config, {
    flushIntervalMs: config.replayFlushIntervalMs,
    note: (message, detail) => terminal.note(`laurel: ${message} ${JSON.stringify(detail)}`),
  });
}
