/**
 * Changes of batches that another service makes, where Laurel is not the API: that service leaves
 * no notes, so that its table is compared with what was last seen of it. Part of the composition
 * root.
 *
 * - N1 A change is named again until it was asked for: whoever cannot read now asks anew.
 * - N2 The table is read at most once in `readEveryMs`, by each process: it has a row a batch.
 */
import { createHash } from 'node:crypto';
import type { Batch } from './domain/batch.js';
import type { BatchId } from './domain/ids.js';
import { ok } from './domain/result.js';
import type { CatalogueChanges } from './persistence/cluster-ports.js';
import type { Stored } from './persistence/ports.js';

export interface SunbirdChangesParts {
  /** Laurel's own. */
  readonly changes: CatalogueChanges;
  /** All batches of Sunbird's table; throws where it cannot be read. */
  batches(): AsyncIterable<Batch>;
  readonly readEveryMs: number;
  now(): number;
  note(message: string, detail: Readonly<Record<string, unknown>>): void;
}

export function sunbirdChanges(parts: SunbirdChangesParts): CatalogueChanges {
  const { changes, readEveryMs, now } = parts;
  const seen = new Map<BatchId, string>();
  const unasked = new Map<BatchId, Batch>();
  let readAt = -Infinity;
  const compare = async (): Promise<void> => {
    if (now() - readAt < readEveryMs) return; // N2
    readAt = now();
    try {
      for await (const batch of parts.batches()) {
        const digest = digestOf(batch);
        if (seen.get(batch.batch) === digest) continue;
        seen.set(batch.batch, digest);
        unasked.set(batch.batch, batch);
      }
    } catch (error) {
      parts.note('batches of others cannot be read', { reason: String(error) });
    }
  };
  return {
    ...changes,
    changedSince: async (at) => {
      const own = await changes.changedSince(at);
      if (!own.ok) return own;
      await compare();
      return ok({ ...own.value, batches: [...own.value.batches, ...unasked.keys()] }); // N1
    },
    batch: (batch): Stored<Batch | null> => {
      const changed = unasked.get(batch);
      if (changed === undefined) return changes.batch(batch);
      unasked.delete(batch);
      return Promise.resolve(ok(changed));
    },
  };
}

const digestOf = (batch: Batch): string =>
  createHash('sha256').update(JSON.stringify(batch)).digest('base64');
