/**
 * The real engine against the model of `model.ts`: any history of enrolments, work, publications,
 * crashes and store faults, told to both. Whatever happened, a reader sees what the model says.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Fault } from '../src/persistence/faulty-store.js';
import { holds } from './check.js';
import type { Model } from './model.js';
import { COURSE_OF, LEARNERS, keyOf, keyText, type Place, type Work } from './sim/given.js';
import { turn } from './sim/manual-clock.js';
import { Session } from './sim/session.js';

const STEPS_MAX = 40;

describe('The engine', () => {
  holds(
    'Whatever happened to the engine and its store, readers see what was acknowledged',
    fc.asyncProperty(
      steps(),
      fc.integer(),
      fc.constantFrom(0, 3, 12),
      async (told, seed, latency) => {
        const session = new Session({ seed, latencyTurnsMax: latency });
        await session.begin();

        await fc.asyncModelRun(() => ({ model: session.model, real: session }), told);

        session.sim.disarm();
        await session.finish();
        await expectAllAsModelled(session);
        await expectNothingLeft(session);
        await expectReplayChangesNothing(session);
        expect(session.sim.violations).toEqual([]);
        expect(session.sim.notes.filter((n) => n.includes('crashed'))).toEqual([]);
      },
    ),
  );
});

/** One step of a history. */
class Step implements fc.AsyncCommand<Model, Session> {
  readonly #name: string;
  readonly #work: (session: Session) => Promise<void>;

  constructor(name: string, work: (session: Session) => Promise<void>) {
    this.#name = name;
    this.#work = work;
  }

  check(): boolean {
    return true;
  }

  async run(_model: Model, session: Session): Promise<void> {
    await this.#work(session);
  }

  toString(): string {
    return this.#name;
  }
}

const place = fc.record({
  learner: fc.constantFrom<string>(...LEARNERS),
  batch: fc.constantFrom(...Object.keys(COURSE_OF)),
});
const contents = fc.subarray(['c1', 'c2', 'c3'], { minLength: 1 });
const work: fc.Arbitrary<Work> = fc.record({
  place,
  contents,
  at: fc.integer({ min: 1, max: 4_000 }),
  status: fc.constantFrom<1 | 2>(1, 2, 2),
});

const METHODS = [
  'snapshots.commit',
  'snapshots.commit',
  'snapshots.commit',
  'snapshots.load',
  'snapshots.loadLearner',
  'log.append',
  'effects.confirm',
  'certificates.putDocument',
  'catalogue.putCourse',
];

function steps(): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Session>>> {
  const text = JSON.stringify;
  return fc.commands(
    [
      place.map((p) => new Step(`enrol ${text(p)}`, (s) => s.enrol(p))),
      place.map(
        (p) => new Step(`unenrol ${text(p)}`, async (s) => expect(await s.unenrol(p)).toBe(true)),
      ),
      work.map((w) => new Step(`submit ${text(w)}`, (s) => s.submit(w))),
      work.map((w) => new Step(`offer ${text(w)}`, (s) => s.offer(w))),
      fc.array(work, { minLength: 2, maxLength: 9 }).map(
        (all) =>
          new Step(`offer ${text(all)}`, async (s) => {
            for (const w of all) await s.offer(w);
          }),
      ),
      fc
        .tuple(fc.constantFrom('red', 'blue'), contents)
        .map(
          ([c, required]) =>
            new Step(`publish ${c} ${text(required)}`, (s) => s.publish(c, required)),
        ),
      fc
        .tuple(fc.integer({ min: 0, max: 1_500 }), fc.nat({ max: 5 }))
        .map(([ms, turns]) => new Step(`tick ${ms} ms, ${turns} turns`, (s) => tick(s, ms, turns))),
      place.map((p) => new Step(`read ${text(p)}`, (s) => expectAsModelled(s, p))),
      fc.constantFrom<string>(...LEARNERS).map((l) => new Step(`peek ${l}`, (s) => s.peek(l))),
      fc
        .tuple(fc.array(work, { minLength: 1, maxLength: 4 }), fc.nat({ max: 3 }))
        .map(
          ([all, turns]) => new Step(`burst ${text(all)}, ${turns}`, (s) => burst(s, all, turns)),
        ),
      fc.constant(new Step('flush', (s) => s.flushSource())),
      fc.constant(new Step('crash', (s) => s.crash())),
      fc
        .integer({ min: 1, max: 12 })
        .map((n) => new Step(`crash after ${n} calls`, (s) => crashIn(s, n))),
      fc
        .tuple(
          fc.constantFrom(...METHODS),
          fc.array(fc.constantFrom<Fault>('none', 'unavailable', 'timeout'), {
            minLength: 1,
            maxLength: 8,
          }),
        )
        .map(([m, faults]) => new Step(`${m}: ${faults.join()}`, (s) => arm(s, m, faults))),
    ],
    { maxCommands: STEPS_MAX, size: 'max' },
  );
}

