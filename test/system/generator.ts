/**
 * A seeded installation with its stream: one course of 20 leaves in 4 units, 10 batches. Of every
 * ten learners three complete all leaves, six complete 5, one completes 10. What a row must be in
 * the end follows from these picks alone, whatever the order of the events.
 */
import { Chance } from './chance.js';

export const COURSE = 'do_31309000000000001';

/** What an enrolment row must show. */
export interface ExpectedRow {
  readonly batch: string;
  readonly progress: number;
  readonly status: number;
  /** Completed contents of each unit, in the order of the course. */
  readonly units: readonly number[];
}

/** Files by what `laurel import` calls them, the events, and the rows by learner. */
export interface Generated {
  readonly imports: Readonly<Record<'course' | 'batch' | 'users' | 'enrolments', string>>;
  readonly events: readonly string[];
  readonly expected: ReadonlyMap<string, ExpectedRow>;
}

const UNIT_COUNT = 4;
const LEAVES_A_UNIT = 5;
const LEAVES = Array.from(
  { length: UNIT_COUNT * LEAVES_A_UNIT },
  (_, i) => `do_313090000000000${100 + i}`,
);
const UNITS = Array.from({ length: UNIT_COUNT }, (_, i) => `do_313090000000000020${1 + i}`);
const BATCHES = Array.from({ length: 10 }, (_, i) => `01309000000000${100 + i}`);
/** Completed contents of each of ten learners: ten on average. */
const PICKS = [20, 20, 20, 5, 5, 5, 5, 5, 10, 5];
const FIRST_EVENT_MS = 1_563_788_371_969;
const EVENT_INTERVAL_MS = 5;

/** Generates `count` events, a multiple of 100. */
export function generate(seed: number, count: number): Generated {
  const chance = new Chance(seed);
  const expected = new Map<string, ExpectedRow>();
  const completions: Completion[] = [];
  for (let i = 0; i < count / 10; i++) {
    const learner = chance.uuid();
    const batch = BATCHES[i % BATCHES.length]!;
    const picks = chance.shuffled(LEAVES).slice(0, PICKS[i % PICKS.length]);
    for (const content of picks) completions.push({ learner, batch, content });
    expected.set(learner, expectedRow(batch, picks));
  }
  const events = chance.shuffled(completions).map((one, i) => eventLine(one, i, chance));
  return { imports: importFiles(expected), events, expected };
}

interface Completion {
  readonly learner: string;
  readonly batch: string;
  readonly content: string;
}

const unitLeaves = (unit: number): string[] =>
  LEAVES.slice(unit * LEAVES_A_UNIT, (unit + 1) * LEAVES_A_UNIT);

const expectedRow = (batch: string, picks: readonly string[]): ExpectedRow => ({
  batch,
  progress: picks.length,
  status: picks.length === LEAVES.length ? 2 : 1,
  units: UNITS.map((_, unit) => unitLeaves(unit).filter((leaf) => picks.includes(leaf)).length),
});

function eventLine({ learner, batch, content }: Completion, i: number, chance: Chance): string {
  const ets = FIRST_EVENT_MS + i * EVENT_INTERVAL_MS;
  return JSON.stringify({
    eid: 'BE_JOB_REQUEST',
    ets,
    mid: `LMS.${ets}.${chance.uuid()}`,
    actor: { type: 'System', id: 'Course Batch Updater' },
    context: { pdata: { ver: '1.0', id: 'org.sunbird.platform' } },
    object: { type: 'CourseBatchEnrolment', id: `${batch}_${learner}` },
    edata: {
      contents: [{ contentId: content, status: 2 }],
      action: 'batch-enrolment-update',
      iteration: 1,
      batchId: batch,
      userId: learner,
      courseId: COURSE,
    },
  });
}

function importFiles(expected: ReadonlyMap<string, ExpectedRow>): Generated['imports'] {
  const rows = [...expected];
  const units = UNITS.map((unit, i) => [unit, unitLeaves(i)] as const);
  const course = {
    courseId: COURSE,
    leafnodes: Object.fromEntries([[COURSE, LEAVES], ...units]),
    ancestors: Object.fromEntries(
      units.flatMap(([unit, leaves]) => leaves.map((leaf) => [leaf, [unit, COURSE]])),
    ),
  };
  return {
    course: JSON.stringify(course),
    batch: BATCHES.map((batchId) => `${JSON.stringify(batchRequest(batchId))}\n`).join(''),
    users: `userid,firstname\n${rows.map(([learner], i) => `${learner},First${i}\n`).join('')}`,
    enrolments: rows.map(([learner, { batch }]) => `${learner},${COURSE},${batch}\n`).join(''),
  };
}

const batchRequest = (batchId: string) => ({
  courseId: COURSE,
  batchId,
  name: `Batch ${batchId}`,
  enrollmentType: 'open',
  startDate: '2019-07-01',
});
