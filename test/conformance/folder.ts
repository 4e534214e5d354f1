/**
 * The cases of a folder, and what became of each. A folder of exhaust cases has an index that says
 * which they are; one of API cases has one file of them; one of job cases has a file for each.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './exhaust-fixtures.js';
import { vectorsOf } from './exhaust-vectors.js';
import { Misread, isFields, listOf, textOf, type Fields } from './fields.js';
import type { Verdict } from './observed.js';
import { judgedVector, runExhaustCase } from './run-exhaust-case.js';
import { runJobCase } from './run-job-case.js';
import { runLmsCase } from './run-lms-case.js';

export interface CaseFile {
  /** How a reader finds it: the file's name without its end, or the id within the file. */
  readonly name: string;
  run(): Promise<Verdict>;
}

/** The cases of a folder in order; `null` when it is no folder of cases that can be run. */
export function casesOf(folder: string): CaseFile[] | null {
  const files = filesOf(folder);
  if (files === null) return null;
  if (files.includes('cases.json')) return lmsCases(join(folder, 'cases.json'));
  if (files.includes('index.json')) {
    const index = parsed(readFileSync(join(folder, 'index.json'), 'utf8'));
    if (isFields(index) && isOfExhausts(index)) return exhaustCases(folder, index);
  }
  const named = files.filter((file) => file.endsWith('.json') && file !== 'index.json').sort();
  const texts = named.map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
  if (!texts.some(([, text]) => isJobCase(text))) return null;
  return texts.map(([file, text]) => ({
    name: file.replace(/\.json$/, ''),
    run: () => judged(() => runJobCase(JSON.parse(text))),
  }));
}

function lmsCases(file: string): CaseFile[] | null {
  const content: unknown = parsed(readFileSync(file, 'utf8'));
  if (!isFields(content) || !Array.isArray(content['cases'])) return null;
  return listOf(content['cases'], 'cases').map((entry, i) => ({
    name: isFields(entry) ? String(entry['id']) : `case ${String(i)}`,
    run: () => judged(() => runLmsCase(entry)),
  }));
}

/** An index of job cases names a file for each; one of exhausts holds the cases, or vectors. */
const isOfExhausts = (index: Fields): boolean =>
  index['vectors'] !== undefined ||
  (Array.isArray(index['cases']) &&
    index['cases'].some(
      (entry) => isFields(entry) && ('job_requests' in entry || 'modelParams' in entry),
    ));

const INDEX_KEYS = ['upstream', 'common_fixtures', 'legend', 'changes', 'vectors', 'cases'];

function exhaustCases(folder: string, index: Fields): CaseFile[] {
  const unknown = Object.keys(index).filter((key) => !INDEX_KEYS.includes(key));
  const refused = unknown.map((key) => ({
    name: `index ${key}`,
    run: () => Promise.resolve<Verdict>({ kind: 'fail', reason: `the index has the key ${key}` }),
  }));
  return [
    ...refused,
    ...listOf(index['cases'], 'cases').map((entry, i) => ({
      name: isFields(entry) ? String(entry['id']) : `case ${String(i)}`,
      run: () => judged(() => runExhaustCase(entry, folder, textsOf(index, 'common_fixtures'))),
    })),
    ...textsOf(index, 'vectors').flatMap((file) => vectorCases(folder, file)),
  ];
}

/** One case an entry; a file that cannot be read is one that fails. */
function vectorCases(folder: string, file: string): CaseFile[] {
  const name = file.replace(/\.json$/, '');
  try {
    return vectorsOf(name, readJson(folder, file)).map((vector) => ({
      name: vector.name,
      run: () => judged(() => Promise.resolve(judgedVector(vector))),
    }));
  } catch (error) {
    return [{ name, run: () => Promise.resolve({ kind: 'fail', reason: String(error) }) }];
  }
}

const textsOf = (index: Fields, key: string): string[] =>
  listOf(index[key], key).map((text) => textOf(text, key));

/** A case that cannot be understood, or at which something breaks, has failed. */
async function judged(run: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Misread || error instanceof SyntaxError) {
      return { kind: 'fail', reason: error.message };
    }
    return { kind: 'fail', reason: error instanceof Error ? (error.stack ?? '') : String(error) };
  }
}

function isJobCase(text: string): boolean {
  const content = parsed(text);
  return isFields(content) && content['job'] !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function filesOf(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}