async function tick(session: Session, ms: number, turns: number): Promise<void> {
  session.sim.clock.advance(ms);
  for (let left = turns; left > 0; left--) await turn();
}

/** Work handed over and asked for at once, while a flush is on its way. */
async function burst(session: Session, all: readonly Work[], turns: number): Promise<void> {
  await tick(session, 1_000, turns);
  for (const one of all) {
    await session.submit(one);
    await session.peek(one.place.learner);
  }
  await tick(session, 0, turns);
  for (const { place: where } of all) await expectAsModelled(session, where);
}

function arm({ sim }: Session, method: string, faults: readonly Fault[]): Promise<void> {
  sim.arm(method, faults);
  return Promise.resolve();
}

/** Kills the engine at one of its next store calls, before or after it is applied. */
function crashIn({ sim }: Session, calls: number): Promise<void> {
  let left = calls;
  sim.onCall = () => {
    if (--left === 0) sim.crash();
  };
  return Promise.resolve();
}

async function expectAsModelled(session: Session, where: Place): Promise<void> {
  const shown = await session.read(where);
  expect(shown).toEqual(session.model.view(keyText(keyOf(where))));
}

async function expectAllAsModelled(session: Session): Promise<void> {
  for (const learner of LEARNERS) {
    const shown = await session.readAll(learner);
    for (const batch of Object.keys(COURSE_OF)) {
      const key = keyText(keyOf({ learner, batch }));
      if (shown.has(key)) expect(shown.get(key)).toEqual(session.model.view(key));
      else expect(session.model.view(key)).toMatchObject({ enrolled: false, done: [] });
    }
  }
}

/** Everything is released, confirmed and, where it was earned, certified once. */
async function expectNothingLeft({ sim, model }: Session): Promise<void> {
  const { log, effects, deadLetters, documents, facts } = sim.store.tables;
  expect([...log.keys()]).toEqual([]);
  expect([...effects.keys()]).toEqual([]);
  expect([...deadLetters.keys()]).toEqual([]);
  expect([...documents.keys()].sort()).toEqual([...facts.keys()].sort());
  for (const learner of LEARNERS) {
    for (const batch of Object.keys(COURSE_OF)) {
      const key = keyOf({ learner, batch });
      const { generations } = await sim.insist(() => sim.engine.enrolment(key));
      const { active, status } = model.view(keyText(key));
      if (active && status === 2) expect(generations.size).toBe(1);
      expect(generations.size).toBeLessThanOrEqual(1);
      for (const { rendered } of generations.values()) expect(rendered).toBe(true);
    }
  }
}

async function expectReplayChangesNothing(session: Session): Promise<void> {
  const before = session.sim.snapshotBytes();
  await session.replay();
  await session.settle();
  expect(session.sim.snapshotBytes()).toEqual(before);
}
