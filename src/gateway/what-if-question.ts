/**
 * Reads what is asked of the learners that there are: who changes under another structure of a
 * course, who changed by the newest one, who would earn a certificate by other criteria. Pure.
 *
 * - Q1 A question is about what the catalogue has: a course that is published, a batch that is
 *   there, a template that the batch has.
 */
import type { Batch } from '../domain/batch.js';
import { courseTree, type CourseTree } from '../domain/course.js';
import {
  parseBatchId,
  parseCourseId,
  type BatchId,
  type CourseId,
  type TemplateId,
} from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Criteria, Template } from '../domain/template.js';
import type { Catalogue } from '../engine.js';
import { fault, type Fault } from './fault.js';
import { parseHierarchy } from './hierarchy.js';
import { parseCriteria } from './template-criteria.js';
import { idOf, invalidValue, isBlank, own, requestOf, textOf, type Fields } from './wire.js';

/** A question with what it takes to answer it. */
export type Question =
  | {
      /** `published`: learners were derived under `after` already. */
      readonly kind: 'structure' | 'published';
      readonly batches: readonly Batch[];
      readonly before: CourseTree | null;
      readonly after: CourseTree;
    }
  | {
      readonly kind: 'criteria';
      readonly batches: readonly Batch[];
      readonly tree: CourseTree | null;
      readonly template: Template;
    };

export const QUESTION_KINDS = ['structure', 'published', 'criteria'] as const;

/** The catalogue's part of a question (Q1). */
export type Known = Pick<Catalogue, 'course' | 'tree' | 'batch' | 'batchesOf'>;

/**
 * Reads `{request:{kind: 'structure', courseId, hierarchy}}`, `{request:{kind: 'published',
 * courseId}}` and `{request:{kind: 'criteria', batchId, criteria, templateId?}}`.
 */
export function parseQuestion(body: unknown, known: Known): Result<Question, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const given = own(request.value, 'kind');
  switch (QUESTION_KINDS.find((kind) => kind === given)) {
    case 'structure':
      return structureQuestion(request.value, known);
    case 'published':
      return publishedQuestion(request.value, known);
    case 'criteria':
      return criteriaQuestion(request.value, known);
    case undefined:
      return err(invalidValue(given, 'kind'));
  }
}

function structureQuestion(fields: Fields, known: Known): Result<Question, Fault> {
  const course = knownCourse(fields, known);
  if (!course.ok) return course;
  const parsed = parseHierarchy(own(fields, 'hierarchy'));
  if (!parsed.ok) return parsed;
  const { info, structure } = parsed.value;
  if (info.course !== course.value) {
    const named = `its identifier is ${info.course}, the question is about ${course.value}`;
    return err(fault('INVALID_HIERARCHY', named));
  }
  const before = known.tree(course.value);
  const after = courseTree(structure, (before?.version ?? 0) + 1);
  const batches = known.batchesOf(course.value);
  return ok({ kind: 'structure', batches, before, after });
}

/** A course that was published once has nothing before it: everything is new. */
function publishedQuestion(fields: Fields, known: Known): Result<Question, Fault> {
  const course = knownCourse(fields, known);
  if (!course.ok) return course;
  const after = known.tree(course.value);
  if (after === null) return err(fault('INVALID_COURSE_ID'));
  const before = after.version < 2 ? null : known.tree(course.value, after.version - 1);
  return ok({ kind: 'published', batches: known.batchesOf(course.value), before, after });
}

function knownCourse(fields: Fields, known: Known): Result<CourseId, Fault> {
  const course = idOf(own(fields, 'courseId'), 'courseId', parseCourseId);
  if (!course.ok || known.course(course.value) !== null) return course;
  return err(fault('INVALID_COURSE_ID'));
}

function criteriaQuestion(fields: Fields, known: Known): Result<Question, Fault> {
  const id = idOf(own(fields, 'batchId'), 'batchId', parseBatchId);
  if (!id.ok) return id;
  const batch = knownBatch(id.value, known);
  if (!batch.ok) return batch;
  const criteria = parseCriteria(own(fields, 'criteria'));
  if (!criteria.ok) return criteria;
  const named = textOf(own(fields, 'templateId'), 'templateId');
  if (!named.ok) return named;
  const wanted = templateWith(criteria.value);
  if (isBlank(named.value)) return asked(batch.value, wanted, known);
  const template = batch.value.templates[named.value as TemplateId];
  if (template === undefined) return err(invalidValue(named.value, 'templateId'));
  return asked(batch.value, { ...template, criteria: criteria.value }, known);
}

function knownBatch(id: BatchId, known: Known): Result<Batch, Fault> {
  const batch = known.batch(id);
  return batch === null ? err(fault('RESOURCE_NOT_FOUND')) : ok(batch);
}

const asked = (batch: Batch, template: Template, known: Known): Result<Question, Fault> =>
  ok({ kind: 'criteria', batches: [batch], tree: known.tree(batch.course), template });

/** A template of a name that nobody has a certificate of: the criteria alone decide. */
const templateWith = (criteria: Criteria): Template => ({
  ...{ template: 'what-if' as TemplateId, name: '', url: '', criteria },
  ...{ issuer: { name: '', url: '' }, signatories: [], extras: {} },
});
