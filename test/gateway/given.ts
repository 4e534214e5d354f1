/**
 * A gateway over the fake engine with one course, one ongoing batch and a clock that stands still.
 */
import type { FastifyInstance, InjectOptions } from 'fastify';
import { ok } from '../../src/domain/result.js';
import type { EnrolmentKey } from '../../src/domain/ids.js';
import { parseBatchCreate } from '../../src/gateway/batch-request.js';
import { parseHierarchy } from '../../src/gateway/hierarchy.js';
import { buildHttp } from '../../src/gateway/http/app.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import { ROLES } from '../../src/roles.js';
import { certificateLife } from '../../src/certificate-life.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import type { CertificateStore, DeadLetter } from '../../src/persistence/ports.js';
import { fakeEngine, type FakeEngine } from './fake-engine.js';

/** 2024-05-20 15:30 in Asia/Kolkata. */
export const NOW = Date.UTC(2024, 4, 20, 10, 0, 0, 0);
export const TODAY = '2024-05-20';

export const HIERARCHY = {
  identifier: 'do_c',
  name: 'A course',
  description: 'About it',
  status: 'Live',
  mimeType: 'application/vnd.ekstep.content-collection',
  leafNodesCount: 3,
  children: [
    {
      identifier: 'do_unit',
      name: 'A unit',
      mimeType: 'application/vnd.ekstep.content-collection',
      children: [
        { identifier: 'do_x', mimeType: 'application/pdf' },
        { identifier: 'do_y', mimeType: 'video/mp4' },
      ],
    },
    { identifier: 'do_q', mimeType: 'application/pdf', contentType: 'SelfAssess' },
  ],
};

