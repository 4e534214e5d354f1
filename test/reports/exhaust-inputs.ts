/** What a report is written from, with only what a test cares about given. */
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import { ok } from '../../src/domain/result.js';
import type { ExhaustInput } from '../../src/reports/exhaust-input.js';
import { NO_OPTIONS } from '../../src/reports/report-options.js';
import { batch, course, ENROLLED_AT, tree, userCache } from './builders.js';

export const exhaustInput = (
  changes: Partial<ExhaustInput> & Pick<ExhaustInput, 'path'>,
): ExhaustInput => ({
  ...{ dataset: 'progress-exhaust', options: NO_OPTIONS, assessment: null },
  ...{ moment: 'one-moment', protection: { kind: 'plain' }, glances: null },
  ...reading([]),
  asOf: ENROLLED_AT,
  tree: tree(),
  course: course(),
  batch: batch(),
  users: userCache({}),
  answers: (learners) => Promise.resolve(ok(learners.map(() => []))),
  ...{ answersBefore: null, archive: null, consentsBefore: null, decrypt: (text: string) => text },
  titlesOf: () => Promise.resolve(ok(new Map())),
  requesterOrg: '',
  counting: 'best',
  timeZone: 'Asia/Kolkata',
  onRows: () => undefined,
  ...changes,
});

export const reading = (list: readonly EnrolmentState[]): Pick<ExhaustInput, 'states'> => ({
  async *states() {
    await Promise.resolve();
    yield* list;
  },
});
