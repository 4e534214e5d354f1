/**
 * Ports and engine as they are, watched: how long their work takes and how it goes, as metrics and
 * as spans. Adds nothing to what they do and decides nothing.
 *
 * - W1 What is watched answers what the watched thing answers, and throws what it throws.
 */
import type { CertificateRenderer } from '../actors/certificate-pool.js';
import type { Result } from '../domain/result.js';
import type { Engine } from '../engine.js';
import type { SharedLog } from '../persistence/cluster-ports.js';
import type {
  Commit,
  CommandLog,
  DeadLetterStore,
  SnapshotStore,
  Store,
} from '../persistence/ports.js';
import type { Metrics, Work } from './metrics.js';
import type { Spanned, Traces } from './traces.js';

export interface Watch {
  engine(engine: Engine): Engine;
  log(log: CommandLog): CommandLog;
  sharedLog(log: SharedLog): SharedLog;
  snapshots(store: SnapshotStore): SnapshotStore;
  deadLetters(store: DeadLetterStore): DeadLetterStore;
  renderer(renderer: CertificateRenderer): CertificateRenderer;
}

/** Nobody looks: commands of the command line. */
export const UNWATCHED: Watch = {
  engine: (engine) => engine,
  log: (log) => log,
  sharedLog: (log) => log,
  snapshots: (store) => store,
  deadLetters: (store) => store,
  renderer: (renderer) => renderer,
};

/** All ports of one store that are watched. */
export const watchedStore = (store: Store, watch: Watch): Store => ({
  ...store,
  log: watch.log(store.log),
  snapshots: watch.snapshots(store.snapshots),
  deadLetters: watch.deadLetters(store.deadLetters),
});

export interface WatchParts {
  readonly metrics: Metrics;
  readonly traces: Traces;
  /** A monotonic clock, in milliseconds. */
  monotonic(): number;
}

export function watchOf({ metrics, traces, monotonic }: WatchParts): Watch {
  const watched = async <T, E>(
    work: Work,
    spanned: Spanned,
    run: () => Promise<Result<T, E>>,
  ): Promise<Result<T, E>> => {
    const from = monotonic();
    const done = await traces.span(SPAN_OF[work], spanned, run, (result) => !result.ok);
    metrics.worked(work, done.ok ? 'ok' : 'failed', (monotonic() - from) / 1000);
    return done;
  };
  return {
    engine: (engine) => watchedEngine(engine, traces, watched),
    log: (log) => ({
      append: (blob) => watched('append', {}, () => log.append(blob)),
      read: (from) => log.read(from),
    }),
    sharedLog: (log) => watchedSharedLog(log, watched),
    snapshots: (store) => ({
      ...readsOf(store),
      commit: (commit) => watched('commit', commitSpan(commit), () => store.commit(commit)),
    }),
    deadLetters: (store) => ({
      put: async (letters) => {
        const put = await store.put(letters);
        if (put.ok) metrics.buried(letters.length);
        return put;
      },
      list: () => store.list(),
      get: (source, position) => store.get(source, position),
      remove: (letter) => store.remove(letter),
    }),
    renderer: (renderer) => ({
      render: (facts, content) =>
        watched('render', { follows: [facts.learner] }, () => renderer.render(facts, content)),
      close: () => renderer.close(),
    }),
  };
}

const SPAN_OF: Readonly<Record<Work, string>> = {
  append: 'log append',
  commit: 'snapshots commit',
  render: 'certificate render',
  report: 'report write',
};

type Watched = <T, E>(
  work: Work,
  spanned: Spanned,
  run: () => Promise<Result<T, E>>,
) => Promise<Result<T, E>>;

function commitSpan({ snapshots, facts, effects }: Commit): Spanned {
  return {
    attributes: {
      'laurel.snapshots': snapshots.length,
      'laurel.certificates': facts.length,
      'laurel.effects': effects.length,
    },
    follows: learnersOf(snapshots),
  };
}

function* learnersOf(snapshots: Commit['snapshots']): Iterable<string> {
  for (const { key } of snapshots) yield key.learner;
}

function readsOf(store: SnapshotStore): Omit<SnapshotStore, 'commit'> {
  return {
    load: (key) => store.load(key),
    loadLearner: (learner) => store.loadLearner(learner),
    openBatch: (course, batch) => store.openBatch(course, batch),
    scanCourse: (course) => store.scanCourse(course),
    attempts: (key) => store.attempts(key),
  };
}

function watchedSharedLog(log: SharedLog, watched: Watched): SharedLog {
  return {
    shards: log.shards,
    entryBytesMax: log.entryBytesMax,
    append: (entries, records) => watched('append', {}, () => log.append(entries, records)),
    follow: (shard, from, signal) => log.follow(shard, from, signal),
    end: (shard) => log.end(shard),
    begin: (shard) => log.begin(shard),
    close: () => log.close(),
  };
}

/** Requests are told apart by learner, so that what follows can point back at them. */
function watchedEngine(engine: Engine, traces: Traces, watched: Watched): Engine {
  const failed = (result: Result<unknown, unknown>): boolean => !result.ok;
  return {
    catalogue: engine.catalogue,
    submit: (commands) => {
      traces.concerns(commands.map(({ key }) => key.learner));
      return traces.span('engine submit', {}, () => engine.submit(commands), failed);
    },
    decide: (command) => {
      traces.concerns([command.key.learner]);
      return traces.span('engine decide', {}, () => engine.decide(command), failed);
    },
    report: (order, onRows) => {
      const attributes = { 'laurel.dataset': order.dataset };
      return watched('report', { attributes }, () => engine.report(order, onRows));
    },
    ask: (effects) => engine.ask(effects),
    source: (name) => engine.source(name),
    keep: (offsets) => engine.keep(offsets),
    learner: (learner) => engine.learner(learner),
    enrolment: (key) => engine.enrolment(key),
    participants: (course, batch) => engine.participants(course, batch),
    certificate: (certificate) => engine.certificate(certificate),
    certificateDocument: (certificate) => engine.certificateDocument(certificate),
    status: () => engine.status(),
    settled: () => engine.settled(),
    stop: () => engine.stop(),
  };
}
