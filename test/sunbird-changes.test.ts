import { describe, expect, it } from 'vitest';
import type { Batch } from '../src/domain/batch.js';
import type { BatchId } from '../src/domain/ids.js';
import { err, ok } from '../src/domain/result.js';
import type { CatalogueChanges } from '../src/persistence/cluster-ports.js';
import { sunbirdChanges } from '../src/sunbird-changes.js';
import { batchOf } from '../props/sim/given.js';
import { valueOf } from './contract/open-store.js';

const EVERY_MS = 30_000;
const b1 = 'b1' as BatchId;
const DOWN = { kind: 'unavailable', detail: 'down' } as const;

describe('Changes of another service\u2019s batches', () => {
  it('are a batch that is new, and one that is other than before', async () => {
    const world = given([batchOf('b1')]);
    expect(await world.changed()).toEqual(['b1']);
    await world.changes.batch(b1);

    world.rows = [{ ...batchOf('b1'), name: 'renamed' }, batchOf('b2')];
    world.at += EVERY_MS;

    expect(await world.changed()).toEqual(['b1', 'b2']);
    expect(await valueOf(world.changes.batch(b1))).toMatchObject({ name: 'renamed' });
  });

  it('are none where the table is as it was', async () => {
    const world = given([batchOf('b1')]);
    await world.changed();
    await world.changes.batch(b1);
    world.at += EVERY_MS;

    expect(await world.changed()).toEqual([]);
    expect(world.reads).toBe(2);
  });

  it('are looked for once in a while, and named until they are asked for', async () => {
    const world = given([batchOf('b1')]);
    await world.changed();
    world.at += EVERY_MS - 1;

    expect(await world.changed()).toEqual(['b1']);
    expect(world.reads).toBe(1);
  });

  it('come beside Laurel\u2019s own, which are read where they are kept', async () => {
    const world = given([]);
    world.own = ['b7' as BatchId];

    expect(await world.changed()).toEqual(['b7']);
    expect(await valueOf(world.changes.batch('b7' as BatchId))).toMatchObject({ name: 'own' });
  });

  it('wait for the next look where the table cannot be read', async () => {
    const world = given([batchOf('b1')]);
    world.isDown = true;
    expect(await world.changed()).toEqual([]);
    expect(world.notes).toEqual([{ reason: 'Error: down' }]);

    world.isDown = false;
    world.at += EVERY_MS;

    expect(await world.changed()).toEqual(['b1']);
  });

  it('are not looked for while Laurel\u2019s own cannot be read', async () => {
    const world = given([batchOf('b1')]);
    world.own = null;

    expect(await world.changes.changedSince(0)).toEqual(err(DOWN));
    expect(world.reads).toBe(0);
  });
});

/** A table of another service, and Laurel's own changes; `null` = they cannot be read. */
function given(rows: readonly Batch[]) {
  const world = {
    ...{ rows, at: 0, reads: 0, isDown: false, notes: [] as unknown[] },
    own: [] as readonly BatchId[] | null,
    changed: async (): Promise<string[]> => {
      const { batches } = await valueOf(changes.changedSince(0));
      return [...batches];
    },
  };
  const own: CatalogueChanges = {
    changedSince: () =>
      Promise.resolve(
        world.own === null ? err(DOWN) : ok({ courses: [], batches: world.own, until: 1 }),
      ),
    course: () => Promise.resolve(ok(null)),
    batch: (id) => Promise.resolve(ok({ ...batchOf(id), name: 'own' })),
  };
  const changes = sunbirdChanges({
    changes: own,
    async *batches() {
      world.reads++;
      if (world.isDown) throw new Error('down');
      yield* await Promise.resolve(world.rows);
    },
    readEveryMs: EVERY_MS,
    now: () => world.at,
    note: (_message, detail) => void world.notes.push(detail),
  });
  return Object.assign(world, { changes });
}
