/**
 * Opens Laurel on a data folder, as its one writer. Knows which adapter stands behind which port;
 * reads no environment.
 */
import type { EngineLimits } from './actors/engine-parts.js';
import { openEngine } from './actors/engine.js';
import type { Follow } from './actors/follow.js';
import { followOf } from './follow.js';
import { nactSystem } from './actors/nact.js';
import { accessCodeOf, certificateIdOf, templateHashOf } from './certificates/identity.js';
import type { KeyRing } from './certificates/credential/key-ring.js';
import type { Signer } from './certificates/credential/signer.js';
import { Renderer } from './certificates/renderer.js';
import { SealingRenderer } from './certificates/sealing-renderer.js';
import { certificatePictures, type CertificatePictures } from './certificate-pictures.js';
import { certificateSigner } from './certificate-signer.js';
import { publicUrlOf, type Config } from './config.js';
import { CourseFinder, courseRefresh } from './course-refresh.js';
import { err, ok, type Result } from './domain/result.js';
import { consoleReads } from './console-store.js';
import type { Engine } from './engine.js';
import type { ConsoleReads } from './gateway/console-reads.js';
import type { OpenError } from './persistence/lmdb/environment.js';
import { openLmdbStore } from './persistence/lmdb/store.js';
import { SENDER_LIMITS } from './persistence/kafka/sender.js';
import { newTopicWriter } from './persistence/kafka/topic-writer.js';
import type { OffsetStore, Store } from './persistence/ports.js';
import { ReportThread } from './report-thread.js';
import { kafkaOf } from './kafka-client.js';
import { reportDirOf, reportWriter } from './report-writer.js';
import { alone, type RunGuard } from './reports/run-guard.js';
import { systemClock } from './system-clock.js';
import { UNWATCHED, watchedStore, type Watch } from './telemetry/watch.js';
import { topicFollow } from './topic-follow.js';

/** Called with one line for the operator's log. */
export type Note = (message: string, detail: Readonly<Record<string, unknown>>) => void;

export interface Laurel {
  readonly engine: Engine;
  /** What is asked of the store beside the engine. */
  readonly store: Pick<
    Store,
    'deadLetters' | 'catalogue' | 'reportRequests' | 'certificates' | 'users'
  >;
  /** The keys that certificates are signed with; `null` = they are not. */
  readonly keys: KeyRing | null;
  /** Whole batches for the console; `null` = nobody can read them cheaply. */
  readonly reads: ConsoleReads | null;
  /** Pictures of certificates, drawn when they are asked for. */
  readonly picture: CertificatePictures['picture'];
  /** Whose turn it is to run report requests. */
  readonly reportGuard: RunGuard;
  /** What follows from progress here. */
  readonly follow: Follow;
  /** Where places in topics are kept; `null` = by the topics' own groups. */
  readonly offsets: OffsetStore | null;
  /** Drains, flushes and gives back what it holds. */
  stop(): Promise<void>;
}

export interface OpenSettings {
  /** Flush interval: a server's, or the longer one of a bulk run. */
  readonly flushIntervalMs: number;
  readonly note: Note;
  readonly watch?: Watch;
}

