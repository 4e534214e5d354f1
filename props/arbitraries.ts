/**
 * Random values of the domain. Ids and times come from small pools, so that collisions, ties and
 * duplicates are common. Every value is well-formed, as the gateway makes it: progress is 100 and
 * completions have times exactly at status 2, and details come with the time of their access.
 */
import fc from 'fast-check';
import { attemptKey, type AttemptState } from '../src/domain/attempt.js';
import type { CertificateFacts } from '../src/domain/certificate.js';
import type { Attempt, Command, Enrol, Observe } from '../src/domain/command.js';
import type { ContentState, ContentStatus } from '../src/domain/content.js';
import type { EnrolmentState, Membership } from '../src/domain/enrolment.js';
import type { Generation, Revocation } from '../src/domain/generation.js';
import {
  NEVER,
  type BatchId,
  type CertificateId,
  type ContentId,
  type CourseId,
  type EnrolmentKey,
  type LearnerId,
  type TemplateId,
} from '../src/domain/ids.js';

/** The one enrolment that all random states and commands are about. */
export const KEY: EnrolmentKey = {
  learner: 'learner' as LearnerId,
  course: 'course' as CourseId,
  batch: 'batch' as BatchId,
};

/** Contents that random work is done on; random courses are made of the same ids. */
export const CONTENTS = ['c0', 'c1', 'c2', 'c3', 'c4'] as readonly string[] as readonly ContentId[];

const TIME_MAX = 20;

export const contentId = fc.constantFrom(...CONTENTS);
const time = fc.integer({ min: 1, max: TIME_MAX });
const timeOrNever = fc.integer({ min: NEVER, max: TIME_MAX });
const count = fc.integer({ min: 0, max: 3 });

/** What is known of one content; of a random content unless one is given. */
export function contentState(of: fc.Arbitrary<ContentId> = contentId): fc.Arbitrary<ContentState> {
  const status = fc.constantFrom<ContentStatus>(0, 1, 2, 2);
  return fc
    .record({
      content: of,
      status,
      started: fc.integer({ min: 0, max: 99 }),
      completions: fc.tuple(time, time),
      lastAccessAt: timeOrNever,
      viewBase: count,
      completionBase: count,
      seen: fc.boolean(),
      details: fc.constantFrom('', '', '{"page":1}', '{"page":2}'),
      detailsAt: time,
    })
    .map(({ started, completions, seen, ...given }) => ({
      ...given,
      progress: given.status === 2 ? 100 : started,
      firstCompletedAt: given.status === 2 ? Math.min(...completions) : NEVER,
      lastCompletedAt: given.status === 2 ? Math.max(...completions) : NEVER,
      completionSeen: given.status === 2 && seen,
      detailsAt: given.details === '' ? NEVER : given.detailsAt,
    }));
}

export const attemptState: fc.Arbitrary<AttemptState> = fc.record({
  content: contentId,
  attempt: fc.constantFrom('a0', 'a1', 'a2'),
  attemptedAt: time,
  score: fc.constantFrom(0, 0.33, 1, 2.5, 4),
  maxScore: fc.constantFrom(0, 1, 4),
  payloadHash: fc.constantFrom('h0', 'h1', 'h2'),
});

/** A membership; also one that holds only the decision to leave, which has no time of enrolment. */
export const membership: fc.Arbitrary<Membership> = fc.record({
  active: fc.boolean(),
  decidedAt: time,
  enrolledAt: timeOrNever,
  addedBy: fc.constantFrom('', 'anil', 'meera'),
});

const certificateId = fc.constantFrom('g0', 'g1', 'g2') as fc.Arbitrary<CertificateId>;
const templateId = fc.constantFrom('t0', 't1') as fc.Arbitrary<TemplateId>;
const templateName = fc.constantFrom('Merit', 'Completion');
const replaced = fc.constantFrom('', '', 'g0', 'g1');

