/**
 * Puts one request of a case to the real gateway, over an engine that holds the case's rows and
 * batches, and looks at what the request left behind.
 */
import { certificateLife } from '../../src/certificate-life.js';
import { SELF_CONTAINED } from '../../src/actors/follow.js';
import type { Batch } from '../../src/domain/batch.js';
import { COLLECTION_MIME_TYPE, type HierarchyNode } from '../../src/domain/hierarchy.js';
import type { BatchId, CourseId, EnrolmentKey } from '../../src/domain/ids.js';
import { buildHttp } from '../../src/gateway/http/app.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import { zoneOf, type Zone } from '../../src/gateway/zone.js';
import { ok } from '../../src/domain/result.js';
import { fetchNothing } from '../../src/certificates/template/prepare.js';
import { ROLES } from '../../src/roles.js';
import { fieldsOf, isFields, listOf, textOr, type Fields } from './fields.js';
import { NO_REPORTS, PUBLIC_URL, install, type Installation } from './installation.js';
import type { LmsObserved } from './judge-lms.js';
import type { LmsGiven, Operation } from './lms-case.js';
import type { SentEvent } from './observed.js';
import { WrittenRows } from './written-rows.js';

const TIME_ZONE = 'Asia/Kolkata';
/** A batch whose start a case leaves open began before any work that it tells of. */
const LONG_AGO = '2000-01-01';
const DAY_MS = 86_400_000;

/** Upstream's API tells all of them. */
const TOPICS = new Set([
  ...['coursebatch.job.request', 'batch.enrolment.sync.request', 'issue.certificate.request'],
  ...['contentstate.invalid', 'telemetry.assess'],
]);

const ROUTES: Readonly<Record<Operation, readonly ['PATCH' | 'POST', string]>> = {
  update: ['PATCH', '/v1/content/state/update'],
  read: ['POST', '/v1/content/state/read'],
  enrol: ['POST', '/v1/course/enroll'],
  unenrol: ['POST', '/v1/course/unenroll'],
};

export async function runLms(given: LmsGiven, startedAt: number): Promise<LmsObserved> {
  const events: SentEvent[] = [];
  const before = {
    user_enrolments: given.enrolments,
    user_content_consumption: given.consumption,
  };
  const zone = zoneOf(TIME_ZONE);
  const batches = batchesOf(given, zone, startedAt);
  const installation = await install({
    ...{ tables: before, startedAt, batches, users: {} },
    courses: new Map(batches.map(({ course }) => [course, courseOf(course, given.request)])),
    timeZone: TIME_ZONE,
    writeReport: NO_REPORTS,
    follow: () => ({
      ...SELF_CONTAINED,
      send: ({ topic, recordKey, value }) => {
        events.push({ topic, key: recordKey, value: JSON.parse(value) as unknown });
        return Promise.resolve({ kind: 'done' });
      },
    }),
  });
  const answer = await ask(given, installation);
  await installation.engine.settled();
  const rows = new WrittenRows(installation, before, 'all');
  for (const key of keysOf(installation, batches)) await rows.write(key, new Set());
  await installation.engine.stop();
  const run = { from: startedAt, to: installation.clock.now(), env: 'dev' };
  return { run, ...answer, before, after: rows.rows, events };
}

async function ask(
  given: LmsGiven,
  installation: Installation,
): Promise<{ readonly http: number; readonly body: Fields }> {
  const app = buildHttp(depsOf(installation));
  const [method, url] = ROUTES[given.operation];
  const headers = { 'x-authenticated-userid': given.caller };
  const payload = { request: given.request };
  const reply = await app.inject({ method, url, headers, payload });
  await app.close();
  return { http: reply.statusCode, body: fieldsOf(reply.json(), 'the answer') };
}