const SIGNATURE = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="M0 0L9 3"/></svg>',
)}`;

export const TEMPLATE = {
  identifier: 'tpl-1',
  name: 'Certificate of completion',
  criteria: { enrollment: { status: 2 } },
  issuer: { name: 'An academy', url: 'https://academy.example' },
  signatoryList: [{ name: 'A. Head', id: 'head', designation: 'Head', image: SIGNATURE }],
};

/** What every address of a template holds. */
const SVG_TEMPLATE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">' +
  '<text>${recipientName} ${courseName}</text>' +
  '<image href="${qrCodeImage}" width="9" height="9"/></svg>';

export interface Given {
  readonly app: FastifyInstance;
  readonly engine: FakeEngine;
  readonly letters: DeadLetter[];
  /** Injects a request as `user` and reads the JSON answer. */
  readonly ask: (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT',
    url: string,
    body?: unknown,
    user?: string,
  ) => Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Envelope;
}

export interface Envelope {
  readonly id: string;
  readonly ver: string;
  readonly ts: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly responseCode: string;
  readonly result: Readonly<Record<string, unknown>>;
}

/** Everything that differs from the usual. */
export type Differing = Omit<Partial<GatewayDeps>, 'settings'> & {
  readonly settings?: Partial<GatewayDeps['settings']>;
};

/** `isEmpty`: nothing is published, no batch is there. */
export async function given(
  differing: Differing = {},
  { isEmpty = false }: { readonly isEmpty?: boolean } = {},
): Promise<Given> {
  const engine = fakeEngine();
  const letters: DeadLetter[] = [];
  if (!isEmpty) await publish(engine);
  const app = buildHttp({ ...depsOf(engine, letters), ...differing, ...settingsOf(differing) });
  const ask: Given['ask'] = async (method, url, body, user = 'u1') => {
    const headers = user === '' ? {} : { 'x-authenticated-userid': user };
    const options: InjectOptions = { method, url, headers };
    const reply = await app.inject(
      body === undefined ? options : { ...options, payload: body as object },
    );
    return { status: reply.statusCode, headers: reply.headers, body: reply.json() };
  };
  return { app, engine, letters, ask };
}

/** The key of learner `u1` in the usual batch. */
export const KEY = { learner: 'u1', course: 'do_c', batch: 'b-live' } as EnrolmentKey;

/** A content entry of the usual course and batch. */
export const content = (differing: object = {}): Record<string, unknown> => ({
  courseId: 'do_c',
  batchId: 'b-live',
  contentId: 'do_x',
  status: 2,
  ...differing,
});

/** Adds a batch to the catalogue by the importer's rules. */
export async function addBatch(engine: FakeEngine, fields: object): Promise<void> {
  const request = {
    courseId: 'do_c',
    name: 'A batch',
    enrollmentType: 'open',
    startDate: '2024-05-01',
    createdBy: 'creator',
    ...fields,
  };
  const batch = parseBatchCreate(
    { request },
    {
      today: TODAY,
      now: NOW,
      import: true,
      createdBy: '',
      isPublished: () => true,
      newBatchId: () => 'b-new' as never,
    },
  );
  if (!batch.ok) throw new Error(JSON.stringify(batch.error));
  await engine.catalogue.putBatch(batch.value);
}

async function publish(engine: FakeEngine): Promise<void> {
  const parsed = parseHierarchy(HIERARCHY);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  await engine.catalogue.publish(parsed.value.info, parsed.value.structure);
  await addBatch(engine, { batchId: 'b-live' });
  await addBatch(engine, { batchId: 'b-ended', endDate: '2024-05-10' });
  await addBatch(engine, { batchId: 'b-future', startDate: '2024-06-01' });
}

const settingsOf = (differing: Differing): Pick<GatewayDeps, 'settings'> => ({
  settings: {
    timeZone: 'Asia/Kolkata',
    publicUrl: 'http://laurel.example',
    version: '1.2.3',
    carriesRequestIds: false,
    batchIdEnv: 0,
    bodyBytesMax: 100_000,
    progressDetailsBytesMax: 1000,
    templateImageBytesMax: 1000,
    endedBatchGraceMs: 0,
    expiredTokenAgeMaxMs: 0,
    requestTimeoutMs: 10_000,
    ...differing.settings,
  },
});

/** What is erased is what the fake engine shows. */
function certificatesOf(engine: FakeEngine): CertificateStore {
  const { certificates } = memoryStore();
  return {
    ...certificates,
    erase: (facts) => {
      const view = engine.certificates.get(facts.certificate);
      if (view !== undefined) engine.certificates.set(facts.certificate, { ...view, facts });
      engine.documents.delete(facts.certificate);
      return Promise.resolve(ok(undefined));
    },
  };
}

function depsOf(engine: FakeEngine, letters: DeadLetter[]): Omit<GatewayDeps, 'settings'> {
  let made = 0;
  return {
    engine,
    clock: () => NOW,
    newId: () => `id-${String(++made)}`,
    random: () => 0.5,
    bury: (buried) => {
      letters.push(...buried);
      return Promise.resolve(ok(undefined));
    },
    roles: new Set(ROLES),
    listenedTopics: new Set(),
    picture: () => Promise.reject(new Error('no pictures in this test')),
    topics: () => null,
    assessment: () => ({ role: 'on', lagMs: 0 }),
    groups: null,
    people: null,
    templates: null,
    elsewhere: { record: null, svg: null, key: null, printUri: null },
    ...certificateLife(engine, certificatesOf(engine), {
      ...{ now: () => NOW, trouble: () => undefined },
    }),
    templatePreparation: {
      fetch: () => Promise.resolve(ok(Buffer.from(SVG_TEMPLATE))),
      ...{ imageBytesMax: 1000, svgBytesMax: 10_000 },
    },
    drawsCertificates: true,
    keepTemplate: () => Promise.resolve(ok(undefined)),
    drawPreview: () => Promise.reject(new Error('no previews in this test')),
    reports: {
      submit: () => Promise.reject(new Error('no reports in this test')),
      read: () => Promise.reject(new Error('no reports in this test')),
      list: () => Promise.reject(new Error('no reports in this test')),
      search: () => Promise.reject(new Error('no reports in this test')),
      run: () => undefined,
      isRunning: false,
    },
    reportDir: '/nowhere',
    issuer: null,
    downloadKey: new Uint8Array(32),
    telemetry: null,
    tokens: null,
    console: null,
    logger: null,
  };
}
