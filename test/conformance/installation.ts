/**
 * A fresh engine on the memory store over the state that a case begins with: its rows are those of
 * an existing installation, its courses come from relation sets, its users from hashes.
 */
import { NOBODY_LOOKS, type EngineLimits } from '../../src/actors/engine-parts.js';
import { openEngine } from '../../src/actors/engine.js';
import type { Follow } from '../../src/actors/follow.js';
import { nactSystem } from '../../src/actors/nact.js';
import type { WriteReport } from '../../src/actors/report.js';
import { accessCodeOf, certificateIdOf, templateHashOf } from '../../src/certificates/identity.js';
import type { Batch } from '../../src/domain/batch.js';
import type { CourseStructure } from '../../src/domain/course.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { CourseId, EnrolmentKey, LearnerId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import type { Answer, Engine } from '../../src/engine.js';
import { zoneOf, type Zone } from '../../src/gateway/zone.js';
import { memoryStore, type MemoryStore } from '../../src/persistence/memory-store.js';
import type { Origin } from '../../src/persistence/ports.js';
import { adopt } from '../../src/persistence/sunbird/adopt.js';
import { rowsByEnrolment } from '../../src/persistence/sunbird/learner-rows.js';
import { ManualClock } from '../../props/sim/manual-clock.js';
import { numberedRenderer } from '../../props/sim/simulation.js';
import type { Hashes } from './redis.js';
import type { Rows } from './tables.js';

export interface Setup {
  readonly tables: Rows;
  readonly courses: ReadonlyMap<CourseId, CourseStructure>;
  readonly batches: readonly Batch[];
  readonly users: Hashes;
  readonly timeZone: string;
  /** Milliseconds since the epoch; the clock moves by hand from there. */
  readonly startedAt: number;
  /** Made when engine and store are there, since it may look into them. */
  follow(parts: Pick<Installation, 'clock' | 'zone' | 'store'>): Follow;
  readonly writeReport: WriteReport;
}

/** For cases that ask for no reports. */
export const NO_REPORTS: WriteReport = () =>
  Promise.resolve(err({ kind: 'unavailable', detail: 'no reports here' }));

export interface Installation {
  readonly engine: Engine;
  readonly store: MemoryStore;
  readonly clock: ManualClock;
  readonly zone: Zone;
  /** What the rows told of each enrolment. */
  readonly adopted: readonly EnrolmentState[];
  readonly follow: Follow;
  /** Reasons for which effects were not done. */
  readonly notes: readonly string[];
}

export const PUBLIC_URL = 'https://laurel.example';

/** No pause ever ends, since the clock stands: what fails is parked at once. */
const LIMITS: EngineLimits = {
  inboxCommandsMax: 10_000,
  inboxTotalCommandsMax: 10_000,
  residentBytesMax: 100_000_000,
  flushIntervalMs: 1_000,
  flushLateMsMax: 0,
  flushPromptMs: 50,
  flushPromptsAll: true,
  flushSliceLearners: 500,
  effectsQueuedMax: 10_000,
  effectsInFlightMax: 1,
  certificatesWaitingMax: 10_000,
  certificatesInFlightMax: 1,
  certificateTriesMax: 1_000,
  retryPauseMs: 1_000,
  retryPauseMsMax: 1_000,
  certificateWorkers: 1,
  commitCommandsMax: 5_000,
  busyRetryMs: 10,
};

/** `store` may hold something already. */
export async function install(setup: Setup, store = memoryStore()): Promise<Installation> {
  const clock = new ManualClock(setup.startedAt);
  const zone = zoneOf(setup.timeZone);
  const notes: string[] = [];
  const adopted = rowsByEnrolment(setup.tables).map(({ key, rows }) =>
    adopt(key, rows, zone, setup.startedAt),
  );
  const follow = setup.follow({ clock, zone, store });
  const engine = await openEngine({
    ...{ store, clock },
    actors: nactSystem((trouble) => notes.push(JSON.stringify(trouble))),
    limits: LIMITS,
    names: { idOf: certificateIdOf, accessCodeOf, templateHashOf },
    publicUrl: PUBLIC_URL,
    timeZone: setup.timeZone,
    origin: originOf(adopted),
    rows: null,
    relate: null,
    courses: NOBODY_LOOKS,
    follow,
    writeReport: setup.writeReport,
    reportElsewhere: null,
    newRenderer: numberedRenderer,
    note: (message, detail) => notes.push(`${message}: ${JSON.stringify(detail)}`),
  });
  await fill(engine, setup);
  return { engine, store, clock, zone, adopted, follow, notes };
}

async function fill({ catalogue }: Engine, setup: Setup): Promise<void> {
  for (const [course, structure] of setup.courses) {
    await insist(catalogue.publish(infoOf(course, setup.startedAt), structure));
  }
  for (const batch of setup.batches) await insist(catalogue.putBatch(batch));
  const users = Object.entries(setup.users).map(
    ([key, entry]) => [key.replace(/^user:/, '') as LearnerId, entry] as const,
  );
  await insist(catalogue.putUsers(users));
}

/** The value of an answer that the memory store cannot refuse. */
export async function insist<T>(answer: Answer<T>): Promise<T> {
  const answered = await answer;
  if (!answered.ok) throw new Error(JSON.stringify(answered.error));
  return answered.value;
}

const infoOf = (course: CourseId, publishedAt: number) => ({
  course,
  name: String(course),
  description: '',
  appIcon: '',
  status: 'Live',
  channel: '',
  userConsent: '',
  leafNodesCount: 0,
  publishedAt,
});

function originOf(states: readonly EnrolmentState[]): Origin {
  return {
    enrolment: (key) => Promise.resolve(ok(states.find((s) => sameKey(s.key, key)) ?? null)),
    learner: (learner) => Promise.resolve(ok(states.filter((s) => s.key.learner === learner))),
  };
}

export const sameKey = (a: EnrolmentKey, b: EnrolmentKey): boolean =>
  a.learner === b.learner && a.course === b.course && a.batch === b.batch;
