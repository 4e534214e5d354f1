/**
 * Report requests of this installation: who runs them, when, from what. Part of the composition
 * root.
 */
import { randomUUID } from 'node:crypto';
import { posix, relative, sep } from 'node:path';
import type { Clock } from './actors/clock.js';
import { RENEWALS_A_LEASE } from './cluster-engine.js';
import type { OpenedStores } from './cluster-stores.js';
import { takeReportTurn } from './cluster/report-turn.js';
import type { Laurel } from './compose.js';
import { reportDirOf } from './report-writer.js';
import type { ReportWriter } from './cli/run-job.js';
import type { Config } from './config.js';
import { lastTime, nextTime } from './cron.js';
import type { Engine } from './engine.js';
import type { Reader } from './reader.js';
import type { SearchCollections } from './reports/batch-selection.js';
import { DATASETS, type Dataset } from './reports/dataset.js';
import type { AssessmentLag } from './reports/report-options.js';
import { RequestRunner } from './reports/request-runner.js';
import type { ProtectionOf } from './reports/request-work.js';
import { ReportRequests } from './reports/requests.js';
import type { RunMoment } from './reports/run-rules.js';
import { guardWithSealedKeys, withSealedKeys } from './reports/sealed-keys.js';
import { zoneDay } from './reports/zone-day.js';
import { protectReport } from './report-protection.js';
import { reportSecret } from './report-secret.js';
import { securityPolicies } from './security-policies.js';
import { serviceAt } from './service-at.js';
import { collectionsFound } from './services/collection-search.js';
import { rolesOf } from './topic-follow.js';

export interface ReportingParts {
  readonly laurel: Pick<Laurel, 'reportGuard'> & {
    readonly engine: Pick<Engine, 'catalogue' | 'report'>;
    readonly store: Pick<Laurel['store'], 'reportRequests'>;
  };
  /** The address of a file named relative to the report folder. */
  readonly downloadUrl: (file: string) => string;
  /** `null` = nobody knows. */
  readonly assessment: () => Promise<AssessmentLag | null>;
  /** Goes to the log. */
  readonly trouble: (requestId: string, detail: string) => void;
  /** The datasets that are run here; all of them where reports are a role of the installation. */
  readonly datasets?: readonly Dataset[];
}

const SECOND_MS = 1000;

/** The requests of this installation; `wake` begins. */
export function reportRequests(config: Config, parts: ReportingParts): ReportRequests {
  const { engine, reportGuard } = parts.laurel;
  const secretOf = reportSecret(config);
  const store = withSealedKeys(parts.laurel.store.reportRequests, secretOf);
  const guard = guardWithSealedKeys(reportGuard, secretOf);
  const { datasets = rolesOf(config).has('reports') ? DATASETS : [] } = parts;
  const now = (): number => Date.now();
  const dayOf = zoneDay(config.timeZone);
  const runner = new RequestRunner({
    ...{ store, guard, now, trouble: parts.trouble },
    momentOf: (dataset) => (datasets.includes(dataset) ? momentOf(config, dataset, now()) : null),
    work: {
      selection: {
        catalogue: engine.catalogue,
        search: searchAt(config),
        batchesMax: config.reportBatchesMax,
      },
      report: (order, onRows) => engine.report(order, onRows),
      protectionOf: protectionBy(config),
      assessment: parts.assessment,
      nameOf: (path) => relative(reportDirOf(config), path).split(sep).join(posix.sep),
      limits: {
        channelBatchesMax: config.reportChannelBatchesMax,
        channelBytesMax: config.reportChannelBytesMax,
        triesMax: config.reportTriesMax,
      },
      now,
    },
  });
  return new ReportRequests({
    ...{ store, runner, dayOf, now, downloadUrl: parts.downloadUrl },
    linkLifeMs: config.downloadExpiryS * SECOND_MS,
    waitingMax: config.reportWaitingMax,
  });
}

/** One process at a time, by a lease for as long as a run takes. */
export function leasedTurns(
  config: Config,
  { stores, reportRequestsAt }: Pick<OpenedStores, 'stores' | 'reportRequestsAt'>,
  clock: Clock,
): Laurel['reportGuard'] {
  const me = randomUUID();
  const { leaseMs, clockSkewMsMax } = config;
  return {
    take: () =>
      takeReportTurn({
        ...{ me, clock, leases: stores.leases, storeAt: reportRequestsAt },
        monotonic: () => performance.now(),
        limits: {
          ...{ leaseMs, clockSkewMsMax },
          leaseRenewMs: Math.ceil(leaseMs / RENEWALS_A_LEASE),
        },
      }),
  };
}

const protectionBy = (config: Config): ProtectionOf =>
  protectReport(
    config,
    securityPolicies(config, () => Date.now()),
  );

/** What reports without a request are chosen and protected by. */
export const standAloneParts = (
  config: Config,
  reader: Pick<Reader, 'batch' | 'course' | 'batches'>,
): Pick<ReportWriter, 'selection' | 'protectionOf'> => ({
  selection: {
    catalogue: {
      batch: (batch) => reader.batch(batch),
      course: (course) => reader.course(course),
      allBatches: () => reader.batches(),
    },
    search: searchAt(config),
  },
  protectionOf: protectionBy(config),
});

function searchAt(config: Config): SearchCollections | null {
  const http = serviceAt(config, config.searchServiceUrl);
  return http === null ? null : (search) => collectionsFound(http, search);
}

/** Cron lines of the datasets. */
const lineOf = (config: Config, dataset: Dataset): string =>
  ({
    'progress-exhaust': config.progressExhaustCron,
    'response-exhaust': config.responseExhaustCron,
    'userinfo-exhaust': config.userinfoExhaustCron,
  })[dataset];

const DAY_MS = 86_400_000;

/**
 * The run that a moment belongs to began at the last time of the dataset's cron line. Without one,
 * nothing is tried again by itself, and what channels use counts by the UTC day.
 */
export function momentOf(config: Config, dataset: Dataset, now: number): RunMoment {
  const last = lastTime(lineOf(config, dataset), now);
  return {
    retryBefore: last ?? 0,
    usageFrom: last ?? Math.floor(now / DAY_MS) * DAY_MS,
    takeBefore: config.reportStart === 'at-once' ? Number.POSITIVE_INFINITY : (last ?? 0),
  };
}

/** Calls after a delay; the answer takes it back. */
type After = (delayMs: number, work: () => void) => () => void;

/** A process that is alone misses nothing but what a failing store put off. */
const LOOK_EVERY_MS = 60_000;

/** Looks for what is due at the cron lines' times, and every now and then; ends with a call. */
export function lookForRequests(
  config: Config,
  requests: Pick<ReportRequests, 'wake'>,
  after: After,
): () => void {
  let cancel: () => void = () => undefined;
  const every = config.profile === 'cluster' ? config.reportPollMs : LOOK_EVERY_MS;
  const look = (): void => {
    requests.wake();
    const now = Date.now();
    const times = DATASETS.map((dataset) => nextTime(lineOf(config, dataset), now));
    const next = Math.min(now + every, ...times.map((time) => time ?? now + every));
    cancel = after(next - now, look);
  };
  look();
  return () => cancel();
}
