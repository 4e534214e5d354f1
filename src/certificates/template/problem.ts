/**
 * What is wrong with a template, said so that whoever made it can put it right: the parameter of
 * the request or the line of the drawing, and what to do.
 */

export interface TemplateProblem {
  /** An error keeps the template from being used; a warning tells what is drawn otherwise. */
  readonly severity: 'error' | 'warning';
  /** Path of the parameter, e.g. `template.signatoryList[1].image`. */
  readonly parameter: string;
  /** Line of the drawing, from 1; `null` = it is not about a line. */
  readonly line: number | null;
  readonly message: string;
}

/** Most problems that are told of one template; a drawing could have thousands. */
export const PROBLEM_COUNT_MAX = 50;

/** `template.url, line 12: <script> is not allowed`. */
export const problemText = ({ parameter, line, message }: TemplateProblem): string =>
  `${parameter}${line === null ? '' : `, line ${String(line)}`}: ${message}`;

export const isFatal = (problems: readonly TemplateProblem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

/** Gathers the problems of one parameter, each once, errors before the limit of warnings. */
export class Problems {
  readonly #found = new Map<string, TemplateProblem>();
  readonly #parameter: string;

  constructor(parameter: string) {
    this.#parameter = parameter;
  }

  error(line: number | null, message: string): void {
    this.#add('error', line, message);
  }

  warn(line: number | null, message: string): void {
    this.#add('warning', line, message);
  }

  /** Errors first, then in order of their lines. */
  all(): readonly TemplateProblem[] {
    const found = [...this.#found.values()];
    const errors = found.filter(({ severity }) => severity === 'error');
    const warnings = found.filter(({ severity }) => severity === 'warning');
    return [...errors, ...warnings].slice(0, PROBLEM_COUNT_MAX);
  }

  #add(severity: TemplateProblem['severity'], line: number | null, message: string): void {
    const problem = { severity, parameter: this.#parameter, line, message };
    const key = `${severity} ${String(line)} ${message}`;
    const isFull = severity === 'warning' && this.#found.size >= PROBLEM_COUNT_MAX;
    if (!isFull) this.#found.set(key, problem);
  }
}
