/**
 * Opens what a command works on and closes it again: the settings, the store to read, the store to
 * write. Writers take the data folder's lock; readers work beside a running server.
 */
import { existsSync } from 'node:fs';
import type { Laurel } from '../compose.js';
import { faultText, type Config, type Environment } from '../config.js';
import { openReader, type Reader } from '../reader.js';
import { loadConfig } from '../server-tls.js';
import { noteOn } from './note-on.js';
import { openWriter } from './open-writer.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface ActionParts {
  readonly env: Environment;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly serve: () => Promise<ExitCode>;
}

/** Runs `work` with the settings, or says what is wrong with them. */
export async function configured(
  { env, cwd, terminal }: ActionParts,
  work: (config: Config) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = loadConfig(env, cwd);
  if (config.ok) return work(config.value);
  terminal.note(faultText(config.error));
  return EXIT.usage;
}

/** Runs `work` as the data folder's writer. */
export const writingTo = (
  parts: ActionParts,
  work: (laurel: Laurel, config: Config) => Promise<ExitCode>,
): Promise<ExitCode> =>
  configured(parts, (config) => asWriter(config, parts.terminal, (laurel) => work(laurel, config)));

/** Runs `work` as the writer of a folder whose settings are read. */
export async function asWriter(
  config: Config,
  terminal: Terminal,
  work: (laurel: Laurel) => Promise<ExitCode>,
): Promise<ExitCode> {
  const opened = await openWriter(config, terminal);
  if (!opened.ok) return failed(terminal, opened.error);
  try {
    return await work(opened.value);
  } finally {
    await opened.value.stop();
  }
}

/** Runs `work` beside whatever writes the data folder. */
export function reading(
  parts: ActionParts,
  work: (reader: Reader, config: Config) => Promise<ExitCode>,
): Promise<ExitCode> {
  return configured(parts, async (config) => {
    const { dataDir } = config;
    if (config.profile === 'embedded' && !existsSync(dataDir)) {
      return failed(parts.terminal, `there is no data in ${dataDir} yet`);
    }
    const opened = await openReader(config, noteOn(parts.terminal));
    if (!opened.ok) return failed(parts.terminal, opened.error);
    try {
      return await work(opened.value, config);
    } finally {
      await opened.value.close();
    }
  });
}

/** Says why a command failed. */
export function failed(terminal: Terminal, reason: string): ExitCode {
  terminal.note(`laurel: ${reason}`);
  return EXIT.failed;
}
