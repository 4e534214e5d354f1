/** The words of `laurel what-if`. */
import { Argument, Option, type Command } from 'commander';
import type { ExitCode } from './terminal.js';
import { WHAT_IFS, type WhatIf, type WhatIfKind } from './what-if.js';

export interface WhatIfActions {
  readonly whatIf: (asked: WhatIf) => Promise<ExitCode>;
}

export function addWhatIf(
  program: Command,
  actions: WhatIfActions,
  ended: (code: ExitCode) => void,
): void {
  program
    .command('what-if')
    .description('who changes under another structure, or would earn under other criteria')
    .addArgument(
      new Argument(
        '<kind>',
        'course: a hierarchy as it would be published; published: what the newest one changed; ' +
          'criteria: those of a template',
      ).choices(WHAT_IFS),
    )
    .argument('<subject>', "a file, or '-'; of published, the id of the course")
    .addOption(
      new Option('--batch <id>', 'only this batch; may be repeated')
        .default([])
        .argParser((id: string, ids: readonly string[]) => [...ids, id]),
    )
    .option('--json', 'one JSON object a line')
    .action(async (kind: WhatIfKind, subject: string, options: Options) => {
      const { batch: batches, json = false } = options;
      ended(await actions.whatIf({ kind, subject, batches, json }));
    });
}

interface Options {
  readonly batch: readonly string[];
  readonly json?: boolean;
}
