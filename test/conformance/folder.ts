/** The cases of a folder, and what became of each. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Misread, isFields, listOf } from './fields.js';
import type { Verdict } from './observed.js';
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
