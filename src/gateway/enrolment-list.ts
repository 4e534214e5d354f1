/**
 * A learner's enrolments as Sunbird's list shows them. Pure: states, courses and batches are handed
 * in.
 *
 * - N1 `status` is the stored one and the percentage counts required contents (design 8, L11).
 * - N2 Enrolments whose course is not known, not live, or not as the filters ask are left out, as
 *   upstream. A filter on a field that the catalogue does not keep is no reason to leave one out.
 * - N3 Times are milliseconds, as upstream's timestamp columns are printed here.
 *
 * Source: `reference/lms.md` 3.3, `reference/jobs.md` 3.6 (issued certificates).
 */
import type { Batch, Day } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState, Membership } from '../domain/enrolment.js';
import { COLLECTION_MIME_TYPE } from '../domain/hierarchy.js';
import { issuedEntries } from '../domain/issued-list.js';
import { NEVER, type BatchId, type CourseId, type Instant } from '../domain/ids.js';
import { courseProgress, lastRead } from '../domain/progress.js';
import type { CourseInfo } from '../persistence/ports.js';
import { batchView, pick } from './batch-view.js';
import { matchesFilters } from './document-filter.js';
import type { ListRequest } from './enrolment-request.js';
import type { Zone } from './zone.js';

/** `enrollment_list_size`. */
export const ENROLMENT_LIST_COUNT_MAX = 1000;

export interface ListContext {
  readonly zone: Zone;
  readonly today: Day;
  readonly course: (id: CourseId) => CourseInfo | null;
  readonly tree: (id: CourseId) => CourseTree | null;
  readonly batch: (id: BatchId) => Batch | null;
}

type Row = Readonly<Record<string, unknown>>;

/** `result.courses`: active enrolments, newest `ENROLMENT_LIST_COUNT_MAX`, last accessed first. */
export function enrolmentList(
  states: readonly EnrolmentState[],
  request: ListRequest,
  ctx: ListContext,
): Row[] {
  const wanted = request.courseIds.length === 0 ? null : new Set<string>(request.courseIds);
  return states
    .map((state) => ({ state, membership: state.membership }))
    .filter((entry): entry is Enrolled => entry.membership?.active === true)
    .filter(({ state }) => wanted?.has(state.key.course) ?? true)
    .sort((a, b) => b.membership.enrolledAt - a.membership.enrolledAt)
    .slice(0, ENROLMENT_LIST_COUNT_MAX)
    .map(({ state, membership }) => listEntry(state, membership, request, ctx))
    .filter((entry) => entry !== null)
    .sort((a, b) => b.accessedAt - a.accessedAt)
    .map(({ row }) => row);
}

interface Enrolled {
  readonly state: EnrolmentState;
  readonly membership: Membership;
}

function listEntry(
  state: EnrolmentState,
  membership: Membership,
  request: ListRequest,
  ctx: ListContext,
): { readonly row: Row; readonly accessedAt: Instant } | null {
  const { course, batch } = state.key;
  const info = ctx.course(course);
  if (info === null) return null;
  const tree = ctx.tree(course);
  const content = contentOf(info, tree);
  if (!matchesFilters(content, knownFilters(content, request.filters))) return null;
  const { batchDetails } = request;
  const row = {
    ...courseFields(content, request.fields),
    ...enrolmentFields(state, membership, tree),
    ...(batchDetails === null ? {} : { batch: batchFields(ctx.batch(batch), batchDetails, ctx) }),
  };
  return { row, accessedAt: lastRead(state)?.at ?? NEVER };
}

function enrolmentFields(
  state: EnrolmentState,
  membership: Membership,
  tree: CourseTree | null,
): Row {
  const time = (at: Instant): Instant | null => (at === NEVER ? null : at);
  const progress = courseProgress(state, tree);
  const last = lastRead(state);
  return {
    userId: state.key.learner,
    courseId: state.key.course,
    collectionId: state.key.course,
    contentId: state.key.course,
    batchId: state.key.batch,
    active: membership.active,
    addedBy: membership.addedBy,
    enrolledDate: time(membership.enrolledAt),
    oldEnrolledDate: null,
    dateTime: time(membership.decidedAt),
    status: progress.status,
    progress: progress.completed,
    completionPercentage: progress.percentage,
    completedOn: time(state.completedAt),
    contentStatus: Object.fromEntries([...state.contents].map(([id, c]) => [id, c.status])),
    lastReadContentId: last?.content ?? null,
    lastReadContentStatus: last?.status ?? null,
    lastContentAccessTime: time(last?.at ?? NEVER),
    certificates: [],
    certstatus: null,
    issuedCertificates: issuedEntries(state),
  };
}

/** The course as a content search would find it. */
const contentOf = (info: CourseInfo, tree: CourseTree | null): Row => ({
  identifier: info.course,
  name: info.name,
  description: info.description,
  leafNodesCount: info.leafNodesCount || (tree?.leaves.length ?? 0),
  appIcon: info.appIcon,
  status: info.status,
  mimeType: COLLECTION_MIME_TYPE,
  channel: info.channel,
  userConsent: info.userConsent,
});

/** Live courses alone, unless the request says otherwise (N2). */
const knownFilters = (content: Row, asked: Row): Row =>
  Object.fromEntries(
    Object.entries({ status: 'Live', ...asked }).filter(([field]) => Object.hasOwn(content, field)),
  );

function courseFields(content: Row, fields: readonly string[]): Row {
  return {
    courseName: content['name'],
    description: content['description'],
    leafNodesCount: content['leafNodesCount'],
    courseLogoUrl: content['appIcon'],
    content: fields.length === 0 ? content : pick(content, [...new Set([...ALWAYS, ...fields])]),
  };
}

const ALWAYS = ['identifier', 'name', 'description', 'leafNodesCount', 'appIcon'];

/** A batch that is not known is an empty one. */
function batchFields(
  batch: Batch | null,
  fields: readonly string[],
  { today, zone }: ListContext,
): Row {
  const shown = ['batchId', 'identifier', ...fields];
  return batch === null ? {} : pick(batchView(batch, today, zone), shown);
}
