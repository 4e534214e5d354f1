/** A run of requests by the server that has the data folder, asked for over HTTP. */
import { publicUrlOf, type Config } from '../config.js';
import { err, ok, type Result } from '../domain/result.js';
import { RUN_PATH } from '../gateway/report-run.js';
import type { Dataset } from '../reports/dataset.js';

/** A run of requests that somebody waits for. */
export interface Run {
  isRunning(): Promise<boolean>;
  end(): Promise<void>;
}

const ANSWER_WAIT_MS = 5_000;

/** Begins a run there; `null` = no server answers. */
export async function askServer(
  dataset: Dataset,
  config: Config,
): Promise<Result<Run, string> | null> {
  const url = `${localUrlOf(config)}${RUN_PATH}`;
  const begun = await asked(url, { request: { dataset } });
  if (begun === null) return null;
  if (begun.status !== 200) {
    return err(`the server at ${url} refuses a run: HTTP ${String(begun.status)}`);
  }
  return ok({
    isRunning: async () => (await asked(url))?.running === true,
    end: () => Promise.resolve(),
  });
}

/** This machine's own way to the server: its public address may lead through a proxy. */
export const localUrlOf = (config: Config): string =>
  publicUrlOf({ ...config, publicUrl: '', host: ANYWHERE.get(config.host) ?? config.host });

const ANYWHERE = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

async function asked(
  url: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly running: boolean } | null> {
  const json = { 'content-type': 'application/json' };
  const posted = { method: 'POST', headers: json, body: JSON.stringify(body) };
  try {
    const signal = AbortSignal.timeout(ANSWER_WAIT_MS);
    const answer = await fetch(url, { signal, ...(body === undefined ? {} : posted) });
    const text = (await answer.json()) as { readonly result?: { readonly running?: boolean } };
    return { status: answer.status, running: text.result?.running === true };
  } catch {
    return null;
  }
}
