/**
 * The input of the report suite: the learners of `gen_exhaust.py` as snapshots and user entries,
 * committed as the engine commits them. Made once and kept, since it takes longer than a report.
 */
import { createReadStream, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { attemptKey, type AttemptState } from '../src/domain/attempt.js';
import type { Batch } from '../src/domain/batch.js';
import { untouched, type ContentState } from '../src/domain/content.js';
import { courseTree } from '../src/domain/course.js';
import { initialEnrolment, type EnrolmentState } from '../src/domain/enrolment.js';
import type { Generation } from '../src/domain/generation.js';
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
import type { Result } from '../src/domain/result.js';
import type { HierarchyNode } from '../src/domain/hierarchy.js';
import { openLmdbStore } from '../src/persistence/lmdb/store.js';
import { contentTable, packEnrolment } from '../src/persistence/packed-enrolment.js';
import { EMPTY_COMMIT, type CatalogueStore, type CourseInfo } from '../src/persistence/ports.js';
import type { SnapshotStore, UserStore } from '../src/persistence/ports.js';
import { seal } from '../src/persistence/snapshot.js';
import type { Engine, ReportOrder } from '../src/engine.js';
import { NO_OPTIONS } from '../src/reports/report-options.js';
import { parseHierarchy } from '../src/gateway/hierarchy.js';
import { CACHE, generate } from './input.js';

const LEARNERS_PER_COMMIT = 2_000;

export interface ExhaustFiles {
  readonly enrolments: string;
  readonly aggregates: string;
  readonly users: string;
  readonly course: string;
}

/** Files of `gen_exhaust.py COUNT`, made once. */
export function exhaustFiles(count: number): ExhaustFiles {
  const of = (kind: string): string => join(CACHE, `ex-${String(count)}.${kind}.jsonl`);
  const files = {
    enrolments: of('enrolments'),
    aggregates: of('aggs'),
    users: of('users'),
    course: join(CACHE, 'ex-course.json'),
  };
  const done = join(CACHE, `ex-${String(count)}.done`);
  if (!existsSync(done)) {
    generate('gen_exhaust.py', count);
    writeFileSync(done, '');
  }
  return files;
}

/** A data folder with these learners, made once. */
export async function exhaustFolder(count: number): Promise<string> {
  const folder = join(CACHE, `exhaust-${String(count)}`);
  const done = join(folder, 'done');
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  const opened = openLmdbStore({ folder, readOnly: false });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  await fillExhaust(opened.value, count);
  await opened.value.close();
  writeFileSync(done, '');
  return folder;
}

/** The batch of the generator. */
export const EXHAUST_BATCH = '01309000000000100' as BatchId;

/** A progress report of it, as Sunbird writes one. */
export function reportOrder({
  catalogue,
}: {
  readonly catalogue: Pick<Engine['catalogue'], 'batch'>;
}): ReportOrder {
  const course = catalogue.batch(EXHAUST_BATCH)?.course;
  if (course === undefined) throw new Error('the folder has no batch');
  return {
    ...{
      dataset: 'progress-exhaust',
      course,
      batch: EXHAUST_BATCH,
      folder: 'bench',
      requesterOrg: '',
    },
    ...{ protection: { kind: 'plain' }, options: NO_OPTIONS, assessment: null },
  };
}

/** Where the learners go: a store of either profile. */
export interface Filled {
  readonly snapshots: Pick<SnapshotStore, 'commit'>;
  readonly users: Pick<UserStore, 'putUsers'>;
  readonly catalogue: Pick<CatalogueStore, 'putCourse' | 'putBatch'>;
}

/** Puts course, batch, learners and users into a store; answers the batch. */
export async function fillExhaust(store: Filled, count: number): Promise<Batch> {
  const files = exhaustFiles(count);
  const { info, batch, tree } = courseOf(files);
  await must(store.catalogue.putCourse(info, tree));
  await must(store.catalogue.putBatch(batch));
  const table = contentTable(tree);
  for await (const portion of portions(files)) {
    const snapshots = portion.map(({ enrolment, aggregate }) => {
      const state = stateOf(enrolment, aggregate);
      const body = packEnrolment(state, table);
      const bytes = seal(state.key, { version: tree.version, body });
      return { key: state.key, bytes, isNew: true };
    });
    await must(store.snapshots.commit({ ...EMPTY_COMMIT, snapshots }));
    await must(store.users.putUsers(portion.map(({ user }) => entryOf(user))));
  }
  return batch;
}

interface Line {
  readonly enrolment: EnrolmentLine;
  readonly aggregate: { readonly aggregates: Readonly<Record<string, number>> };
  readonly user: Readonly<Record<string, string>>;
}

interface EnrolmentLine {
  readonly userid: LearnerId;
  readonly courseid: CourseId;
  readonly batchid: BatchId;
  readonly enrolled_date: string;
  readonly completedon: string | null;
  readonly issued_certificates: readonly CertificateLine[] | null;
  readonly contentstatus: Readonly<Record<string, 2>>;
}

interface CertificateLine {
  readonly identifier: CertificateId;
  readonly name: string;
  readonly lastIssuedOn: string;
  readonly token: string;
}

async function* portions(files: ExhaustFiles): AsyncGenerator<Line[]> {
  const readers = [files.enrolments, files.aggregates, files.users].map((file) =>
    createInterface({ input: createReadStream(file) })[Symbol.asyncIterator](),
  );
  let portion: Line[] = [];
  for (;;) {
    const read = await Promise.all(readers.map((reader) => reader.next()));
    const [enrolment, aggregate, user] = read.map(({ value }) => String(value));
    if (read.some(({ done }) => done === true)) break;
    portion.push({
      enrolment: JSON.parse(enrolment ?? '') as Line['enrolment'],
      aggregate: JSON.parse(aggregate ?? '') as Line['aggregate'],
      user: JSON.parse(user ?? '') as Line['user'],
    });
    if (portion.length < LEARNERS_PER_COMMIT) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

function stateOf(line: EnrolmentLine, { aggregates }: Line['aggregate']): EnrolmentState {
  const key: EnrolmentKey = { learner: line.userid, course: line.courseid, batch: line.batchid };
  const enrolledAt = Date.parse(line.enrolled_date);
  const completedAt = line.completedon === null ? NEVER : Date.parse(line.completedon);
  const done = Object.keys(line.contentstatus) as ContentId[];
  const at = completedAt === NEVER ? enrolledAt + 1000 : completedAt;
  return {
    ...initialEnrolment(key),
    membership: { active: true, decidedAt: enrolledAt, enrolledAt, addedBy: '' },
    contents: new Map(done.map((content) => [content, completed(content, at)])),
    attempts: new Map(attemptsOf(aggregates, at).map((a) => [attemptKey(a), a])),
    generations: new Map((line.issued_certificates ?? []).map((c) => [c.identifier, issued(c)])),
    completedAt,
    completedVersion: completedAt === NEVER ? 0 : 1,
  };
}

const completed = (content: ContentId, at: number): ContentState => ({
  ...untouched(content),
  ...{ status: 2, progress: 100, completionSeen: true },
  ...{ firstCompletedAt: at, lastCompletedAt: at, lastAccessAt: at },
});

const attemptsOf = (aggregates: Readonly<Record<string, number>>, at: number): AttemptState[] =>
  Object.entries(aggregates)
    .filter(([name]) => name.startsWith('score:'))
    .map(([name, score]) => ({
      content: name.slice('score:'.length) as ContentId,
      attempt: '8f1f7a3c5d7e4e0b9a6c1d2e3f405162',
      attemptedAt: at,
      score,
      maxScore: aggregates[`max_${name}`] ?? 0,
      payloadHash: 'c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2',
    }));

const issued = (line: CertificateLine): Generation => ({
  id: line.identifier,
  template: 'template' as TemplateId,
  name: line.name,
  issuedAt: Date.parse(line.lastIssuedOn),
  replaces: '',
  rendered: true,
  revocation: null,
  identifier: '',
  listing: JSON.stringify({ token: line.token }),
});

function entryOf({
  userid,
  ...fields
}: Readonly<Record<string, string>>): readonly [LearnerId, Readonly<Record<string, string>>] {
  const set = Object.entries(fields).filter(([, text]) => text !== '');
  return [userid as LearnerId, Object.fromEntries(set)];
}

function courseOf({ course: file }: ExhaustFiles) {
  const read = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly courseName: string;
    readonly batchId: BatchId;
    readonly batchName: string;
    readonly hierarchy: HierarchyNode;
  };
  const parsed = parseHierarchy({ ...read.hierarchy, name: read.courseName });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const tree = courseTree(parsed.value.structure, 1);
  const info: CourseInfo = { ...parsed.value.info, version: 1, evaluatedVersion: 1 };
  const batch: Batch = {
    ...{ batch: read.batchId, course: info.course, name: read.batchName, description: '' },
    ...{ startDate: '2020-01-01', endDate: null, enrolmentEndDate: null, enrolmentType: 'open' },
    ...{ createdBy: '', createdFor: [], mentors: [], createdAt: 1, updatedAt: 1, templates: {} },
  };
  return { info, tree, batch };
}

async function must<T>(stored: Promise<Result<T, unknown>>): Promise<T> {
  const result = await stored;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
