/**
 * What `laurel doctor` says of one thing that it looked at.
 *
 * - F1 Whatever is not well says what to do: a command, or the setting to change.
 */
import { EXIT, type ExitCode, type Terminal } from '../terminal.js';

export interface Finding {
  /** `warn` = it works, and may not go on working, or not be what was meant. */
  readonly verdict: 'ok' | 'warn' | 'FAIL';
  readonly subject: string;
  /** How it is, or what is wrong. */
  readonly detail: string;
  /** One sentence; '' where all is well. */
  readonly remedy: string;
}

export const well = (subject: string, detail: string): Finding => ({
  ...{ verdict: 'ok', subject, detail, remedy: '' },
});

export const warning = (subject: string, detail: string, remedy: string): Finding => ({
  ...{ verdict: 'warn', subject, detail, remedy },
});

export const failure = (subject: string, detail: string, remedy: string): Finding => ({
  ...{ verdict: 'FAIL', subject, detail, remedy },
});

/** Prints findings, what to do below each, or one JSON object a line; fails when one failed. */
export function reportFindings(
  findings: readonly Finding[],
  terminal: Terminal,
  json: boolean,
): ExitCode {
  for (const finding of findings) {
    const { verdict, subject, detail, remedy } = finding;
    if (json) terminal.print(JSON.stringify(finding));
    else {
      terminal.print(`${verdict.padEnd(5)} ${subject}: ${detail}`);
      if (remedy !== '') terminal.print(`      -> ${remedy}`);
    }
  }
  return findings.some(({ verdict }) => verdict === 'FAIL') ? EXIT.failed : EXIT.ok;
}
