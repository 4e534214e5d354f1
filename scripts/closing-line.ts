/**
 * A vitest reporter that ends every run with one plain line for machines:
 * `N passed, N failed, N skipped`. A file that could not be loaded counts as one failure.
 */
import type { Reporter, TestModule } from 'vitest/node';

type Outcome = 'passed' | 'failed' | 'skipped';

export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const seen = modules.flatMap(outcomes);
    // Written at exit, after the summaries of all other reporters.
    process.on('exit', (code) => {
      process.stdout.write(`${closingLine(seen, unhandled.length, code)}\n`);
    });
  }
}

/**
 * Formats the line. Errors outside of any test count as failures, and so does the exit code of a
 * run that failed before any test began: no run ends with `0 failed` and a code other than 0.
 */
export function closingLine(outcomes: readonly Outcome[], errors: number, code: number): string {
  const count = (wanted: Outcome): number => outcomes.filter((o) => o === wanted).length;
  const failed = Math.max(count('failed') + errors, code === 0 ? 0 : 1);
  return `${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`;
}

function outcomes(module: TestModule): Outcome[] {
  const tests = [...module.children.allTests()].map((test) => test.result().state);
  const seen = tests.map((state): Outcome => (state === 'pending' ? 'skipped' : state));
  // Failed without a failed test: an import, a suite or a hook broke.
  const broken = module.state() === 'failed' && !seen.includes('failed');
  return broken ? [...seen, 'failed'] : seen;
}
