/**
 * What `/metrics` tells, in Prometheus' text format. Owns names, labels and buckets; the one place
 * that runs the metrics library.
 *
 * - M1 Labels take few values: routes as they are registered, topics, outcomes. No id of a person,
 *   batch or certificate is ever one.
 * - M2 What somebody counts already (the engine, the topics' tallies) is read when it is asked for,
 *   and counted nowhere else.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { EngineStatus } from '../engine.js';

/** How one kind of work went. */
export type WorkOutcome = 'ok' | 'failed';

/** Work whose duration is measured. */
export type Work = 'append' | 'commit' | 'render' | 'report';

export interface Metrics {
  /** The media type of `text`. */
  readonly contentType: string;
  text(): Promise<string>;
  /** `route` as it is registered; seconds from the first byte to the answer. */
  request(method: string, route: string, status: number, seconds: number): void;
  /** `dataset` only of reports. */
  worked(work: Work, outcome: WorkOutcome, seconds: number): void;
  buried(letters: number): void;
  /** Names where counts are read from (M2). */
  read(sources: MetricSources): void;
}

export interface TopicReading {
  readonly topic: string;
  /** Records by what became of them. */
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
}

export interface MetricSources {
  status(): EngineStatus;
  topics(): readonly TopicReading[];
  /** Milliseconds since the oldest record that is not taken yet; 0 = none. */
  oldestUntakenMs(): number;
  /** What waits in each partition; asked for with every scrape. */
  lag(): Promise<readonly PartitionLag[]>;
}

/** `ofProcess`: also tells of memory, processor, event loop and collections of this process. */
export function newMetrics({ ofProcess }: { readonly ofProcess: boolean }): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const request = new Histogram({
    name: 'laurel_http_request_duration_seconds',
    help: 'Time to answer requests',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const work = new Histogram({
    name: 'laurel_work_duration_seconds',
    help: 'Time of appends to the log, commits, drawn certificates and reports',
    labelNames: ['work', 'outcome'],
    buckets: WORK_SECONDS,
    registers,
  });
  const letters = new Counter({
    name: 'laurel_dead_letters_total',
    help: 'Inputs that this process put aside as dead letters',
    registers,
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request: (method, route, status, seconds) =>
      request.observe({ method, route, status: String(status) }, seconds),
    worked: (kind, outcome, seconds) => work.observe({ work: kind, outcome }, seconds),
    buried: (count) => letters.inc(count),
    read: (sources) => {
      readStatus(registers, () => sources.status());
      readTopics(registers, sources);
    },
  };
}

/** The hot route answers within one to three milliseconds. */
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** From an append to a large report. */
const WORK_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 300];

type Levels = Readonly<Record<string, readonly [help: string, of: (s: EngineStatus) => number]>>;

const LEVELS: Levels = {
  laurel_ready: ['1 = requests are taken', (s) => (s.ready ? 1 : 0)],
  laurel_in_trouble: [
    '1 = something failed and is being repeated',
    (s) => (s.trouble === '' ? 0 : 1),
  ],
  laurel_resident_learners: ['Learners in memory', (s) => s.residents],
  laurel_resident_bytes: ['Estimated bytes of learners in memory', (s) => s.residentBytes],
  laurel_inbox_commands: ['Commands that wait to be folded', (s) => s.inboxCommands],
  laurel_dirty_learners: [
    'Learners whose newest state is not in a snapshot',
    (s) => s.dirtyLearners,
  ],
  laurel_oldest_unflushed_seconds: [
    'Age of the oldest command that is not in a snapshot; 0 = none',
    (s) => s.oldestUnflushedMs / 1000,
  ],
  laurel_pending_effects: ['Effects that are not confirmed', (s) => s.pendingEffects],
};

const TOTALS: Levels = {
  laurel_snapshots_written_total: ['Snapshots made durable', (s) => s.snapshotsWritten],
  laurel_completions_total: ['Enrolments that became complete', (s) => s.completions],
  laurel_certificates_total: ['Certificates issued', (s) => s.certificates],
};

function readStatus(registers: Registry[], status: () => EngineStatus): void {
  for (const [name, [help, of]] of Object.entries(LEVELS)) {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(of(status()));
      },
    });
  }
  for (const [name, [help, of]] of Object.entries(TOTALS)) {
    new Counter({
      ...{ name, help, registers },
      collect() {
        this.reset();
        this.inc(of(status()));
      },
    });
  }
}

function readTopics(registers: Registry[], sources: MetricSources): void {
  new Counter({
    name: 'laurel_topic_records_total',
    help: 'Records read from topics, by what became of them',
    labelNames: ['topic', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { topic, outcomes } of sources.topics()) {
        for (const [outcome, count] of Object.entries(outcomes))
          this.inc({ topic, outcome }, count);
      }
    },
  });
  new Gauge({
    name: 'laurel_topic_lag_records',
    help: 'Records that wait in each partition that is read here',
    labelNames: ['topic', 'partition'],
    registers,
    async collect() {
      this.reset();
      for (const { topic, partition, records } of await sources.lag()) {
        this.set({ topic, partition: String(partition) }, records);
      }
    },
  });
  new Gauge({
    name: 'laurel_topic_oldest_untaken_seconds',
    help: 'Age of the oldest record that was read and is not taken; 0 = none',
    registers,
    collect() {
      this.set(sources.oldestUntakenMs() / 1000);
    },
  });
}
