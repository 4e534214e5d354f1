/** Opens Laurel in the profile that is set. Part of the composition root. */
import { openErrorText } from './cli/open-error.js';
import { openCluster } from './compose-cluster.js';
import { openLaurel, type Laurel, type Note } from './compose.js';
import type { Config } from './config.js';
import { err, type Result } from './domain/result.js';
import { UNWATCHED, type Watch } from './telemetry/watch.js';

export interface ProfileOptions {
  /** Interval of the flush on the embedded profile. */
  readonly flushIntervalMs: number;
  /** Whether the process owns learners where several do. */
  readonly takesShards: boolean;
  readonly note: Note;
  readonly watch?: Watch;
}

/** The failure is a sentence for the operator. */
export async function openProfile(
  config: Config,
  { flushIntervalMs, takesShards, note, watch = UNWATCHED }: ProfileOptions,
): Promise<Result<Laurel, string>> {
  if (config.profile === 'cluster') return openCluster(config, { takesShards, note, watch });
  const opened = await openLaurel(config, { flushIntervalMs, note, watch });
  return opened.ok ? opened : err(openErrorText(opened.error, config.dataDir));
}
