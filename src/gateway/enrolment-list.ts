/**
 * A learner's enrolments as Sunbird's list shows them. Pure: states, courses and batches are handed
 * in.
 *
 * - N1 `status` is the stored one and the percentage counts required contents (design 8, L11).
 * - N2 Enrolments whose course the catalogue does not know are left out, as upstream.
 *
 * Source: `reference/lms.md` 3.3, `reference/jobs.md` 3.6 (issued certificates).
 */
import type { Batch, Day } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState, Membership } from '../domain/enrolment.js';
import { liveGenerations } from '../domain/generation.js';
import { NEVER, type BatchId, type CourseId, type Instant } from '../domain/ids.js';
import { courseProgress, lastRead } from '../domain/progress.js';
import type { CourseInfo } from '../persistence/ports.js';
import { batchView, pick } from './batch-view.js';
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
  const held = request.batchDetails === null ? null : ctx.batch(batch);
  const row = {
    ...courseFields(info, tree, request.fields),
    ...enrolmentFields(state, membership, tree, ctx.zone),
    ...(held === null ? {} : { batch: batchFields(held, request.batchDetails ?? [], ctx) }),
  };
  return { row, accessedAt: lastRead(state)?.at ?? NEVER };
}

function enrolmentFields(
  state: EnrolmentState,
  membership: Membership,
  tree: CourseTree | null,
  zone: Zone,
): Row {
  const time = (at: Instant): string | null => (at === NEVER ? null : zone.format(at));
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
    issuedCertificates: issuedCertificates(state),
  };
}

/** Those whose document is public; `lastIssuedOn` as the certificate job writes it. */
const issuedCertificates = (state: EnrolmentState): Row[] =>
  liveGenerations(state.generations.values())
    .filter((generation) => generation.rendered)
    .map(({ id, name, issuedAt }) => ({
      identifier: id,
      name,
      token: '',
      lastIssuedOn: new Date(issuedAt).toISOString().replace('Z', '+0000'),
      type: 'TrainingCertificate',
    }));

function courseFields(info: CourseInfo, tree: CourseTree | null, fields: readonly string[]): Row {
  const content = {
    identifier: info.course,
    name: info.name,
    description: info.description,
    leafNodesCount: info.leafNodesCount || (tree?.leaves.length ?? 0),
    appIcon: info.appIcon,
    status: info.status,
    channel: info.channel,
    userConsent: info.userConsent,
  };
  const always = ['identifier', 'name', 'description', 'leafNodesCount', 'appIcon'];
  const shown = fields.length === 0 ? content : pick(content, [...new Set([...always, ...fields])]);
  return {
    courseName: content.name,
    description: content.description,
    leafNodesCount: content.leafNodesCount,
    courseLogoUrl: content.appIcon,
    content: shown,
  };
}

function batchFields(batch: Batch, fields: readonly string[], { today, zone }: ListContext): Row {
  return pick(batchView(batch, today, zone), ['batchId', 'identifier', ...fields]);
}
