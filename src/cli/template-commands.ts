/** The words of `laurel template`. */
import { Option, type Command } from 'commander';
import { SAMPLE_NAMES, type SampleName } from '../certificates/template/sample.js';
import type { PreviewRequest, TemplateRequest } from './template.js';
import type { ExitCode } from './terminal.js';

export interface TemplateActions {
  readonly checkTemplate: (request: TemplateRequest) => Promise<ExitCode>;
  readonly previewTemplate: (request: PreviewRequest) => Promise<ExitCode>;
}

interface PreviewOptions {
  readonly out: string;
  readonly sample: SampleName;
  readonly json?: boolean;
}

const FILE = "an SVG with placeholders, or a template in JSON; '-' for standard input";

export function addTemplateCommands(
  program: Command,
  actions: TemplateActions,
  ended: (code: ExitCode) => void,
): void {
  const template = program.command('template').description('certificate templates, before use');
  template
    .command('check')
    .description('list what is wrong with one and what will look otherwise, by parameter and line')
    .argument('<file>', FILE)
    .option('--json', 'as one JSON object')
    .action(async (file: string, { json = false }: { readonly json?: boolean }) =>
      ended(await actions.checkTemplate({ file, json })),
    );
  template
    .command('preview')
    .description('draw a specimen with made-up facts')
    .argument('<file>', FILE)
    .option('--out <file>', 'where the PDF goes', 'specimen.pdf')
    .addOption(
      new Option('--sample <name>', 'whose certificate').choices(SAMPLE_NAMES).default('plain'),
    )
    .option('--json', 'print the file as JSON')
    .action(async (file: string, { out, sample, json = false }: PreviewOptions) =>
      ended(await actions.previewTemplate({ file, out, sample, json })),
    );
}