/** Enrolments that rows tell of, and those of the learners that the engine has seen. */
function keysOf({ store, adopted }: Installation, batches: readonly Batch[]): EnrolmentKey[] {
  const known = new Set(batches.map(({ batch }) => batch));
  const seen = [...store.tables.snapshots.values()].map(({ key }) => key);
  const others = adopted.map(({ key }) => key).filter(({ batch }) => !known.has(batch));
  const keys = [...seen, ...adopted.map(({ key }) => key), ...others];
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

/** The case's batches; where it tells of none, those that the request names are going on. */
function batchesOf(given: LmsGiven, zone: Zone, now: number): Batch[] {
  const { request } = given;
  const entries = [request, ...listOf(request['contents'] ?? [], 'contents')]
    .concat(listOf(request['assessments'] ?? [], 'assessments'))
    .filter(isFields);
  const courses = entries.flatMap((entry) => entry['courseId'] ?? entry['collectionId'] ?? []);
  const named = entries.flatMap((entry) => {
    const { batchId, courseId = entry['collectionId'] } = entry;
    return typeof batchId === 'string' ? { batchId, courseId, status: 1 } : [];
  });
  const told = given.allBatches ? given.batches : named;
  return told.map((batch) => {
    const entry = named.find(({ batchId }) => batchId === batch['batchId']);
    const course = batch['courseId'] ?? entry?.courseId ?? courses[0];
    return batchOf(batch, textOr(course), zone, now);
  });
}

/** A batch with the given status and dates; a date that is left out follows from the status. */
function batchOf(fields: Fields, course: string, zone: Zone, now: number): Batch {
  const day = (name: string): string | null => dayOf(fields[name], zone, now);
  const ended = fields['status'] === 2 ? zone.dayOf(now - DAY_MS) : null;
  const start = fields['status'] === 0 ? zone.dayOf(now + DAY_MS) : LONG_AGO;
  const { enrollmentType = 'open', name, description, createdBy } = fields;
  return {
    batch: String(fields['batchId']) as BatchId,
    course: course as CourseId,
    name: textOr(name),
    description: textOr(description),
    enrolmentType: textOr(enrollmentType),
    startDate: day('startDate') ?? start,
    endDate: day('endDate') ?? ended,
    enrolmentEndDate: day('enrollmentEndDate'),
    createdBy: textOr(createdBy),
    createdFor: listOf(fields['createdFor'], 'createdFor').map(String),
    mentors: listOf(fields['mentors'], 'mentors').map(String),
    createdAt: now,
    updatedAt: now,
    templates: {},
  };
}

/** `today`, `today-3`, a day, or a moment. */
function dayOf(value: unknown, zone: Zone, now: number): string | null {
  if (typeof value !== 'string') return null;
  const relative = /^today([+-]\d+)?$/.exec(value);
  if (relative !== null) return zone.dayOf(now + Number(relative[1] ?? 0) * DAY_MS);
  return value.length === 'yyyy-MM-dd'.length ? value : zone.dayOf(Date.parse(value));
}

/** A course of the contents that the request names, all of them required. */
function courseOf(course: CourseId, request: Fields): HierarchyNode {
  const entries = ['contents', 'assessments'].flatMap((name) => listOf(request[name], name));
  const contents = entries.filter(isFields).map((entry) => String(entry['contentId']));
  const children = [...new Set(contents)].map((id) => node(id, 'application/pdf', []));
  return node(course, COLLECTION_MIME_TYPE, children);
}

const node = (
  identifier: string,
  mimeType: string,
  children: readonly HierarchyNode[],
): HierarchyNode => ({
  ...{ identifier, mimeType, children },
  name: identifier,
  contentType: '',
  objectType: '',
  primaryCategory: '',
  visibility: '',
  optional: false,
  leafNodes: null,
  leafNodesCount: 0,
});

function depsOf({ engine, store, clock }: Installation): GatewayDeps {
  let made = 0;
  const noReports = (): Promise<never> => Promise.reject(new Error('no reports here'));
  return {
    engine,
    clock: () => clock.now(),
    newId: () => `id-${String(++made)}`,
    random: () => 0.5,
    bury: (letters) => store.deadLetters.put(letters),
    console: null,
    topics: () => null,
    picture: () => Promise.reject(new Error('no pictures here')),
    telemetry: null,
    reports: {
      ...{ submit: noReports, read: noReports, list: noReports, search: noReports },
      ...{ run: () => undefined, isRunning: false },
    },
    assessment: () => ({ role: 'on', lagMs: 0 }),
    reportDir: '/nowhere',
    issuer: null,
    downloadKey: new Uint8Array(32),
    tokens: null,
    roles: new Set(ROLES),
    ...{ listenedTopics: TOPICS, groups: null, people: null, templates: null },
    elsewhere: { record: null, svg: null, key: null, printUri: null },
    ...certificateLife(engine, store.certificates, {
      ...{ now: () => clock.now(), trouble: () => undefined },
    }),
    templatePreparation: { fetch: fetchNothing, imageBytesMax: 0, svgBytesMax: 0 },
    ...{ drawsCertificates: false, drawPreview: () => Promise.reject(new Error('no previews')) },
    keepTemplate: () => Promise.resolve(ok(undefined)),
    settings: {
      timeZone: TIME_ZONE,
      publicUrl: PUBLIC_URL,
      version: '1.2.3',
      carriesRequestIds: false,
      batchIdEnv: 0,
      bodyBytesMax: 1_000_000,
      progressDetailsBytesMax: 100_000,
      templateImageBytesMax: 100_000,
      endedBatchGraceMs: 0,
      expiredTokenAgeMaxMs: 0,
      requestTimeoutMs: 10_000,
    },
    logger: null,
  };
}
