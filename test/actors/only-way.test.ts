/** State changes on one way only: router, learner actor, commit of the flusher. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ContentState } from '../../src/domain/content.js';
import type { EnrolmentState, Membership } from '../../src/domain/enrolment.js';
import { decodeSnapshot, enrolmentText } from '../../src/persistence/snapshot.js';
import { contentTable } from '../../src/persistence/packed-enrolment.js';
import { keyOf } from '../../props/sim/given.js';
import type { Simulation } from '../../props/sim/simulation.js';
import { complete, enrolment, enrolmentOf, nameUser, opened, submit, work } from './opened.js';

const KEY = keyOf({ learner: 'anil', batch: 'b1' });

describe('The snapshots', () => {
  it('change only inside commits', async () => {
    const sim = await opened();
    const stray = watchTable(sim);

    await everything(sim);

    expect(sim.store.tables.snapshots.size).toBeGreaterThan(0);
    expect(stray).toEqual([]);
  });

  it('are committed by the flusher alone', () => {
    const callers = sources('src').filter(({ text }) => /snapshots\.commit\(/.test(text));

    expect(callers.map(({ path }) => path)).toEqual([
      'src/actors/flusher.ts',
      // Takes the release of the log out, and passes the rest on.
      'src/cluster/cluster-shard.ts',
    ]);
  });

  it('hold what readers are shown once all is settled', async () => {
    const sim = await opened();
    await everything(sim);

    const shown = await enrolmentOf(sim, 'anil');

    expect(shown.generations.size).toBe(1);
    expect(shown).toEqual(stored(sim));
  });

  it('of a read or a refused command stay as they were', async () => {
    const sim = await opened();
    await everything(sim);
    const before = sim.snapshotBytes();

    await enrolmentOf(sim, 'anil');
    await enrolmentOf(sim, 'nobody');
    await submit(sim, { ...enrolment(sim, 'nobody'), kind: 'unenrol', at: 900 });
    await sim.settle();

    expect(sim.snapshotBytes()).toEqual(before);
  });
});

describe('A state that was handed out', () => {
  it('can be changed without changing what the engine answers next', async () => {
    const sim = await opened();
    await submit(sim, enrolment(sim, 'anil'), work(sim, 'anil', ['c1']));
    const shown = await enrolmentOf(sim, 'anil');
    const before = structuredClone(shown);

    spoil(shown);

    expect(await enrolmentOf(sim, 'anil')).toEqual(before);
    await sim.settle();
    expect(stored(sim)).toEqual(before);
  });
});

/** Everything that can happen to a learner, with evictions and failures. */
async function everything(sim: Simulation): Promise<void> {
  await nameUser(sim, 'anil', 'Anil');
  sim.arm('snapshots.commit', ['unavailable', 'timeout']);
  await complete(sim, 'anil');
  for (const who of ['devi', 'meera', 'ravi']) {
    await submit(sim, enrolment(sim, who), work(sim, who, ['c1']));
  }
  const source = sim.engine.source('file');
  source.offer(work(sim, 'anil', ['c1', 'c2', 'c3']));
  await sim.insist(() => source.flushed());
  sim.crash();
  await sim.open();
  await sim.settle();
}

/** Notes changes of the snapshot table that happen outside of a commit. */
function watchTable({ store }: Simulation): string[] {
  const stray: string[] = [];
  const { snapshots } = store.tables;
  const port = store.snapshots;
  const [set, remove, { commit }] = [
    snapshots.set.bind(snapshots),
    snapshots.delete.bind(snapshots),
    port,
  ];
  let committing = false;
  port.commit = (what) => {
    committing = true;
    const done = commit(what);
    committing = false;
    return done;
  };
  snapshots.set = (key, row) => {
    if (!committing) stray.push(`set ${key}`);
    return set(key, row);
  };
  snapshots.delete = (key) => {
    if (!committing) stray.push(`delete ${key}`);
    return remove(key);
  };
  return stray;
}

function stored(sim: Simulation): EnrolmentState {
  const row = sim.store.tables.snapshots.get(enrolmentText(KEY))!;
  const state = decodeSnapshot(KEY, row.bytes, (key, version) => {
    const tree = sim.engine.catalogue.tree(key.course, version);
    return tree && contentTable(tree);
  });
  if (!state.ok) throw new Error(JSON.stringify(state.error));
  return state.value;
}

/** Writes over everything that can be written over. */
function spoil(state: EnrolmentState): void {
  for (const content of state.contents.values()) Object.assign(content, { status: 0, progress: 1 });
  (state.contents as Map<ContentState['content'], ContentState>).clear();
  Object.assign(state.membership as Membership, { active: false, enrolledAt: 1 });
  Object.assign(state, { completedAt: 1 });
}

function sources(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}
