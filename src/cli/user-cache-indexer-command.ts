/** The words of `laurel run-job user-cache-indexer`. */
import type { Command } from 'commander';
import type { ExitCode } from './terminal.js';
import type { IndexRequest } from './user-cache-indexer-run.js';

export type IndexUsers = (request: IndexRequest, json: boolean) => Promise<ExitCode>;

/** Adds the command to `run-job`; without options it indexes all users. */
export function addUserCacheIndexer(
  jobs: Command,
  indexUsers: IndexUsers,
  ended: (code: ExitCode) => void,
): void {
  jobs
    .command('user-cache-indexer')
    .description("rebuild Sunbird's user cache (Redis) from its user tables (Cassandra)")
    .option('--user <id>', 'one user alone')
    .option('--from <day>', 'who was changed on this day or later, or does not say when')
    .option('--refresh', 'everybody anew; then remove users that are in no table any more')
    .option('--anonymous', 'anonymous users alone, from the database that they arrive in')
    .option('--json', 'end with one JSON line for a program to read')
    .action(async (request: IndexRequest & { readonly json?: boolean }) => {
      const { json = false, ...wanted } = request;
      ended(await indexUsers(wanted, json));
    });
}