const revocation: fc.Arbitrary<Revocation> = fc.record({
  at: time,
  reason: fc.constantFrom('', 'copied', 'wrong name'),
});

export const generation: fc.Arbitrary<Generation> = fc.record({
  id: certificateId,
  template: templateId,
  name: templateName,
  issuedAt: time,
  replaces: replaced,
  rendered: fc.boolean(),
  identifier: fc.constantFrom('', '', 'r0', 'r1'),
  listing: fc.constantFrom('{}', '{"token":"A1B2C3"}'),
  revocation: fc.option(revocation, { nil: null }),
});

export const enrolmentState: fc.Arbitrary<EnrolmentState> = fc
  .record({
    membership: fc.option(membership),
    contents: fc.array(contentState(), { maxLength: 4 }),
    attempts: fc.array(attemptState, { maxLength: 4 }),
    generations: fc.array(generation, { maxLength: 3 }),
    completedAt: timeOrNever,
    version: fc.integer({ min: 1, max: 3 }),
  })
  .map((given) => ({
    key: KEY,
    membership: given.membership,
    contents: new Map(given.contents.map((c) => [c.content, c])),
    attempts: new Map(given.attempts.map((a) => [attemptKey(a), a])),
    generations: new Map(given.generations.map((g) => [g.id, g])),
    completedAt: given.completedAt,
    completedVersion: given.completedAt === NEVER ? 0 : given.version,
  }));

/** Fields that every command has; the course version is that of the tree it is folded with. */
const common = { key: KEY, receivedAt: TIME_MAX, courseVersion: 1 } as const;

export const observe: fc.Arbitrary<Observe> = fc
  .array(contentState(), { maxLength: 3 })
  .map((contents) => ({ ...common, kind: 'observe', contents }));

export const attempt: fc.Arbitrary<Attempt> = attemptState.map((state) => ({
  ...common,
  kind: 'attempt',
  attempt: state,
  questions: [],
}));

export const enrol: fc.Arbitrary<Enrol> = fc
  .record({ at: time, addedBy: fc.constantFrom('', 'anil', 'meera') })
  .map((given) => ({ ...common, kind: 'enrol', ...given }));

/** The commands whose order, number and grouping must not matter. */
export const orderFree: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: observe, weight: 5 },
  { arbitrary: attempt, weight: 2 },
  { arbitrary: enrol, weight: 2 },
);

/** Any command. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: orderFree, weight: 8 },
  { arbitrary: time.map((at): Command => ({ ...common, kind: 'unenrol', at })), weight: 2 },
  { arbitrary: fc.constant<Command>({ ...common, kind: 'reevaluate' }), weight: 1 },
  { arbitrary: generation.map(issueOf), weight: 2 },
  { arbitrary: certificateId.map(confirmOf), weight: 2 },
  { arbitrary: fc.tuple(certificateId, revocation).map(revokeOf), weight: 1 },
);

function confirmOf(certificate: string): Command {
  return { ...common, kind: 'confirm-certificate', certificate, identifier: '' };
}

function revokeOf([certificate, revoked]: [string, Revocation]): Command {
  return { ...common, kind: 'revoke-certificate', certificate, ...revoked };
}

function issueOf(decided: Generation): Command {
  const facts: CertificateFacts = {
    certificate: decided.id,
    replaces: decided.replaces,
    learner: KEY.learner,
    recipientName: 'Asha Rao',
    course: KEY.course,
    courseName: 'Course',
    batch: KEY.batch,
    batchName: 'Batch',
    template: decided.template,
    templateName: decided.name,
    templateHash: 'hash',
    issuer: { name: 'Issuer', url: 'https://example.org' },
    completedAt: decided.issuedAt,
    issuedAt: decided.issuedAt,
    scorePercent: null,
    accessCode: 'A1B2C3',
    verifyUrl: 'https://example.org/certificates/g0',
    timeZone: 'Asia/Kolkata',
  };
  return { ...common, kind: 'issue-certificate', facts, listing: { token: facts.accessCode } };
}
