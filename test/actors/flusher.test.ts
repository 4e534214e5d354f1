import { describe, expect, it } from 'vitest';
import type { World } from './given.js';
import { append, completed, doneOf, enrol, learnerId, pending, quiet } from './given.js';
import { snapshotsOf, storedOf, world } from './given.js';

describe('A flush', () => {
  it('makes durable what lingered in the inboxes', async () => {
    const { learners, flusher, store } = world();
    for (const who of ['anil', 'devi', 'meera']) learners.offer(pending(completed(who, ['c1'])));

    expect(await flusher.flush()).toBe(true);

    for (const who of ['anil', 'devi', 'meera']) {
      expect(await storedOf(store, who)).toEqual(['c1']);
    }
    expect(learners.counts).toMatchObject({ waiting: 0, dirty: 0 });
  });

  it('writes a learner once, however many commands there are', async () => {
    const { learners, flusher, gate } = world();
    const commits = gate.hold('snapshots.commit');
    for (let n = 0; n < 50; n++) learners.offer(pending(completed('anil', ['c1', 'c2'], 50 - n)));

    const flushing = flusher.flush();
    await quiet();

    expect(commits.map(({ args }) => snapshotsOf(args))).toEqual([['anil']]);
    commits[0]!.release();
    await flushing;
  });

  it('commits in slices, in the order of the keys', async () => {
    const { learners, flusher, gate } = world();
    const commits = gate.hold('snapshots.commit');
    for (const who of ['e', 'b', 'd', 'a', 'c']) learners.offer(pending(enrol(who)));

    const flushing = flusher.flush();
    await quiet();

    expect(commits.map(({ args }) => snapshotsOf(args))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    for (const commit of commits) commit.release();
    await flushing;
  });

  it('follows the clock, and at once where a limit is reached', async () => {
    const { learners, flusher, clock, store } = world();
    flusher.start();
    learners.offer(pending(enrol('anil')));
    clock.advance(999);
    await quiet();
    expect(store.tables.snapshots.size).toBe(0);

    clock.advance(1);
    await quiet();
    expect(store.tables.snapshots.size).toBe(1);

    learners.offer(pending(enrol('devi')));
    flusher.hurry();
    clock.advance(0);
    await quiet();
    expect(store.tables.snapshots.size).toBe(2);
  });

  it('forgets the age of the oldest command once it is durable', async () => {
    const { learners, flusher, clock, gate } = world();
    learners.offer(pending(enrol('anil')));
    clock.advance(5_000);
    const commits = gate.hold('snapshots.commit');
    const flushing = flusher.flush();
    await quiet();
    learners.offer(pending(completed('anil', ['c1'])));

    commits[0]!.release();
    await flushing;

    expect(learners.oldestDirty).toBe(6_000);
  });
});

describe('The release of the log', () => {
  it('follows when everything before it is in durable snapshots', async () => {
    const made = world();
    await append(made, 'anil', ['c1']);
    await append(made, 'devi', ['c1']);

    await made.flusher.flush();

    expect([...made.store.tables.log.keys()]).toEqual([]);
  });

  it.each(['unavailable', 'timeout'] as const)(
    'does not follow when one of several slices failed: %s',
    async (fault) => {
      const made = world();
      for (const who of ['a', 'b', 'c', 'd', 'e']) await append(made, who, ['c1']);
      made.gate.fail('snapshots.commit', 'none', fault);

      expect(await made.flusher.flush()).toBe(false);
      expect(made.store.tables.log.size).toBe(5);
      expect(made.learners.trouble).toEqual({ kind: fault, detail: 'held' });

      expect(await made.flusher.flush()).toBe(true);
      expect(made.store.tables.log.size).toBe(0);
      expect(made.learners.trouble).toBeNull();
    },
  );

  it('does not follow when a snapshot could not be read', async () => {
    const made = world();
    await append(made, 'anil', ['c1']);
    made.gate.fail('snapshots.load', 'unavailable');

    expect(await made.flusher.flush()).toBe(false);
    expect(made.store.tables.log.size).toBe(1);
  });

  it('leaves what was delivered after the flush began', async () => {
    const made = world();
    await append(made, 'anil', ['c1']);
    const commits = made.gate.hold('snapshots.commit');
    const flushing = made.flusher.flush();
    await quiet();

    await append(made, 'devi', ['c1']);
    made.gate.open('snapshots.commit');
    commits[0]!.release();
    await flushing;

    expect([...made.store.tables.log.keys()]).toEqual([2]);
  });

  it('waits for a fold that a reader set off while the learner was being committed', async () => {
    const made = world();
    await append(made, 'anil', ['c1']);
    const commits = made.gate.hold('snapshots.commit');
    const flushing = made.flusher.flush();
    await quiet();
    const loads = made.gate.hold('snapshots.load');
    await append(made, 'anil', ['c2'], 'b2');
    const reading = doneOf(made.learners, 'anil');
    await quiet();
    made.gate.open('snapshots.commit');
    commits[0]!.release();
    await flushing;

    const second = made.flusher.flush();
    await quiet();
    expect(made.store.tables.log.size).toBe(1);
    made.gate.open('snapshots.load');
    loads[0]!.release();
    await Promise.all([reading, second]);

    expect(made.store.tables.log.size).toBe(0);
    expect(made.store.tables.snapshots.size).toBe(2);
  });

  it('waits until a command that cannot be folded is kept as a dead letter', async () => {
    const made = world();
    const poison = { ...enrol('anil'), at: Number.NaN };
    made.learners.reserve(learnerId('anil'));
    await made.journal.append([pending(poison)]);
    made.graves.open = false;

    expect(await made.flusher.flush()).toBe(false);
    expect(made.store.tables.log.size).toBe(1);

    made.graves.open = true;
    expect(await made.flusher.flush()).toBe(true);
    expect(made.buried).toEqual([poison]);
    expect(made.store.tables.log.size).toBe(0);
  });

  it('is repeated when it failed itself', async () => {
    const made = world();
    await append(made, 'anil', ['c1']);
    made.gate.fail('snapshots.commit', 'none', 'unavailable');
    await made.flusher.flush();
    expect(made.store.tables.log.size).toBe(1);

    await made.flusher.flush();

    expect(made.store.tables.log.size).toBe(0);
  });
});

describe('A commit that is repeated', () => {
  it.each(['unavailable', 'timeout'] as const)('ends in the same bytes: %s', async (fault) => {
    const [smooth, rough] = [world(), world()];
    rough.gate.fail('snapshots.commit', fault, fault);
    for (const made of [smooth, rough]) {
      await append(made, 'anil', ['c1']);
      made.learners.offer(pending(enrol('anil')));
      while (!(await made.flusher.flush()));
      await append(made, 'anil', ['c2', 'c3']);
      while (!(await made.flusher.flush()));
    }

    expect(rough.store.tables.snapshots).toEqual(smooth.store.tables.snapshots);
  });
});

describe('The effects of a commit', () => {
  it('are announced before and accepted only after it', async () => {
    const made = world();
    complete(made, 'anil');
    const commits = made.gate.hold('snapshots.commit');

    const flushing = made.flusher.flush();
    await quiet();
    expect(made.told).toEqual(['announce certify anil']);

    commits[0]!.release();
    await flushing;
    expect(made.told).toEqual(['announce certify anil', 'accept certify anil']);
  });

  it('are announced and accepted again when nothing of it was applied', async () => {
    const made = world();
    complete(made, 'anil');
    made.gate.fail('snapshots.commit', 'unavailable');

    await made.flusher.flush();
    await made.flusher.flush();

    expect(made.told).toEqual([
      'announce certify anil',
      'announce certify anil',
      'accept certify anil',
      'doubt',
    ]);
  });

  it('are doubted when it was applied and nobody knew', async () => {
    const made = world();
    complete(made, 'anil');
    made.gate.fail('snapshots.commit', 'timeout');

    await made.flusher.flush();
    expect(made.told).toEqual(['announce certify anil']);
    await made.flusher.flush();

    expect(made.told).toEqual(['announce certify anil', 'doubt']);
    expect(made.store.tables.effects.size).toBe(1);
  });
});

describe('The roster row of an enrolment', () => {
  it('comes with its first snapshot, also when it was looked at before', async () => {
    const { learners, flusher, gate } = world();
    const commits = gate.hold('snapshots.commit');
    learners.offer(pending({ ...enrol('anil'), kind: 'unenrol', at: 50 }));
    await doneOf(learners, 'anil');
    learners.offer(pending(enrol('anil')));

    const flushing = flusher.flush();
    await quiet();

    expect(commits[0]!.args).toMatchObject([{ snapshots: [{ isNew: true }] }]);
    commits[0]!.release();
    await flushing;
  });
});

/** A learner enrols and does all that is required. */
function complete({ learners }: World, who: string): void {
  learners.offer(pending(enrol(who)));
  learners.offer(pending(completed(who, ['c1', 'c2', 'c3'])));
}
