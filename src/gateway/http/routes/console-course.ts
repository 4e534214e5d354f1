/**
 * Courses as the console shows them: the list, and one course with its structure and its batches.
 * A mentor sees the courses of their batches, and of these their batches alone.
 */
import type { FastifyRequest } from 'fastify';
import type { Batch } from '../../../domain/batch.js';
import { courseOutline } from '../../../domain/course-outline.js';
import type { CourseTree } from '../../../domain/course.js';
import { parseCourseId, type CourseId } from '../../../domain/ids.js';
import { err, ok } from '../../../domain/result.js';
import type { Template } from '../../../domain/template.js';
import type { Answer } from '../../../engine.js';
import type { CourseInfo } from '../../../persistence/ports.js';
import { countsIn, sumOfCounts } from '../../batch-tally.js';
import type { Caller } from '../../caller.js';
import { faultOfCourse, type Reader } from '../../console-access.js';
import type { BatchSummary } from '../../console-answers.js';
import type {
  CourseHead,
  CourseList,
  CoursePage,
  CourseVersion,
} from '../../console-course-answers.js';
import { fault } from '../../fault.js';
import { idOf } from '../../wire.js';
import { countedHere, type ConsoleContext } from '../console-context.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Courses of one list, those that were published last. */
const COURSES_LISTED_MAX = 500;
/** Batches of one course, the newest. */
const BATCHES_LISTED_MAX = 200;
/** Units and contents of one page; a structure may have 100,000. */
const OUTLINE_NODES_MAX = 2_000;
const VERSIONS_LISTED_MAX = 20;

const tags = ['console'];

/** Adds the routes of this resource. */
export function consoleCourseRoutes({ add }: Sunbird, context: ConsoleContext): void {
  const shared = { method: 'GET', access: 'mentor', role: null } as const;
  add({
    ...shared,
    path: '/v1/console/courses',
    schema: { summary: 'Courses with their counts', tags },
    handle: (_request, caller) => courseList(context.reader(caller), context),
  });
  add({
    ...shared,
    path: '/v1/console/courses/:courseId',
    schema: { summary: 'One course: structure, versions, batches', tags, params: COURSE },
    handle: (request, caller) => ofCourse(request, caller, context),
  });
}

const COURSE = params('courseId');

async function courseList(reader: Reader, context: ConsoleContext): Answer<CourseList> {
  const { deps, summaries } = context;
  const own = context.batchesOf(reader);
  const byCourse = new Map<CourseId, Batch[]>();
  for (const batch of own) {
    const held = byCourse.get(batch.course);
    if (held === undefined) byCourse.set(batch.course, [batch]);
    else held.push(batch);
  }
  const all = newestCourses(deps.engine.catalogue.allCourses()).filter(
    ({ course }) => reader.kind === 'system' || byCourse.has(course),
  );
  const listed = all.slice(0, COURSES_LISTED_MAX);
  const batches = listed.flatMap(({ course }) => byCourse.get(course) ?? []);
  const counted = await summaries?.some(batches);
  if (counted?.ok === false) return counted;
  const found = counted?.value ?? new Map<string, BatchSummary>();
  const isWhole = batches.every(({ batch }) => found.get(batch)?.isPartial === false);
  return ok({
    courses: listed.map((info) => {
      const of = byCourse.get(info.course) ?? [];
      const counts = of.flatMap(({ batch }) => found.get(batch) ?? []);
      return {
        ...headOf(info, deps.engine.catalogue.tree(info.course)),
        ...{ batches: of.length, counts: summaries === null ? null : sumOfCounts(counts) },
      };
    }),
    total: all.length,
    counted: summaries === null ? 'cluster' : countedHere(isWhole),
  });
}

/** Published last comes first, then by id, so that lists do not jump. */
const newestCourses = (courses: readonly CourseInfo[]): readonly CourseInfo[] =>
  [...courses].sort((a, b) => b.publishedAt - a.publishedAt || (a.course < b.course ? -1 : 1));

const headOf = (
  { course, name, version, publishedAt }: CourseInfo,
  tree: CourseTree | null,
): CourseHead => ({
  ...{ course, name, version, publishedAt },
  ...{ required: tree?.required.length ?? 0, optional: tree?.optional.length ?? 0 },
});

async function ofCourse(
  request: FastifyRequest,
  caller: Caller,
  context: ConsoleContext,
): Promise<Answered> {
  const { courseId } = request.params as { readonly courseId?: string };
  const id = idOf(courseId, 'courseId', parseCourseId);
  if (!id.ok) return id;
  const reader = context.reader(caller);
  const batches = context.batchesOf(reader).filter(({ course }) => course === id.value);
  const refused = faultOfCourse(reader, id.value, batches);
  if (refused !== null) return err(refused);
  const info = context.deps.engine.catalogue.course(id.value);
  return info === null ? err(fault('RESOURCE_NOT_FOUND')) : coursePage(info, batches, context);
}

async function coursePage(
  info: CourseInfo,
  batches: readonly Batch[],
  { deps, summaries, head }: ConsoleContext,
): Answer<CoursePage> {
  const tree = deps.engine.catalogue.tree(info.course);
  const listed = batches.slice(0, BATCHES_LISTED_MAX);
  const counted = await summaries?.some(listed);
  if (counted?.ok === false) return counted;
  const found = counted?.value ?? new Map<string, BatchSummary>();
  const isWhole = listed.every(({ batch }) => found.get(batch)?.isPartial === false);
  const outline = tree === null ? NO_OUTLINE : courseOutline(tree, OUTLINE_NODES_MAX);
  return ok({
    ...headOf(info, tree),
    ...{ description: info.description, status: info.status },
    isBeingDerived: info.evaluatedVersion < info.version,
    ...{ outline: outline.nodes, isOutlineCut: outline.isCut },
    versions: versionsOf(info, (version) => deps.engine.catalogue.tree(info.course, version)),
    batches: listed.map((batch) => ({ ...head(batch), counts: countsIn(found, batch.batch) })),
    batchesTotal: batches.length,
    counted: summaries === null ? 'cluster' : countedHere(isWhole),
    templates: listed.flatMap((batch) =>
      Object.values<Template>(batch.templates).map(({ name }) => ({
        ...{ batch: batch.batch, batchName: batch.name, name },
      })),
    ),
  });
}

const NO_OUTLINE = { nodes: [], isCut: false };

function versionsOf(
  { version: newest }: CourseInfo,
  tree: (version: number) => CourseTree | null,
): readonly CourseVersion[] {
  const versions: CourseVersion[] = [];
  for (let version = newest; version > 0 && versions.length < VERSIONS_LISTED_MAX; version--) {
    const found = tree(version);
    if (found === null) continue;
    const { units, required, optional } = found;
    const counts = { required: required.length, optional: optional.length };
    versions.push({ version, units: units.length, ...counts });
  }
  return versions;
}
