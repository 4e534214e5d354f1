/** Opens Laurel for a bulk command: the longer flush interval, notes to the terminal. */
import type { Laurel } from '../compose.js';
import type { Config } from '../config.js';
import type { Result } from '../domain/result.js';
import { noteOn } from './note-on.js';
import { openProfile } from '../open-profile.js';
import type { Terminal } from './terminal.js';

/**
 * Waits for another writer of the data folder up to `LAUREL_LOCK_WAIT_MS`; in a cluster it asks the
 * processes that own the learners. The failure is a sentence.
 */
export const openWriter = (config: Config, terminal: Terminal): Promise<Result<Laurel, string>> =>
  openProfile(config, {
    flushIntervalMs: config.replayFlushIntervalMs,
    takesShards: false,
    note: noteOn(terminal),
  });
