/** The words of `laurel dlq`. */
import { Option, type Command } from 'commander';
import type { LetterName } from './edit-letter.js';
import type { RedriveRequest } from './redrive.js';
import type { ExitCode } from './terminal.js';

/** A letter and the file of what was sent, corrected. */
export interface EditRequest extends LetterName {
  readonly file: string;
}

export interface LetterActions {
  readonly listLetters: (json: boolean) => Promise<ExitCode>;
  /** `out`: the file for what may be edited of it; `null` = the letter is printed. */
  readonly showLetter: (name: LetterName, out: string | null) => Promise<ExitCode>;
  readonly editLetter: (request: EditRequest, dry: boolean, json: boolean) => Promise<ExitCode>;
  readonly redrive: (request: RedriveRequest, dry: boolean, json: boolean) => Promise<ExitCode>;
}

type Ended = (code: ExitCode) => void;

interface JsonOption {
  readonly json?: boolean;
}

interface DryOption extends JsonOption {
  readonly dryRun?: boolean;
}

export function addLetterCommands(program: Command, actions: LetterActions, ended: Ended): void {
  const letters = program.command('dlq').description('inputs that could not be applied');
  letters
    .command('ls')
    .description('list them: source, position, time, reason')
    .option('--json', 'one JSON object a line')
    .action(async (options: JsonOption) => ended(await actions.listLetters(options.json === true)));
  letters
    .command('show')
    .description('show one whole, as JSON')
    .argument('<source>')
    .argument('<position>')
    .option('--out <file>', 'write what was sent to a file instead, to be corrected there')
    .action(async (source: string, position: string, { out }: { readonly out?: string }) =>
      ended(await actions.showLetter({ source, position }, out ?? null)),
    );
  letters
    .command('edit')
    .description('take one again as it was corrected; its sender and its time stay')
    .argument('<source>')
    .argument('<position>')
    .argument('<file>', "what was sent, corrected; '-' for standard input")
    .option('--dry-run', 'say what would become of it, and change nothing')
    .option('--json', 'as one JSON object')
    .action(async (source: string, position: string, file: string, options: DryOption) => {
      const { dryRun = false, json = false } = options;
      ended(await actions.editLetter({ source, position, file }, dryRun, json));
    });
  addRedrive(letters, actions, ended);
}

interface RedriveOptions extends DryOption {
  readonly source?: string;
  readonly reason?: string;
  readonly position: readonly string[];
}

function addRedrive(letters: Command, actions: LetterActions, ended: Ended): void {
  const redrive = letters
    .command('redrive')
    .description('take them again as they came; those that are taken are removed')
    .option('--source <name>', 'only those of a source')
    .option('--reason <text>', 'only those that failed for this reason')
    .addOption(
      new Option('--position <place>', 'only that one of the source; may be repeated')
        .default([])
        .argParser((place: string, places: readonly string[]) => [...places, place]),
    )
    .option('--dry-run', 'say what would become of them, and change nothing')
    .option('--json', 'one JSON object a line');
  redrive.action(async (options: RedriveOptions) => {
    const { source = null, reason = null, position: positions } = options;
    if (source === null && positions.length > 0) redrive.error('error: --position needs --source');
    if (reason !== null && positions.length > 0) {
      redrive.error('error: --reason and --position exclude each other');
    }
    const request = { source, reason, positions };
    ended(await actions.redrive(request, options.dryRun === true, options.json === true));
  });
}
