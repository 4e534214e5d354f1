/** Values for the tests of the domain: each builder gives a plain one; a test says what differs. */
import { attemptKey, type AttemptState } from '../../src/domain/attempt.js';
import { untouched, type ContentState, type ContentStatus } from '../../src/domain/content.js';
import type { CourseTree, Unit } from '../../src/domain/course.js';
import { COLLECTION_MIME_TYPE, type HierarchyNode } from '../../src/domain/hierarchy.js';
import { initialEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import type { Generation } from '../../src/domain/generation.js';
import {
  NEVER,
  type BatchId,
  type CertificateId,
  type ContentId,
  type CourseId,
  type EnrolmentKey,
  type Instant,
  type LearnerId,
  type TemplateId,
} from '../../src/domain/ids.js';
import type { Criteria, Template } from '../../src/domain/template.js';

export const KEY: EnrolmentKey = {
  learner: 'user001' as LearnerId,
  course: 'course001' as CourseId,
  batch: 'Batch1' as BatchId,
};

export const contentId = (id: string): ContentId => id as ContentId;
export const contentIds = (...ids: string[]): ContentId[] => ids.map(contentId);

/** Work on a content: `at` is the time of its completion, or else of its access. */
export function content(
  id: string,
  status: ContentStatus,
  at: Instant,
  more: Partial<ContentState> = {},
): ContentState {
  const completedAt = status === 2 ? at : NEVER;
  return {
    ...untouched(contentId(id)),
    status,
    progress: status === 2 ? 100 : 0,
    firstCompletedAt: completedAt,
    lastCompletedAt: completedAt,
    lastAccessAt: at,
    completionSeen: status === 2,
    ...more,
  };
}

export const attempt = (more: Partial<AttemptState> = {}): AttemptState => ({
  content: contentId('content_001'),
  attempt: 'a1',
  attemptedAt: 1000,
  score: 1,
  maxScore: 1,
  payloadHash: 'h1',
  ...more,
});

export const generation = (id: string, more: Partial<Generation> = {}): Generation => ({
  id: id as CertificateId,
  template: 'template-1' as TemplateId,
  name: 'Course Completion Certificate',
  issuedAt: 1000,
  replaces: '',
  rendered: true,
  identifier: '',
  listing: '{}',
  revocation: null,
  ...more,
});

interface Known {
  readonly active?: boolean;
  readonly enrolledAt?: Instant;
  readonly contents?: readonly ContentState[];
  readonly attempts?: readonly AttemptState[];
  readonly generations?: readonly Generation[];
  readonly completedAt?: Instant;
}

/** An enrolled and active learner. */
export function enrolled(known: Known = {}): EnrolmentState {
  const enrolledAt = known.enrolledAt ?? 100;
  return {
    ...unenrolled(known),
    membership: { active: known.active ?? true, decidedAt: enrolledAt, enrolledAt, addedBy: '' },
  };
}

/** Work of a learner who never enrolled. */
export function unenrolled(known: Known = {}): EnrolmentState {
  const completedAt = known.completedAt ?? NEVER;
  return {
    ...initialEnrolment(KEY),
    contents: new Map((known.contents ?? []).map((c) => [c.content, c])),
    attempts: new Map((known.attempts ?? []).map((a) => [attemptKey(a), a])),
    generations: new Map((known.generations ?? []).map((g) => [g.id, g])),
    completedAt,
    completedVersion: completedAt === NEVER ? 0 : 1,
  };
}

/** A course of these leaves; none is optional unless said. */
export function tree(leaves: readonly string[], more: Partial<CourseTree> = {}): CourseTree {
  const optional = more.optional ?? [];
  const ids = contentIds(...leaves);
  return {
    course: KEY.course,
    version: 1,
    leaves: ids,
    optional,
    required: ids.filter((id) => !optional.includes(id)),
    units: [],
    ancestors: new Map(),
    scored: [],
    leafNodesCount: leaves.length,
    ...more,
  };
}

export function unit(
  id: string,
  leaves: readonly string[],
  optional: readonly string[] = [],
): Unit {
  return {
    unit: contentId(id),
    name: id,
    leaves: contentIds(...leaves),
    required: contentIds(...leaves.filter((leaf) => !optional.includes(leaf))),
  };
}

/** A collection of the hierarchy. */
export const collection = (
  identifier: string,
  children: readonly HierarchyNode[],
  more: Partial<HierarchyNode> = {},
): HierarchyNode => ({
  ...resource(identifier),
  mimeType: COLLECTION_MIME_TYPE,
  contentType: 'CourseUnit',
  visibility: 'Parent',
  children,
  ...more,
});

/** A content of the hierarchy. */
export const resource = (identifier: string, more: Partial<HierarchyNode> = {}): HierarchyNode => ({
  identifier,
  name: identifier,
  mimeType: 'application/pdf',
  contentType: 'Resource',
  objectType: 'Content',
  primaryCategory: 'Learning Resource',
  visibility: 'Default',
  optional: false,
  leafNodes: null,
  leafNodesCount: 0,
  children: [],
  ...more,
});

/** A template that can be printed and asks for a completed course. */
export function template(
  criteria: Partial<Criteria> = { enrolmentStatus: 2 },
  more: Partial<Template> = {},
): Template {
  return {
    template: 'template-1' as TemplateId,
    name: 'Course Completion Certificate',
    url: '',
    criteria: { enrolmentStatus: null, score: null, user: null, ...criteria },
    issuer: {
      name: 'Gujarat Council of Educational Research and Training',
      url: 'https://gcert.gujarat.gov.in/gcert/',
    },
    signatories: [
      { name: 'CEO Gujarat', id: 'CEO', designation: 'CEO', image: 'data:image/png;base64,iVBORw' },
    ],
    extras: {},
    ...more,
  };
}
