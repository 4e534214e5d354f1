/**
 * The grammar of the command line: commands, arguments, options, help, and the exit code of each
 * ending. What a command does is `Actions`.
 */
import { Argument, Command, CommanderError, Option } from 'commander';
import { OPTION_NAMES } from '../reports/request-options.js';
import { INPUT_TOPICS, type InputTopic } from '../gateway/topics/parse-topic.js';
import { addCertificateCommands, type CertificateActions } from './certificate-commands.js';
import { IMPORTS, type ImportKind } from './import.js';
import { addLetterCommands, type LetterActions } from './letter-commands.js';
import type { JobOptions } from './report-job.js';
import { JOBS, type Job } from './run-job.js';
import { addTemplateCommands, type TemplateActions } from './template-commands.js';
import { EXIT, type ExitCode } from './terminal.js';
import { addWhatIf, type WhatIfActions } from './what-if-command.js';
import { addUserCacheIndexer, type IndexUsers } from './user-cache-indexer-command.js';

export interface Actions extends CertificateActions, LetterActions, TemplateActions, WhatIfActions {
  readonly serve: () => Promise<ExitCode>;
  readonly import: (kind: ImportKind, file: string, json: boolean) => Promise<ExitCode>;
  readonly replay: (file: string, topic: InputTopic, json: boolean) => Promise<ExitCode>;
  readonly runJob: (job: Job, options: JobOptions) => Promise<ExitCode>;
  readonly reindexBatches: (json: boolean) => Promise<ExitCode>;
  readonly indexUsers: IndexUsers;
  readonly migrate: () => Promise<ExitCode>;
  readonly reconcile: (batches: readonly string[], json: boolean) => Promise<ExitCode>;
  readonly config: (json: boolean) => Promise<ExitCode>;
  readonly doctor: (json: boolean) => Promise<ExitCode>;
}

/** Where help (stdout) and usage errors (stderr) are written. */
export interface Pages {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs the command that `args` ask for; `args` without the program's own name. */
export async function runProgram(
  args: readonly string[],
  actions: Actions,
  pages: Pages,
  version: string,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = grammar(actions, version, (ended) => (code = ended));
  outermost(program, pages);
  try {
    refuseUnknown(program, args[0]);
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

/** Sub-commands do not inherit these once they exist, so they are set on each. */
function outermost(command: Command, pages: Pages): void {
  command.exitOverride().configureOutput({ writeOut: pages.out, writeErr: pages.err });
  for (const inner of command.commands) outermost(inner, pages);
}

/** Without this an unknown command would be read as an argument of the default one. */
function refuseUnknown(program: Command, name = 'serve'): void {
  const known = [...program.commands.map((command) => command.name()), 'help'];
  if (name.startsWith('-') || known.includes(name)) return;
  program.error(`error: unknown command '${name}'; it is one of ${known.join(', ')}`);
}

type Ended = (code: ExitCode) => void;

interface JsonOption {
  readonly json?: boolean;
}

function grammar(actions: Actions, version: string, ended: Ended): Command {
  const program = new Command('laurel')
    .description('Course progress, certificates and reports. Settings: environment variables.')
    .version(version)
    // Else a command would also take its options from behind the name of a command of its own.
    .enablePositionalOptions();
  const json = (): Option => new Option('--json', 'print JSON for a program to read');
  program
    .command('serve', { isDefault: true })
    .description('serve the API until stopped')
    .action(async () => ended(await actions.serve()));
  program
    .command('import')
    .description(
      'bring in a course (JSON), users (CSV, JSONL), batches (JSONL) or enrolments (CSV)',
    )
    .addArgument(new Argument('<kind>').choices(IMPORTS))
    .argument('<file>', "a path, or '-' for standard input")
    .addOption(json())
    .action(async (kind: ImportKind, file: string, options: JsonOption) =>
      ended(await actions.import(kind, file, options.json === true)),
    );
  program
    .command('replay')
    .description("feed a file of a Sunbird topic's records (JSONL) through the engine")
    .argument('<file>', "a path, or '-' for standard input")
    .addOption(topic())
    .addOption(json())
    .action(async (file: string, options: JsonOption & { readonly topic: InputTopic }) =>
      ended(await actions.replay(file, options.topic, options.json === true)),
    );
  addJobs(program, actions, ended);
  addLetterCommands(program, actions, ended);
  addQueries(program, actions, ended);
  addWhatIf(program, actions, ended);
  addCertificateCommands(program, actions, ended);
  addTemplateCommands(program, actions, ended);
  return program;
}

const topic = (): Option =>
  new Option('--topic <name>', 'the topic whose records the file holds')
    .choices(INPUT_TOPICS)
    .default(INPUT_TOPICS[0]);

const batches = (): Option =>
  new Option('--batch <id>', 'a batch that it is about; may be repeated')
    .default([])
    .argParser((id: string, ids: readonly string[]) => [...ids, id]);

function addJobs(program: Command, actions: Actions, ended: Ended): void {
  const jobs = program
    .command('run-job')
    .description(
      'write reports of batches, run the requests that wait, or show batches by the new status',
    )
    .addArgument(new Argument('<job>').choices(JOBS))
    .addOption(batches())
    .option('--filter <ids>', 'batches with commas between')
    .option('--search <json>', 'a content search; the batches of the courses that it finds')
    .option('--columns <names>', `columns beyond Sunbird's: ${OPTION_NAMES.join(', ')}`)
    .option('--key-file <path>', 'a file with the password or key that protects the reports')
    .option('--json', 'end with one JSON line for a program to read')
    .action(async (job: Job, options: JobOptions) => ended(await actions.runJob(job, options)));
  program
    .command('reindex')
    .description('show others everything as the catalogue has it (LAUREL_SEARCH_INDEX_URL)')
    .addArgument(new Argument('<kind>').choices(['batches']))
    .option('--json', 'end with one JSON line for a program to read')
    .action(async (_: string, options: JsonOption) =>
      ended(await actions.reindexBatches(options.json === true)),
    );
  addUserCacheIndexer(jobs, (request, asJson) => actions.indexUsers(request, asJson), ended);
}

function addQueries(program: Command, actions: Actions, ended: Ended): void {
  program
    .command('migrate')
    .description('make the tables and topics that are missing; may be repeated')
    .action(async () => ended(await actions.migrate()));
  program
    .command('reconcile')
    .description("list where Sunbird's tables and Laurel differ; writes nothing")
    .requiredOption('--dry-run', 'the only way there is')
    .addOption(batches())
    .option('--json', 'one JSON object a line')
    .action(async (options: JsonOption & { batch: readonly string[] }) =>
      ended(await actions.reconcile(options.batch, options.json === true)),
    );
  program
    .command('config')
    .description('print the settings in force, secrets masked')
    .option('--json', 'as one JSON object')
    .action(async (options: JsonOption) => ended(await actions.config(options.json === true)));
  program
    .command('doctor')
    .description('say what is wrong with what a server needs, and what to do')
    .option('--json', 'one JSON object a finding')
    .action(async (options: JsonOption) => ended(await actions.doctor(options.json === true)));
}
