/** Records for the report tests, with only what a test cares about given. */
import type { AttemptState } from '../../src/domain/attempt.js';
import type { Batch } from '../../src/domain/batch.js';
import type { UserEntry } from '../../src/domain/certificate.js';
import { untouched, type ContentStatus } from '../../src/domain/content.js';
import type { CourseTree } from '../../src/domain/course.js';
import { initialEnrolment, withAttempt, type EnrolmentState } from '../../src/domain/enrolment.js';
import type { BatchId, ContentId, CourseId, Instant, LearnerId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import type { CourseInfo, UserStore } from '../../src/persistence/ports.js';

export interface LearnerFacts {
  readonly learner?: string;
  readonly active?: boolean;
  readonly enrolledAt?: Instant;
  readonly completedAt?: Instant;
  readonly statuses?: Readonly<Record<string, number>>;
  /** Content, attempt, score, maximum. */
  readonly attempts?: readonly (readonly [string, string, number, number])[];
  readonly certificates?: readonly { readonly rendered: boolean }[];
}

export const ENROLLED_AT = Date.parse('2024-05-01T06:00:00Z');

export function enrolment(facts: LearnerFacts = {}): EnrolmentState {
  const { learner = 'user-1', active = true, enrolledAt = ENROLLED_AT, completedAt = 0 } = facts;
  const key = {
    learner: learner as LearnerId,
    course: 'do_course' as CourseId,
    batch: 'batch-1' as BatchId,
  };
  return {
    ...initialEnrolment(key),
    membership: { active, decidedAt: enrolledAt, enrolledAt, addedBy: '' },
    contents: contentsOf(facts.statuses ?? {}),
    attempts: (facts.attempts ?? []).map(attemptOf).reduce(withAttempt, new Map()),
    generations: generationsOf(facts.certificates ?? []),
    completedAt,
    completedVersion: completedAt === 0 ? 0 : 1,
  };
}

export const tree = (changes: Partial<CourseTree> = {}): CourseTree => ({
  course: 'do_course' as CourseId,
  version: 3,
  leaves: [],
  optional: [],
  required: [],
  units: [],
  ancestors: new Map(),
  scored: [],
  firstLevel: [],
  titles: new Map(),
  leafNodesCount: 4,
  ...changes,
});

export const course = (changes: Partial<CourseInfo> = {}): CourseInfo => ({
  course: 'do_course' as CourseId,
  name: 'A course',
  description: '',
  appIcon: '',
  status: 'Live',
  channel: 'org-owner',
  userConsent: 'No',
  leafNodesCount: 4,
  publishedAt: 1,
  version: 3,
  evaluatedVersion: 3,
  ...changes,
});

export const batch = (changes: Partial<Batch> = {}): Batch => ({
  batch: 'batch-1' as BatchId,
  course: 'do_course' as CourseId,
  name: 'First batch',
  description: '',
  enrolmentType: 'open',
  startDate: '2024-04-01',
  endDate: null,
  enrolmentEndDate: null,
  createdBy: '',
  createdFor: [],
  mentors: [],
  createdAt: 1,
  updatedAt: 1,
  templates: {},
  ...changes,
});

export const contents = (...ids: string[]): ContentId[] => ids as ContentId[];

/** A user cache of the given entries that counts the learners it was asked for. */
export function userCache(entries: Readonly<Record<string, UserEntry>>) {
  const cache = {
    lookUps: 0,
    users: ((learners) => {
      cache.lookUps += learners.length;
      return Promise.resolve(ok(learners.map((learner) => entries[learner] ?? null)));
    }) satisfies UserStore['users'],
  };
  return cache;
}

/** A user cache that is down. */
export const brokenUserCache: Pick<UserStore, 'users'> = {
  users: () => Promise.resolve(err({ kind: 'unavailable', detail: 'user cache is down' })),
};

function contentsOf(statuses: Readonly<Record<string, number>>): EnrolmentState['contents'] {
  return new Map(
    contents(...Object.keys(statuses)).map((content) => [
      content,
      { ...untouched(content), status: statuses[content] as ContentStatus },
    ]),
  );
}

const attemptOf = ([content, attempt, score, maxScore]: readonly [
  string,
  string,
  number,
  number,
]): AttemptState => ({
  content: content as ContentId,
  attempt,
  attemptedAt: 1,
  score,
  maxScore,
  payloadHash: '',
});

function generationsOf(
  certificates: readonly { readonly rendered: boolean }[],
): EnrolmentState['generations'] {
  return new Map(
    certificates.map(({ rendered }, i) => {
      const id = `certificate-${String(i)}`;
      const facts = { template: 'template-1', name: 'Completion', issuedAt: 1, replaces: '' };
      const revocation = null;
      return [id, { id, ...facts, rendered, revocation }] as never;
    }),
  );
}
