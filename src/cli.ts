#!/usr/bin/env node
/** The command line's entry. Ends with the command's exit code once everything is closed. */
import { actionsOf } from './cli/actions.js';
import { runProgram } from './cli/program.js';
import { EXIT, processTerminal } from './cli/terminal.js';
import { version } from './version.js';

const actions = actionsOf({
  env: process.env,
  cwd: process.cwd(),
  terminal: processTerminal(),
  // The server is a program of its own; importing it runs it.
  serve: async () => {
    await import('./main.js');
    return EXIT.ok;
  },
});
const pages = {
  out: (text: string): void => void process.stdout.write(text),
  err: (text: string): void => void process.stderr.write(text),
};
process.exitCode = await runProgram(process.argv.slice(2), actions, pages, version);
