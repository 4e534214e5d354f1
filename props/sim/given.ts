/** Two courses, three batches, four learners: what simulations are about. */
import type { Batch } from '../../src/domain/batch.js';
import type { Observe } from '../../src/domain/command.js';
import { untouched, type ContentState } from '../../src/domain/content.js';
import { COLLECTION_MIME_TYPE, type HierarchyNode } from '../../src/domain/hierarchy.js';
import type { BatchId, ContentId, CourseId, EnrolmentKey } from '../../src/domain/ids.js';
import type { LearnerId, TemplateId } from '../../src/domain/ids.js';
import type { Template } from '../../src/domain/template.js';
import type { PublishedCourse } from '../../src/engine.js';

/** A learner in a batch; the course belongs to the batch. */
export interface Place {
  readonly learner: string;
  readonly batch: string;
}

/** Contents that a learner worked on at one moment. */
export interface Work {
  readonly place: Place;
  readonly contents: readonly string[];
  readonly at: number;
  /** 1 = begun, 2 = completed. */
  readonly status: 1 | 2;
}

export const COURSE_OF: Readonly<Record<string, string>> = { b1: 'red', b2: 'red', b3: 'blue' };
export const LEARNERS = ['anil', 'devi', 'meera', 'ravi'] as const;

export const keyOf = ({ learner, batch }: Place): EnrolmentKey => ({
  learner: learner as LearnerId,
  course: (COURSE_OF[batch] ?? 'red') as CourseId,
  batch: batch as BatchId,
});

/** A key as the model names it. */
export const keyText = ({ learner, course, batch }: EnrolmentKey): string =>
  `${learner}/${course}/${batch}`;

/** Work as a command; `courseVersion` as it is in force. */
export function observe(work: Work, receivedAt: number, courseVersion: number): Observe {
  const contents = work.contents.map((id) => contentState(id, work.status, work.at));
  return { kind: 'observe', key: keyOf(work.place), receivedAt, courseVersion, contents };
}

export function contentState(id: string, status: 1 | 2, at: number): ContentState {
  const seen = { ...untouched(id as ContentId), status, lastAccessAt: at };
  if (status === 1) return { ...seen, progress: 10 };
  return {
    ...seen,
    progress: 100,
    firstCompletedAt: at,
    lastCompletedAt: at,
    completionSeen: true,
  };
}

/** A template that can be printed and asks for a completed course. */
export const TEMPLATE: Template = {
  template: 'merit' as TemplateId,
  name: 'Completion',
  url: '',
  criteria: { enrolmentStatus: 2, score: null, user: null },
  issuer: { name: 'Gujarat Council', url: 'https://gcert.example' },
  signatories: [
    { name: 'CEO', id: 'ceo', designation: 'CEO', image: 'data:image/png;base64,iVBORw' },
  ],
  extras: {},
};

export function batchOf(batch: string, template: Template | null = TEMPLATE): Batch {
  return {
    batch: batch as BatchId,
    course: (COURSE_OF[batch] ?? 'red') as CourseId,
    name: `Batch ${batch}`,
    description: '',
    enrolmentType: 'open',
    startDate: '2026-01-01',
    endDate: null,
    enrolmentEndDate: null,
    createdBy: '',
    createdFor: [],
    mentors: [],
    createdAt: 1,
    updatedAt: 1,
    templates: template === null ? {} : { [template.template]: template },
  };
}

export const courseInfo = (course: string): PublishedCourse => ({
  course: course as CourseId,
  name: `Course ${course}`,
  description: '',
  appIcon: '',
  status: 'Live',
  channel: '',
  userConsent: '',
  leafNodesCount: 0,
  publishedAt: 1,
});

/** A course of these contents, none of them optional. */
export const hierarchy = (course: string, contents: readonly string[]): HierarchyNode => ({
  ...node(course),
  mimeType: COLLECTION_MIME_TYPE,
  children: contents.map(node),
});

const node = (identifier: string): HierarchyNode => ({
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
});
