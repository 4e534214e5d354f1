/**
 * The columns beyond Sunbird's that a request asks for: `datasetConfig.columns`, a list of names.
 * Sunbird passes over keys of the config that it does not know, so that such a request can be sent
 * to it, too.
 */
import { err, ok, type Result } from '../domain/result.js';
import { NO_OPTIONS, type ReportOptions } from './report-options.js';

/** Names by which requests and the command line ask for columns. */
export const OPTION_NAMES = Object.keys(NO_OPTIONS) as readonly (keyof ReportOptions)[];

/** The options that a config asks for, or what is wrong with it. */
export function optionsOf(
  datasetConfig: Readonly<Record<string, unknown>>,
): Result<ReportOptions, string> {
  const { columns = [] } = datasetConfig;
  if (!Array.isArray(columns)) return err('columns is not a list of names');
  const unknown = columns.filter((name) => !OPTION_NAMES.some((known) => known === name));
  if (unknown.length > 0) return err(`columns may hold only ${OPTION_NAMES.join(', ')}`);
  const asked = OPTION_NAMES.map((name) => [name, columns.includes(name)]);
  return ok(Object.fromEntries(asked) as Record<keyof ReportOptions, boolean>);
}
