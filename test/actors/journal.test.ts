import { describe, expect, it } from 'vitest';
import { unpackItems } from '../../src/persistence/command-codec.js';
import { completed, doneOf, enrol, pending, quiet, world, type World } from './given.js';

describe('An append', () => {
  it('resolves only after the log has it', async () => {
    const { journal, learners, gate } = reserved('anil');
    const held = gate.hold('log.append');
    let answered = false;

    const appended = journal.append([pending(completed('anil', ['c1']))]);
    void appended.then(() => (answered = true));
    await quiet();
    expect(answered).toBe(false);
    expect(await doneOf(learners, 'anil')).toEqual([]);

    held[0]!.release();
    expect((await appended).ok).toBe(true);
    expect(await doneOf(learners, 'anil')).toEqual(['c1']);
  });

  it('shares one blob with all that waited meanwhile, in their order', async () => {
    const { journal, gate, store } = reserved('anil', 'devi', 'meera');
    const held = gate.hold('log.append');

    const appends = ['anil', 'devi', 'meera'].map((who) => journal.append([pending(enrol(who))]));
    gate.open('log.append');
    held[0]!.release();
    await Promise.all(appends);

    expect(blobs(store)).toEqual([['anil'], ['devi', 'meera']]);
    expect(journal.delivered).toBe(2);
  });

  it('begins another blob where one would hold too many commands', async () => {
    const { journal, store } = reserved('anil', 'devi', 'meera', 'ravi');

    const appends = ['anil', 'devi', 'meera', 'ravi'].map((who) =>
      journal.append([pending(enrol(who))]),
    );
    await Promise.all(appends);

    expect(blobs(store)).toEqual([['anil'], ['devi', 'meera'], ['ravi']]);
  });

  it('takes a caller with more commands than a blob should hold as a whole', async () => {
    const { journal, store } = reserved('anil', 'devi', 'meera', 'ravi');

    await journal.append(['anil', 'devi', 'meera'].map((who) => pending(enrol(who))));

    expect(blobs(store)).toEqual([['anil', 'devi', 'meera']]);
  });

  it('that follows at once upon the answer to another is written too', async () => {
    const { journal, store } = reserved('anil', 'devi');

    const second = journal
      .append([pending(enrol('anil'))])
      .then(() => journal.append([pending(enrol('devi'))]));

    expect((await second).ok).toBe(true);
    expect(blobs(store)).toEqual([['anil'], ['devi']]);
  });

  it('of nothing writes nothing', async () => {
    const { journal, store } = world();

    expect((await journal.append([])).ok).toBe(true);
    expect(store.tables.log.size).toBe(0);
  });
});

describe('A failed append', () => {
  it.each(['unavailable', 'timeout'] as const)(
    'refuses all its callers and gives their places back: %s',
    async (fault) => {
      const { journal, learners, gate } = reserved('anil', 'devi', 'devi');
      gate.fail('log.append', 'none', fault);

      const answers = await Promise.all([
        journal.append([pending(enrol('anil'))]),
        journal.append([pending(enrol('devi'))]),
        journal.append([pending(enrol('devi', 200))]),
      ]);

      expect(answers.map((a) => a.ok)).toEqual([true, false, false]);
      expect(answers[1]).toEqual({ ok: false, error: { kind: fault, detail: 'held' } });
      expect(learners.counts).toMatchObject({ waiting: 1, dirty: 1 });
    },
  );

  it('does not stop those that follow', async () => {
    const { journal, gate, store } = reserved('anil', 'devi');
    gate.fail('log.append', 'unavailable');
    await journal.append([pending(enrol('anil'))]);

    expect((await journal.append([pending(enrol('devi'))])).ok).toBe(true);
    expect(blobs(store)).toEqual([['devi']]);
  });
});

describe('Catching up', () => {
  it('waits for what was appended before, not for what comes after', async () => {
    const { journal, gate } = reserved('anil', 'devi');
    const held = gate.hold('log.append');
    void journal.append([pending(enrol('anil'))]);
    let caughtUp = false;

    const waiting = journal.caughtUp().then(() => (caughtUp = true));
    await quiet();
    expect(caughtUp).toBe(false);

    held[0]!.release();
    await waiting;
    void journal.append([pending(enrol('devi'))]);
    expect(journal.delivered).toBe(1);
  });

  it('resolves at once when nobody waits', async () => {
    const { journal } = world();

    await expect(journal.caughtUp()).resolves.toBeUndefined();
  });
});

/** A world with blobs of at most two commands, and a place for one command of each learner. */
function reserved(...learners: string[]): World {
  const made = world({ commitCommandsMax: 2 });
  for (const learner of learners) made.learners.reserve(enrol(learner).key.learner);
  return made;
}

/** Whose commands each blob of the log holds. */
function blobs({ tables }: World['store']): string[][] {
  return [...tables.log].map(([seq, blob]) => {
    const commands = unpackItems(seq, blob);
    return commands.ok
      ? commands.value.map((item) => (item.kind === 'ask' ? 'ask' : item.key.learner))
      : [];
  });
}
