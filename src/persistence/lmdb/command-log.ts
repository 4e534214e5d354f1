/**
 * The log of accepted commands in LMDB: one blob a group commit. Released by `Commit.releaseBelow`.
 *
 * - L1 Numbers rise by one; the highest ever used is kept, so that a trimmed log never reuses one.
 */
import { assert } from '../../domain/result.js';
import type { CommandLog } from '../ports.js';
import type { Environment, NumberedTable, Writes } from './environment.js';
import { storeCall } from './store-call.js';

interface ReleasableLog extends CommandLog {
  release(below: number, writes: Writes): void;
}

/** The numbered table `log`: 0 holds the highest number released (L1), entries start at 1. */
export function lmdbCommandLog(env: Environment): ReleasableLog {
  const log = env.numbered('log');
  let last = lastNumber(log);
  return {
    append: (blob) =>
      storeCall(async () => {
        const seq = ++last;
        const written = await log.put(seq, Buffer.from(blob));
        assert(written, 'an unconditional put is applied');
        return seq;
      }),
    async *read(from) {
      const range = log.getRange({ start: Math.max(from, 1), snapshot: true });
      for (const { key, value } of range) yield await Promise.resolve({ seq: key, blob: value });
    },
    release: (below, writes) => {
      for (const key of log.getKeys({ start: 1, end: below })) writes.remove(log, key);
      if (below - 1 > lastReleased(log)) writes.put(log, 0, Buffer.from(String(below - 1)));
    },
  };
}

function lastNumber(log: NumberedTable): number {
  const [newest] = log.getKeys({ reverse: true, limit: 1 });
  return Math.max(lastReleased(log), newest ?? 0);
}

const lastReleased = (log: NumberedTable): number => Number(log.get(0)?.toString() ?? '0');
