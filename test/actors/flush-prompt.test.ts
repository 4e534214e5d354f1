/** Learners that are committed ahead of the rolling flush (`Flusher.prompt`). */
import { describe, expect, it } from 'vitest';
import { append, learnerId, quiet, snapshotsOf, storedOf, world } from './given.js';

describe('Learners whose next commit somebody waits for', () => {
  it('go ahead of the tick, and nobody with them', async () => {
    const made = world();
    for (const who of ['anil', 'devi', 'meera']) await append(made, who, ['c1']);
    made.flusher.prompt([learnerId('devi')]);
    made.clock.advance(49);
    await quiet();
    expect(made.store.tables.snapshots.size).toBe(0);

    made.clock.advance(1);
    await quiet();
    expect(await storedOf(made.store, 'devi')).toEqual(['c1']);
    expect(made.store.tables.snapshots.size).toBe(1);
    expect(made.learners.counts).toMatchObject({ waiting: 2, dirty: 2 });
    expect(made.store.tables.log.size).toBe(3);
  });

  it('take everybody along where that costs little', async () => {
    const made = world({ limits: { flushPromptsAll: true } });
    for (const who of ['anil', 'devi', 'meera']) await append(made, who, ['c1']);
    made.flusher.prompt([learnerId('devi')]);
    made.clock.advance(50);
    await quiet();

    expect(made.learners.counts).toMatchObject({ waiting: 0, dirty: 0 });
    expect(made.store.tables.log.size).toBe(0);
  });

  it('share one commit when more are named before it is due', async () => {
    const made = world();
    for (const who of ['anil', 'devi']) await append(made, who, ['c1']);
    const commits = made.gate.hold('snapshots.commit');
    made.flusher.prompt([learnerId('anil')]);
    made.clock.advance(30);
    made.flusher.prompt([learnerId('devi'), learnerId('nobody')]);
    made.clock.advance(20);
    await quiet();

    expect(commits.map(({ args }) => snapshotsOf(args))).toEqual([['anil', 'devi']]);
    for (const commit of commits) commit.release();
  });

  it('are named again while they are being committed, and go once more', async () => {
    const made = world();
    await append(made, 'anil', ['c1']);
    const commits = made.gate.hold('snapshots.commit');
    made.flusher.prompt([learnerId('anil')]);
    made.clock.advance(50);
    await quiet();
    await append(made, 'anil', ['c2']);
    made.flusher.prompt([learnerId('anil')]);
    made.clock.advance(50);
    made.gate.open('snapshots.commit');
    commits[0]!.release();
    await quiet();

    expect(await storedOf(made.store, 'anil')).toEqual(['c1', 'c2']);
  });

  it('wait for the tick after a commit that failed', async () => {
    const made = world();
    made.flusher.start();
    await append(made, 'anil', ['c1']);
    made.gate.fail('snapshots.commit', 'unavailable');
    made.flusher.prompt([learnerId('anil')]);
    made.clock.advance(50);
    await quiet();
    expect(made.learners.trouble).toEqual({ kind: 'unavailable', detail: 'held' });

    made.clock.advance(950);
    await quiet();
    expect(await storedOf(made.store, 'anil')).toEqual(['c1']);
    expect(made.learners.trouble).toBeNull();
    expect(made.store.tables.log.size).toBe(0);
  });

  it('are not committed ahead any more once the flush has ended', async () => {
    const made = world();
    await append(made, 'anil', ['c1']);
    made.flusher.prompt([learnerId('anil')]);
    made.flusher.stop();
    made.clock.advance(50);
    await quiet();

    expect(made.store.tables.snapshots.size).toBe(0);
  });
});
