/** `laurel config`: the settings in force, defaults included, secrets masked. */
import { redactedConfig, type Config } from '../config.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

/** Prints `NAME=value` lines, or one JSON object. */
export function showConfig(config: Config, terminal: Terminal, json: boolean): ExitCode {
  const shown = redactedConfig(config);
  if (json) terminal.print(JSON.stringify(shown));
  else for (const [name, value] of Object.entries(shown)) terminal.print(`${name}=${value}`);
  return EXIT.ok;
}
