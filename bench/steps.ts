/** Steps of a suite: each runs in a process of its own and tells what it measured as JSON. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What was measured, by name. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs one step and returns the line of JSON that it prints last. */
export function run(
  step: string,
  args: readonly (string | number)[] = [],
  flags: readonly string[] = [],
): Row {
  const file = fileURLToPath(new URL(`suites/${step}.js`, import.meta.url));
  const all = ['--expose-gc', '--max-semi-space-size=64', ...flags, file, ...args.map(String)];
  const out = execFileSync(process.execPath, all, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  return JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Row;
}

/** How a measured rate stands to the same rate of others, e.g. `toParse: 0.21`. */
export function ratios(row: Row, rate: string, others: Readonly<Record<string, Row>>): Row {
  const entries = Object.entries(others).map(([name, other]) => {
    const label = `to${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return [label, Number((Number(row[rate]) / Number(other[rate])).toFixed(3))];
  });
  return Object.fromEntries(entries) as Row;
}
