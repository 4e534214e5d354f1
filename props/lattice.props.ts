/**
 * The states of the domain are join-semilattices (design: commutative, associative, idempotent),
 * and folding a command only moves up in them.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { joinAttempt, type AttemptState } from '../src/domain/attempt.js';
import { joinContent, sameContent, untouched } from '../src/domain/content.js';
import { initialEnrolment, joinEnrolment, joinMembership } from '../src/domain/enrolment.js';
import { fold } from '../src/domain/fold.js';
import { joinGeneration, type Generation } from '../src/domain/generation.js';
import {
  KEY,
  CONTENTS,
  attemptState,
  command,
  contentState,
  enrolmentState,
  generation,
  membership,
} from './arbitraries.js';
import { canonical } from './canonical.js';
import { holds } from './check.js';
import { tree } from './hierarchies.js';

const oneContent = contentState(fc.constant(CONTENTS[0]!));
const oneAttempt = attemptState.map((a): AttemptState => ({
  ...a,
  content: CONTENTS[0]!,
  attempt: 'a0',
}));
const oneGeneration = generation.map((g): Generation => ({ ...g, id: 'g0' as Generation['id'] }));
const anyMembership = fc.option(membership);

describe('The state of a content', () => {
  joinLaws('A content', oneContent, joinContent);
  bottomIsNeutral('A content', oneContent, joinContent, untouched(CONTENTS[0]!));

  holds(
    'Two states of a content count as the same exactly when every field is equal',
    fc.property(oneContent, oneContent, (a, b) => {
      const same = canonical(a) === canonical(b);
      expect(sameContent(a, b)).toBe(same);
      expect(sameContent(a, { ...a })).toBe(true);
    }),
  );
});

describe('An attempt', () => joinLaws('An attempt', oneAttempt, joinAttempt));

describe('A generation', () => joinLaws('A generation', oneGeneration, joinGeneration));

describe('A membership', () => {
  joinLaws('A membership', anyMembership, joinMembership);
  bottomIsNeutral('A membership', anyMembership, joinMembership, null);
});

describe('An enrolment', () => {
  joinLaws('An enrolment', enrolmentState, joinEnrolment);
  bottomIsNeutral('An enrolment', enrolmentState, joinEnrolment, initialEnrolment(KEY));

  holds(
    'Folding any command gives a state above the old one',
    fc.property(enrolmentState, command, fc.option(tree), (before, asked, course) => {
      const { state } = fold(before, asked, course);
      expect(canonical(joinEnrolment(before, state))).toBe(canonical(state));
    }),
  );
});

function joinLaws<T>(noun: string, values: fc.Arbitrary<T>, join: (a: T, b: T) => T): void {
  holds(
    `${noun} joins in either order to the same`,
    fc.property(values, values, (a, b) => {
      expect(canonical(join(a, b))).toBe(canonical(join(b, a)));
    }),
  );
  holds(
    `${noun} joins in any grouping to the same`,
    fc.property(values, values, values, (a, b, c) => {
      expect(canonical(join(join(a, b), c))).toBe(canonical(join(a, join(b, c))));
    }),
  );
  holds(
    `${noun} joined with itself is unchanged`,
    fc.property(values, (a) => {
      expect(canonical(join(a, a))).toBe(canonical(a));
    }),
  );
}

function bottomIsNeutral<T>(
  noun: string,
  values: fc.Arbitrary<T>,
  join: (a: T, b: T) => T,
  bottom: T,
): void {
  holds(
    `${noun} joined with nothing observed is unchanged`,
    fc.property(values, (a) => {
      expect(canonical(join(bottom, a))).toBe(canonical(a));
      expect(canonical(join(a, bottom))).toBe(canonical(a));
    }),
  );
}
