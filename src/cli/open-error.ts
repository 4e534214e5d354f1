/** Says why a data folder could not be opened, and what to do. */
import type { OpenError } from '../persistence/lmdb/environment.js';

/** A sentence for the person who started the command. */
export function openErrorText(error: OpenError, folder: string): string {
  if (error.kind === 'unusable') return `cannot open ${folder}: ${error.detail}`;
  const { pid, host } = error.holder;
  return `${folder} is written by process ${String(pid)} on ${host}: stop it, or wait for its end`;
}
