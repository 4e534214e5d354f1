/** The packed form of a state loses nothing, is canonical, and survives any bytes. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { EnrolmentState } from '../src/domain/enrolment.js';
import type { ContentId } from '../src/domain/ids.js';
import { MalformedBytes } from '../src/persistence/byte-reader.js';
import {
  EMPTY_TABLE,
  packEnrolment,
  unpackEnrolment,
  type ContentTable,
} from '../src/persistence/packed-enrolment.js';
import { decodeSnapshot, seal } from '../src/persistence/snapshot.js';
import { CONTENTS, KEY, enrolmentState } from './arbitraries.js';
import { canonical } from './canonical.js';
import { holds } from './check.js';

/** Times of `arbitraries.ts` are at most 20, counts at most 3; stretched, they fill their bits. */
const TIME_STRETCH_MAX = Math.floor((2 ** 48 - 1) / 20);
const COUNT_STRETCH_MAX = Math.floor((2 ** 32 - 1) / 3);

const state: fc.Arbitrary<EnrolmentState> = fc
  .tuple(enrolmentState, fc.integer({ min: 1, max: TIME_STRETCH_MAX }), fc.nat(COUNT_STRETCH_MAX))
  .map(([drawn, times, counts]) => stretched(drawn, times, counts));

/** Contents of a course in any order; those that it leaves out are named by their ids. */
const table: fc.Arbitrary<ContentTable> = fc.shuffledSubarray([...CONTENTS]).map((ids) => ({
  version: ids.length === 0 ? 0 : 1,
  ids,
  places: new Map(ids.map((id, place): [ContentId, number] => [id, place])),
}));

describe('A packed state', () => {
  holds(
    'Unpacking a packed state gives it back, under any table',
    fc.property(state, table, (s, t) => {
      expect(canonical(unpackEnrolment(KEY, packEnrolment(s, t), t))).toBe(canonical(s));
    }),
  );

  holds(
    'Unpacking gives the state back where nothing is known of its course',
    fc.property(state, (s) => {
      const unpacked = unpackEnrolment(KEY, packEnrolment(s, EMPTY_TABLE), EMPTY_TABLE);
      expect(canonical(unpacked)).toBe(canonical(s));
    }),
  );

  holds(
    'Equal states give equal bytes, in whatever order they came to be',
    fc.property(state, table, fc.func(fc.nat()), (s, t, rank) => {
      const bytes = packEnrolment(reordered(s, rank), t);
      expect(bytes.equals(packEnrolment(s, t))).toBe(true);
    }),
  );

  holds(
    'States that differ give bytes that differ',
    fc.property(state, state, table, (a, b, t) => {
      const same = packEnrolment(a, t).equals(packEnrolment(b, t));
      expect(same).toBe(canonical(a) === canonical(b));
    }),
  );

  holds(
    'A sealed snapshot is decoded to the state',
    fc.property(state, table, (s, t) => {
      const bytes = seal(KEY, { version: t.version, body: packEnrolment(s, t) });
      const decoded = decodeSnapshot(KEY, bytes, () => t);
      expect(decoded.ok && canonical(decoded.value)).toBe(canonical(s));
    }),
  );
});

/** What disks, bugs and other programs make of a packed state. */
const spoilt = fc
  .tuple(state, table, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat())
  .map(([s, t, changes, cut]) => {
    const bytes = packEnrolment(s, t);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
  });

/** Several at once, as most garbage fails at its first bytes. */
const garbage: fc.Arbitrary<Uint8Array[]> = fc.array(
  fc.oneof({ arbitrary: spoilt, weight: 9 }, { arbitrary: fc.uint8Array(), weight: 1 }),
  { minLength: 10, maxLength: 10 },
);

describe('Bytes that are no packed state', () => {
  holds(
    'Unpacking any bytes throws nothing but the named fault',
    fc.property(garbage, table, (bodies, t) => {
      for (const bytes of bodies) {
        try {
          unpackEnrolment(KEY, Buffer.from(bytes), t);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytes);
        }
      }
    }),
  );

  holds(
    'Decoding any body under a right checksum gives a result, and a fault names the key',
    fc.property(garbage, table, (bodies, t) => {
      for (const bytes of bodies) {
        const sealed = seal(KEY, { version: t.version, body: Buffer.from(bytes) });
        const decoded = decodeSnapshot(KEY, sealed, () => t);
        if (!decoded.ok) expect(decoded.error).toMatchObject(DAMAGED);
      }
    }),
  );

  holds(
    'Decoding any row gives a fault that names the key',
    fc.property(fc.uint8Array({ maxLength: 64 }), table, (bytes, t) => {
      const decoded = decodeSnapshot(KEY, bytes, () => t);
      expect(decoded).toMatchObject({ ok: false, error: DAMAGED });
    }),
  );
});

const DAMAGED = { kind: 'damaged', key: `${KEY.learner}/${KEY.course}/${KEY.batch}` };

/** The same state with its times and counts multiplied. */
function stretched(s: EnrolmentState, times: number, counts: number): EnrolmentState {
  const { membership } = s;
  return {
    ...s,
    membership: membership && {
      ...membership,
      decidedAt: membership.decidedAt * times,
      enrolledAt: membership.enrolledAt * times,
    },
    contents: mapped(s.contents, (c) => ({
      ...c,
      firstCompletedAt: c.firstCompletedAt * times,
      lastCompletedAt: c.lastCompletedAt * times,
      lastAccessAt: c.lastAccessAt * times,
      detailsAt: c.detailsAt * times,
      viewBase: c.viewBase * counts,
      completionBase: c.completionBase * counts,
    })),
    attempts: mapped(s.attempts, (a) => ({ ...a, attemptedAt: a.attemptedAt * times })),
    generations: mapped(s.generations, (g) => ({ ...g, issuedAt: g.issuedAt * times })),
    completedAt: s.completedAt * times,
  };
}

const mapped = <K, V>(map: ReadonlyMap<K, V>, change: (value: V) => V): ReadonlyMap<K, V> =>
  new Map([...map].map(([key, value]) => [key, change(value)]));

/** The same state with its maps filled in the order of `rank`. */
const reordered = (s: EnrolmentState, rank: (key: string) => number): EnrolmentState => ({
  ...s,
  contents: inOrderOf(s.contents, rank),
  attempts: inOrderOf(s.attempts, rank),
  generations: inOrderOf(s.generations, rank),
});

const inOrderOf = <K extends string, V>(
  map: ReadonlyMap<K, V>,
  rank: (key: string) => number,
): ReadonlyMap<K, V> => new Map([...map].sort(([a], [b]) => rank(a) - rank(b)));
