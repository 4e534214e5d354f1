/** Enrolments as snapshots hold them, from nothing known to everything there is to know. */
import { attemptKey } from '../../src/domain/attempt.js';
import { initialEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import type { ContentId } from '../../src/domain/ids.js';
import {
  EMPTY_TABLE,
  packEnrolment,
  type ContentTable,
} from '../../src/persistence/packed-enrolment.js';
import { seal } from '../../src/persistence/snapshot.js';
import { canonical } from '../../props/canonical.js';
import { keyOf } from '../contract/samples.js';
import { attempt, content, generation } from '../domain/given.js';

/** A state, and the course version under which it is stored. */
export interface Sample {
  readonly state: EnrolmentState;
  readonly table: ContentTable;
}

export const tableOf = (version: number, ...ids: string[]): ContentTable => ({
  version,
  ids: ids as ContentId[],
  places: new Map(ids.map((id, place) => [id as ContentId, place])),
});

const DAY = 1_700_000_000_000;
const INSTANT_MAX = 2 ** 48 - 1;
const COUNT_MAX = 2 ** 32 - 1;
const TABLE = tableOf(3, 'lesson-1', 'lesson-2', 'quiz', 'lesson-3');

const contents = [
  content('lesson-1', 2, DAY, { lastCompletedAt: DAY + 5, lastAccessAt: DAY + 9 }),
  content('lesson-2', 1, DAY + 1, { progress: 99, details: '{"पृष्ठ":[1,2]}', detailsAt: DAY + 1 }),
  content('quiz', 2, DAY + 2, { viewBase: 300, completionBase: 2 }),
  content('content-of-an-older-version', 2, DAY + 3, { completionSeen: false }),
];

const attempts = [
  attempt({ content: 'quiz' as ContentId, attempt: 'a1', attemptedAt: DAY, score: 0.33 }),
  attempt({ content: 'quiz' as ContentId, attempt: 'a2', attemptedAt: DAY + 4, maxScore: 4 }),
];

const generations = [
  generation('c1', { issuedAt: DAY + 6 }),
  generation('c2', { name: 'योग्यता', replaces: 'c1', rendered: false }),
];

const full: EnrolmentState = {
  key: keyOf('आशा', 'batch-1', 'course-1'),
  membership: { active: true, decidedAt: DAY, enrolledAt: DAY - 1, addedBy: 'meera' },
  contents: new Map(contents.map((c) => [c.content, c])),
  attempts: new Map(attempts.map((a) => [attemptKey(a), a])),
  generations: new Map(generations.map((g) => [g.id, g])),
  completedAt: DAY + 3,
  completedVersion: 2,
};

const withRevoked = new Map(
  generations.map((g) => [g.id, { ...g, revocation: { at: DAY + 7, reason: 'Name' } }]),
);

const plain = [content('lesson-1', 2, DAY), content('lesson-2', 0, DAY + 1)];
const last = content('quiz', 2, INSTANT_MAX, { viewBase: COUNT_MAX, completionBase: COUNT_MAX });

export const SAMPLES: Readonly<Record<string, Sample>> = {
  empty: { state: initialEnrolment(keyOf('asha')), table: EMPTY_TABLE },
  plain: {
    state: {
      ...initialEnrolment(keyOf('asha', 'batch-1', 'course-1')),
      membership: { active: false, decidedAt: DAY, enrolledAt: DAY, addedBy: '' },
      contents: new Map(plain.map((c) => [c.content, c])),
    },
    table: TABLE,
  },
  full: { state: full, table: TABLE },
  'unknown-course': { state: full, table: EMPTY_TABLE },
  revoked: { state: { ...full, generations: withRevoked }, table: TABLE },
  limits: {
    state: {
      ...initialEnrolment(keyOf('asha')),
      contents: new Map([[last.content, last]]),
      completedAt: INSTANT_MAX,
      completedVersion: COUNT_MAX,
    },
    table: TABLE,
  },
};

/** The snapshot row of a sample. */
export const rowOf = ({ state, table }: Sample): Buffer =>
  seal(state.key, { version: table.version, body: packEnrolment(state, table) });

/** What a fixture file holds: all that decoding needs, and what it must come to. */
export interface Fixture {
  readonly key: EnrolmentState['key'];
  readonly courseVersion: number;
  readonly contents: readonly ContentId[];
  readonly bytes: string;
  readonly state: unknown;
}

export const fixtureOf = (sample: Sample): Fixture => ({
  key: sample.state.key,
  courseVersion: sample.table.version,
  contents: sample.table.ids,
  bytes: rowOf(sample).toString('hex'),
  state: JSON.parse(canonical(sample.state)) as unknown,
});
