/**
 * Certificates of several batches, drawn while the engine dies again and again at any step of any
 * of them, with stores that fail and drawings that fail: in the end each that was earned is there
 * once, with the bytes that were durable first. Five crashes a run of `LAUREL_PROPS_RUNS`.
 */
import { describe, expect, it } from 'vitest';
import type { CertificateRenderer } from '../src/actors/certificate-pool.js';
import { SELF_CONTAINED } from '../src/actors/follow.js';
import { certificateIdOf } from '../src/certificates/identity.js';
import { err } from '../src/domain/result.js';
import type { Fault } from '../src/persistence/faulty-store.js';
import { RUNS } from './check.js';
import { COURSE_OF, LEARNERS, TEMPLATE, keyOf, type Place } from './sim/given.js';
import { Session } from './sim/session.js';
import { numberedRenderer } from './sim/simulation.js';

const CRASHES = 5 * RUNS;
const CRASHES_A_HISTORY_MAX = 25;
/** Store calls of one life, at most: a life is a few certificates long. */
const CALLS_A_LIFE_MAX = 40;
const MS_MAX = 240_000;

const PLACES: readonly Place[] = LEARNERS.flatMap((learner) =>
  Object.keys(COURSE_OF).map((batch) => ({ learner, batch })),
);
const EARNED: readonly string[] = PLACES.map((place) =>
  certificateIdOf(keyOf(place), TEMPLATE.name, ''),
).sort();

const FAILING = ['certificates.putDocument', 'effects.confirm', 'log.append', 'snapshots.commit'];
const FAULTS: readonly Fault[] = ['none', 'none', 'unavailable', 'timeout'];

describe('The certificate pool', () => {
  it(
    `loses nothing and doubles nothing over ${String(CRASHES)} crashes`,
    async () => {
      let crashes = 0;
      for (let seed = 1; crashes < CRASHES; seed++) {
        const ended = await history(seed).catch((error: unknown) => {
          throw new Error(`seed ${String(seed)}`, { cause: error });
        });
        expect(ended, `seed ${String(seed)}`).toMatchObject({ missing: [], double: [], left: 0 });
        crashes += ended.crashes;
      }
      expect(crashes).toBeGreaterThanOrEqual(CRASHES);
    },
    MS_MAX,
  );
});

interface Ended {
  readonly crashes: number;
  /** Certificates that were earned and have no document, or whose learner was not told. */
  readonly missing: readonly string[];
  /** Certificates beside those that were earned, and those with more than one document. */
  readonly double: readonly string[];
  /** Effects and dead letters. */
  readonly left: number;
}

/** Twelve certificates under crashes; then whatever is left to do is done in peace. */
async function history(seed: number): Promise<Ended> {
  const dice = newDice(seed);
  const told = new Set<string>();
  const session = new Session({
    ...{ seed, latencyTurnsMax: dice(3) },
    limits: { certificateTriesMax: 1_000 },
    newRenderer: () => moodyRenderer(dice),
    follow: {
      ...SELF_CONTAINED,
      tells: new Set(['certificate-issued']),
      tell: ({ subject }) => {
        told.add(subject);
        return Promise.resolve({ kind: 'done' });
      },
    },
  });
  const { sim } = session;
  await session.begin();
  for (const course of new Set(Object.values(COURSE_OF))) await session.publish(course, ['c1']);
  for (const place of PLACES) await session.enrol(place);
  await session.finish();

  const bytes = new Map<string, Set<string>>();
  const watched = watch(session, dice, bytes);
  for (const place of PLACES) {
    await session.submit({ place, contents: ['c1'], at: 2_000, status: 2 });
  }
  await session.finish();
  sim.disarm();
  await session.finish();

  const { documents, effects, deadLetters, facts } = sim.store.tables;
  noteBytes(bytes, documents);
  const generations: string[] = [];
  for (const place of PLACES) {
    const state = await sim.insist(() => sim.engine.enrolment(keyOf(place)));
    for (const { id, rendered } of state.generations.values()) if (rendered) generations.push(id);
  }
  const there = [...documents.keys()];
  return {
    crashes: watched.crashes,
    missing: EARNED.filter((id) => ![there, generations, [...told]].every((l) => l.includes(id))),
    double: [
      ...[...there, ...generations, ...facts.keys()].filter((id) => !EARNED.includes(id)),
      ...[...bytes].filter(([, kept]) => kept.size > 1).map(([id]) => id),
    ],
    left: effects.size + deadLetters.size,
  };
}

/** Kills the engine every few store calls, and has some of them fail. */
function watch(
  { sim }: Session,
  dice: Dice,
  bytes: Map<string, Set<string>>,
): { readonly crashes: number } {
  const seen = { crashes: 0 };
  let left = 1 + dice(CALLS_A_LIFE_MAX);
  sim.onCall = () => {
    noteBytes(bytes, sim.store.tables.documents);
    if (--left > 0 || seen.crashes >= CRASHES_A_HISTORY_MAX) return;
    left = 1 + dice(CALLS_A_LIFE_MAX);
    seen.crashes++;
    const method = FAILING[dice(FAILING.length)] ?? '';
    sim.arm(
      method,
      Array.from({ length: 3 }, () => FAULTS[dice(FAULTS.length)] ?? 'none'),
    );
    sim.crash();
  };
  return seen;
}

function noteBytes(
  bytes: Map<string, Set<string>>,
  documents: ReadonlyMap<string, Uint8Array>,
): void {
  for (const [id, document] of documents) {
    const kept = bytes.get(id) ?? new Set();
    bytes.set(id, kept.add(Buffer.from(document).toString()));
  }
}

/** Fails one drawing in four. */
function moodyRenderer(dice: Dice): CertificateRenderer {
  const drawing = numberedRenderer();
  return {
    ...drawing,
    render: (facts, content) =>
      dice(4) === 0
        ? Promise.resolve(err({ detail: 'a bad day' }))
        : drawing.render(facts, content),
  };
}

/** A whole number below `sides`. */
type Dice = (sides: number) => number;

function newDice(seed: number): Dice {
  let drawn = seed >>> 0;
  return (sides) => {
    drawn = (Math.imul(drawn, 1_664_525) + 1_013_904_223) >>> 0;
    return (drawn >>> 8) % sides;
  };
}
