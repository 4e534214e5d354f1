/**
 * A cluster of real processes against the model of `model.ts`: any history of enrolments, work,
 * publications, deaths, long pauses, comings and goings, and faults of store, log, leases and
 * peers. Whatever happened, nothing acknowledged is lost, and everybody answers the same.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../src/persistence/faulty-store.js';
import { enrolmentText, unseal } from '../src/persistence/snapshot.js';
import { holds } from './check.js';
import { LEAVING_STEP_MS, RENEW_MS } from './sim/cluster-process.js';
import { ClusterSession } from './sim/cluster-session.js';
import {
  COURSE_OF,
  LEARNERS,
  courseInfo,
  hierarchy,
  keyOf,
  keyText,
  observe,
  type Place,
  type Work,
} from './sim/given.js';

const STEPS_MAX = 25;

type Step =
  | { readonly kind: 'enrol' | 'unenrol' | 'read'; readonly place: Place }
  | { readonly kind: 'submit'; readonly work: Work }
  | { readonly kind: 'offer'; readonly works: readonly Work[] }
  | { readonly kind: 'publish'; readonly course: string; readonly required: readonly string[] }
  | { readonly kind: 'tick'; readonly ms: number }
  | { readonly kind: 'kill' | 'leave' | 'freeze'; readonly process: number }
  | { readonly kind: 'haunt'; readonly process: number; readonly work: Work }
  | { readonly kind: 'join' | 'thaw' }
  | { readonly kind: 'faults'; readonly method: string; readonly faults: readonly Fault[] };

describe('A cluster', () => {
  holds(
    'Whatever happened to its processes and stores, readers see what was acknowledged',
    fc.asyncProperty(
      fc.array(steps(), { maxLength: STEPS_MAX, size: 'max' }),
      fc.nat(),
      async (told, seed) => {
        await expectRight(await run(told, seed));
      },
    ),
  );

  it('opens a snapshot of a structure that came while a process was frozen', async () => {
    const place = { learner: 'anil', batch: 'b1' };
    const work = { place, contents: ['c3'], at: 1, status: 1 } as const;
    const told = [
      { kind: 'submit', work },
      { kind: 'freeze', process: 0 },
      { kind: 'publish', course: 'red', required: ['c3'] },
    ] as const;

    await expectRight(await run(told, 0));
  });

  it('keeps contents apart where a process publishes that missed a publication', async () => {
    const session = new ClusterSession(0);
    await session.begin();
    const [first] = session.world.processes;
    await session.freeze(0);
    await session.publish('blue', ['c3']);
    const place = { learner: 'anil', batch: 'b3' };
    await session.submit({ place, contents: ['c3'], at: 1, status: 2 });
    session.thaw();

    const late = first!.engine.catalogue.publish(courseInfo('blue'), hierarchy('blue', ['c2']));
    expect(await session.drive(late)).toMatchObject({ ok: true, value: { version: 2 } });

    session.model.publish('blue', ['c2']);
    await session.settle();
    expect(session.model.view(keyText(keyOf(place)))).toMatchObject({ done: [['c3', 1]] });
    await expectRight(session);
  });

  it('derives learners again whose work was accepted under the structure of before', async () => {
    const session = new ClusterSession(0);
    await session.begin();
    const place = { learner: 'anil', batch: 'b1' };
    await session.enrol(place);
    await session.publish('red', ['c1', 'c2']);
    await session.publish('red', ['c1']);
    const { world, model } = session;
    const at = world.clock.now();
    const work = { place, contents: ['c1'], at, status: 2 } as const;
    model.complete(keyText(keyOf(place)), work.contents, at);
    for (const { engine } of world.processes)
      await session.drive(engine.submit([observe(work, at, 1)]));
    await session.tick(1_000);
    await session.settle();

    expect(model.view(keyText(keyOf(place)))).toMatchObject({ status: 2 });
    await expectRight(session);
  });

  it('hands over by the first entry that is not durable, be it the first of all', async () => {
    const session = new ClusterSession(0);
    await session.begin();
    await session.enrol({ learner: 'anil', batch: 'b1' });
    const { leases, log, processes } = session.world;
    for (const { engine } of processes) await session.drive(engine.stop(), LEAVING_STEP_MS);

    const left = await leases.all();
    const ends = await Promise.all([0, 1, 2].map((shard) => log.open().end(shard)));
    expect(left.ok && left.value.map(({ watermark }) => watermark)).toEqual(
      ends.map((end) => end.ok && end.value),
    );
  });

  it('gives a shard that one process cannot follow to another, and leaves the others', async () => {
    const session = new ClusterSession(0);
    await session.begin();
    const [first] = session.world.processes;
    const left = first!.ownership.owned[0]!.number;
    session.world.unfollowable.add(`${first!.name} ${String(left)}`);
    for (const learner of LEARNERS) await session.enrol({ learner, batch: 'b1' });
    await session.tick(RENEW_MS);

    const status = first!.engine.status();
    expect(status.trouble).toMatch(
      /^shard \d: the log cannot be followed: Error: injected; left to other processes for \d s$/,
    );
    const owned = first!.ownership.owned.map(({ number }) => number);
    expect(owned).not.toContain(left);
    expect(owned).not.toEqual([]);
    await session.settle();
    await expectRight(session);
  });

  holds(
    'The same seed gives the same run',
    fc.asyncProperty(
      fc.array(steps(), { maxLength: 12, size: 'max' }),
      fc.nat(),
      async (told, seed) => {
        const first = (await run(told, seed)).world.digest();
        const second = (await run(told, seed)).world.digest();
        expect(second).toBe(first);
      },
    ),
  );
});

async function run(told: readonly Step[], seed: number): Promise<ClusterSession> {
  const session = new ClusterSession(seed);
  await session.begin();
  for (const step of told) await take(session, step);
  session.world.disarm();
  session.thaw();
  await session.settle();
  return session;
}

async function expectRight(session: ClusterSession): Promise<void> {
  await expectAllAsModelled(session);
  await expectNothingLeft(session);
  expect(session.world.notes.filter((note) => note.includes('crashed'))).toEqual([]);
}

async function take(session: ClusterSession, step: Step): Promise<void> {
  session.world.trace(JSON.stringify(step));
  switch (step.kind) {
    case 'enrol':
      return session.enrol(step.place);
    case 'unenrol':
      return expect(await session.unenrol(step.place)).toBe(true);
    case 'read':
      return expectAsModelled(session, step.place);
    case 'submit':
      return session.submit(step.work);
    case 'offer':
      return session.offer(step.works);
    case 'publish':
      return session.publish(step.course, step.required);
    case 'tick':
      return session.tick(step.ms);
    case 'faults':
      return session.world.arm(step.method, step.faults);
    case 'haunt': {
      const shown = await session.haunt(step.process, step.work);
      return expect(shown).toEqual(session.model.view(keyText(keyOf(step.work.place))));
    }
    case 'thaw':
      return session.thaw();
    case 'join':
      return session.join();
    case 'kill':
    case 'leave':
    case 'freeze':
      return session[step.kind](step.process);
  }
}

function steps(): fc.Arbitrary<Step> {
  const place = fc.record({
    learner: fc.constantFrom<string>(...LEARNERS),
    batch: fc.constantFrom(...Object.keys(COURSE_OF)),
  });
  const contents = fc.subarray(['c1', 'c2', 'c3'], { minLength: 1 });
  const work: fc.Arbitrary<Work> = fc.record({
    ...{ place, contents },
    at: fc.integer({ min: 1, max: 4_000 }),
    status: fc.constantFrom<1 | 2>(1, 2, 2),
  });
  const process = fc.nat({ max: 2 });
  const of = <K extends Step['kind']>(...kinds: K[]): fc.Arbitrary<K> => fc.constantFrom(...kinds);
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: of('enrol', 'unenrol', 'read', 'read'), place }) },
    { weight: 5, arbitrary: fc.record({ kind: of('submit'), work }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: of('offer'),
        works: fc.array(work, { minLength: 1, maxLength: 9 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: of('publish'),
        course: fc.constantFrom('red', 'blue'),
        required: contents,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: of('tick'), ms: fc.integer({ min: 1, max: 6_000 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: of('kill', 'leave', 'freeze', 'freeze'), process }) },
    { weight: 3, arbitrary: fc.record({ kind: of('join', 'join', 'thaw') }) },
    { weight: 2, arbitrary: fc.record({ kind: of('haunt'), process, work }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: of('faults'),
        method: fc.constantFrom(...METHODS),
        faults: fc.array(fc.constantFrom<Fault>('none', 'unavailable', 'timeout'), {
          minLength: 1,
          maxLength: 8,
        }),
      }),
    },
  );
}

const METHODS = [
  ...['snapshots.commit', 'snapshots.commit', 'snapshots.load', 'effects.confirm'],
  ...['log.append', 'log.append', 'log.end', 'leases.replace', 'leases.all', 'members.beat'],
  ...['changes.course', 'catalogue.statement', 'certificates.putDocument', 'peer'],
];

async function expectAsModelled(session: ClusterSession, where: Place): Promise<void> {
  const shown = await session.read(where);
  expect(shown).toEqual(session.model.view(keyText(keyOf(where))));
}

/** Every process, whichever shards it owns, and each about all. */
async function expectAllAsModelled(session: ClusterSession): Promise<void> {
  await session.spread();
  for (const process of session.world.processes.filter(({ alive }) => alive)) {
    const shown = await session.readAll(process);
    for (const learner of LEARNERS) {
      for (const batch of Object.keys(COURSE_OF)) {
        const key = keyText(keyOf({ learner, batch }));
        if (shown.has(key)) expect(shown.get(key)).toEqual(session.model.view(key));
        else expect(session.model.view(key)).toMatchObject({ enrolled: false, done: [] });
      }
    }
  }
}

/** Everything is durable, confirmed and, where it was earned, certified once. */
async function expectNothingLeft(session: ClusterSession): Promise<void> {
  const { store, processes } = session.world;
  const { documents, facts, deadLetters, snapshots } = store.plain.tables;
  for (const cells of store.effects.values()) expect(cells.values()).toEqual([]);
  expect([...deadLetters.keys()]).toEqual([]);
  expect([...documents.keys()].sort()).toEqual([...facts.keys()].sort());
  for (const row of snapshots.values()) {
    expect(unseal(row.key, row.bytes).ok, enrolmentText(row.key)).toBe(true);
  }
  const reader = processes.find(({ alive }) => alive)!;
  for (const learner of LEARNERS) {
    for (const batch of Object.keys(COURSE_OF)) {
      const key = keyOf({ learner, batch });
      const state = await session.state(reader, key);
      const { active, status } = session.model.view(keyText(key));
      if (active && status === 2) expect(state.generations.size).toBe(1);
      expect(state.generations.size).toBeLessThanOrEqual(1);
      for (const { rendered } of state.generations.values()) expect(rendered).toBe(true);
    }
  }
}
