/**
 * `npm run conformance -- DIR [--json]`: runs every case of a folder: of stream jobs, of the API,
 * of exhausts. One line a case and a summary on stdout; exit 0 when none fails, 1 when one does, 2
 * for a folder that holds no such cases.
 */
import { parseArgs } from 'node:util';
import { casesOf, type CaseFile } from './folder.js';
import type { Verdict } from './observed.js';

const USAGE = 'usage: npm run conformance -- DIR [--json]';

interface Outcome {
  readonly name: string;
  readonly verdict: Verdict;
}

process.exitCode = await main();

async function main(): Promise<0 | 1 | 2> {
  const options = argumentsOf();
  if (options === null) return usage(USAGE);
  const cases = casesOf(options.folder);
  if (cases === null) return usage(`${options.folder}: not a folder of jobs, lms or exhaust cases`);
  const outcomes: Outcome[] = [];
  for (const one of cases) outcomes.push(await outcomeOf(one, options.json));
  const count = (kind: Verdict['kind']): number =>
    outcomes.filter(({ verdict }) => verdict.kind === kind).length;
  const [passed, failed, deviates] = [count('pass'), count('fail'), count('deviates')];
  if (options.json) console.log(JSON.stringify({ passed, failed, deviates, cases: outcomes }));
  else console.log(`${passed} passed, ${failed} failed, ${deviates} deviates`);
  return failed === 0 ? 0 : 1;
}

async function outcomeOf(one: CaseFile, json: boolean): Promise<Outcome> {
  const verdict = await one.run();
  if (!json) console.log(lineOf(one.name, verdict));
  return { name: one.name, verdict };
}

function lineOf(name: string, verdict: Verdict): string {
  if (verdict.kind === 'pass') return `pass ${name}`;
  if (verdict.kind === 'fail') return `FAIL ${name}: ${verdict.reason}`;
  const numbers = verdict.numbers.map((number) => `D${String(number)}`);
  return `deviates ${numbers.join(', ')} ${name}`;
}

function argumentsOf(): { readonly folder: string; readonly json: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [folder, ...more] = positionals;
    return folder === undefined || more.length > 0 ? null : { folder, json: values.json };
  } catch {
    return null;
  }
}

function usage(text: string): 2 {
  console.error(text);
  return 2;
}