/** Takes the data folder, waiting for another writer up to the configured time, and recovers. */
export async function openLaurel(
  config: Config,
  settings: OpenSettings,
): Promise<Result<Laurel & { readonly store: Store }, OpenError>> {
  const clock = systemClock();
  const { watch = UNWATCHED } = settings;
  const opened = await openPatiently(config, clock);
  if (!opened.ok) return opened;
  const store = watchedStore(opened.value, watch);
  const signing = certificateSigner(config);
  if (!signing.ok) {
    await store.close();
    return err({ kind: 'unusable', detail: signing.error });
  }
  const { keys, signer } = signing.value;
  const courses = new CourseFinder({ now: () => clock.now(), note: settings.note });
  const { follow, close } = embeddedFollow(config, () => clock.now(), settings.note);
  const reports = new ReportThread(config, clock);
  const engine = await openEngine({
    ...{ store, clock },
    actors: nactSystem((trouble) => settings.note('actor trouble', { ...trouble })),
    limits: limitsOf(config, settings.flushIntervalMs),
    names: { idOf: certificateIdOf, accessCodeOf, templateHashOf },
    publicUrl: publicUrlOf(config),
    timeZone: config.timeZone,
    writeReport: reportWriter(config, {
      ...{ users: store.users, reportDir: reportDirOf(config) },
      ...{ answersBefore: null, consentsBefore: null },
      now: () => clock.now(),
    }),
    reportElsewhere: (order, onRows) => reports.report(order, onRows),
    origin: null,
    rows: null,
    relate: null,
    courses,
    follow,
    newRenderer: () => watch.renderer(newRenderer(signer)),
    note: settings.note,
  });
  if (config.contentServiceUrl !== '') {
    courses.use(courseRefresh(config, engine.catalogue, () => clock.now()));
  }
  const pictures = certificatePictures(config, keys, store.catalogue);
  const stop = async (): Promise<void> => {
    await courses.idle();
    await Promise.all([reports.close(), pictures.close()]);
    await engine.stop();
    await close();
    await store.close();
  };
  const reportGuard = alone(store.reportRequests);
  return ok({
    ...{ engine: watch.engine(engine), store, keys, follow, reportGuard },
    ...{ offsets: store.offsets, picture: pictures.picture, stop },
    reads: consoleReads(store, engine.catalogue),
  });
}

/** Draws certificates, and signs them where there are keys. */
export const newRenderer = (signer: Signer | null): SealingRenderer =>
  new SealingRenderer(new Renderer(), signer);

/** With brokers set, topics hear of what happens, as in a cluster. */
function embeddedFollow(
  config: Config,
  now: () => number,
  note: Note,
): { readonly follow: Follow; close(): Promise<void> } {
  if (config.kafkaBrokers === '') {
    return { follow: followOf(config, now, note), close: () => Promise.resolve() };
  }
  const writer = newTopicWriter(kafkaOf(config, note), config.roles, SENDER_LIMITS);
  const follow = followOf(config, now, note, (base) => topicFollow(base, config, writer, now));
  return { follow, close: () => writer.close() };
}

const LOCK_POLL_MS = 200;

async function openPatiently(
  config: Config,
  clock: ReturnType<typeof systemClock>,
): Promise<Result<Store, OpenError>> {
  const deadline = clock.now() + config.lockWaitMs;
  for (;;) {
    const opened = openLmdbStore({ folder: config.dataDir, readOnly: false });
    if (opened.ok || opened.error.kind !== 'held' || clock.now() >= deadline) return opened;
    await new Promise<void>((resolve) => void clock.after(LOCK_POLL_MS, resolve));
  }
}

/** What the settings allow, and what nobody has had a reason to set. */
export function limitsOf(config: Config, flushIntervalMs: number): EngineLimits {
  return {
    inboxCommandsMax: config.inboxCommandsMax,
    inboxTotalCommandsMax: config.inboxTotalCommandsMax,
    residentBytesMax: config.residentBytesMax,
    flushIntervalMs,
    flushLateMsMax: config.clusterFlushLateMsMax,
    ...FIXED_LIMITS,
    certificateWorkers: config.certificateWorkers,
    certificateTriesMax: config.certificateTriesMax,
    certificatesWaitingMax: config.certificatesWaitingMax,
    certificatesInFlightMax: config.certificateWorkers * CERTIFICATES_IN_FLIGHT_A_WORKER,
  };
}

/** One is drawn; the others are being read or made durable, which takes longer. */
const CERTIFICATES_IN_FLIGHT_A_WORKER = 32;

/** Limits that nobody has had a reason to set. */
const FIXED_LIMITS = {
  flushPromptMs: 50,
  // A commit to LMDB costs about the same for one and for many.
  flushPromptsAll: true,
  flushSliceLearners: 500,
  effectsQueuedMax: 10_000,
  effectsInFlightMax: 64,
  retryPauseMs: 500,
  retryPauseMsMax: 60_000,
  commitCommandsMax: 5_000,
  busyRetryMs: 1_000,
};
