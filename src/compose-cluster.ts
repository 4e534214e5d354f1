/**
 * Opens Laurel as one process of a cluster: real stores, topics, what follows by role, and the
 * engine on them. Part of the composition root; reads no environment.
 */
import type { EngineLimits, EngineParts } from './actors/engine-parts.js';
import type { Follow } from './actors/follow.js';
import { accessCodeOf, certificateIdOf, templateHashOf } from './certificates/identity.js';
import { certificateSigner } from './certificate-signer.js';
import { openClusterEngine, type ClusterStores } from './cluster-engine.js';
import { openClusterStores, type OpenedStores } from './cluster-stores.js';
import { certificatePictures } from './certificate-pictures.js';
import { limitsOf, newRenderer, type Laurel, type Note } from './compose.js';
import { publicUrlOf, type Config } from './config.js';
import { CourseFinder, courseRefresh } from './course-refresh.js';
import { err, ok, type Result } from './domain/result.js';
import { followOf } from './follow.js';
import { zoneOf } from './gateway/zone.js';
import { courseOfRelations, firstFound, relationsKeptIn } from './related-courses.js';
import { leasedTurns } from './reporting.js';
import { ReportThread } from './report-thread.js';
import { reportDirOf, reportWriter } from './report-writer.js';
import { sharedRenderers } from './shared-renderers.js';
import { sunbirdRows } from './sunbird-projection.js';
import { systemClock } from './system-clock.js';
import type { Watch } from './telemetry/watch.js';
import { rolesOf, topicFollow } from './topic-follow.js';

export interface ClusterOptions {
  /** `false` = a command beside the servers: it asks them and owns no learner. */
  readonly takesShards: boolean;
  readonly note: Note;
  readonly watch: Watch;
}

/** The failure is a sentence for the operator. */
export async function openCluster(
  config: Config,
  { takesShards, note, watch }: ClusterOptions,
): Promise<Result<Laurel, string>> {
  const clock = systemClock();
  const now = (): number => clock.now();
  const signing = certificateSigner(config);
  if (!signing.ok) return signing;
  const { keys, signer } = signing.value;
  const opened = await openClusterStores(config, now, note);
  if (!opened.ok) return opened;
  const { origin, relations, reportRequests } = opened.value;
  const stores = watchedStores(opened.value.stores, watch);
  const courses = new CourseFinder({ now, note });
  const follow = clusterFollow(config, opened.value, now, note);
  const renderers = sharedRenderers(config.certificateWorkers, () =>
    watch.renderer(newRenderer(signer)),
  );
  const reports = new ReportThread(config, clock);
  const kept = await checkedRetention(opened.value, config);
  if (!kept.ok) note('the log may be trimmed before it is flushed', { detail: kept.error });
  const { engine, stop } = await openClusterEngine({
    ...{ config, stores, takesShards, note },
    limits: clusterLimits(config),
    parts: {
      clock,
      names: { idOf: certificateIdOf, accessCodeOf, templateHashOf },
      publicUrl: publicUrlOf(config),
      timeZone: config.timeZone,
      writeReport: reportWriter(config, {
        ...{ users: stores.shared.users, reportDir: reportDirOf(config), now },
        answersBefore: (key) => origin.answers(key),
        consentsBefore: opened.value.consents,
      }),
      reportElsewhere: (order, onRows) => reports.report(order, onRows),
      origin,
      rows: rowsOf(config, now),
      courses,
      relate: config.shadow === 'yes' ? null : relationsKeptIn(relations),
      follow,
      newRenderer: () => renderers.lend(),
      note,
    },
  });
  courses.use(
    firstFound(
      courseRefresh(config, engine.catalogue, now),
      courseOfRelations(relations, engine.catalogue, now),
    ),
  );
  const { deadLetters, catalogue, certificates, users } = stores.shared;
  const pictures = certificatePictures(config, keys, catalogue);
  return ok({
    engine: watch.engine(engine),
    store: { deadLetters, catalogue, certificates, reportRequests, users },
    keys,
    reportGuard: leasedTurns(config, opened.value, clock),
    follow,
    // A batch is spread over shards and read from Cassandra: reports do that, no page does.
    ...{ offsets: null, reads: null },
    picture: pictures.picture,
    stop: async () => {
      await courses.idle();
      await Promise.all([reports.close(), pictures.close()]);
      await stop();
      await renderers.close();
      await opened.value.close();
    },
  });
}

function watchedStores(stores: ClusterStores, watch: Watch): ClusterStores {
  const { shared } = stores;
  return {
    ...stores,
    log: watch.sharedLog(stores.log),
    shared: { ...shared, deadLetters: watch.deadLetters(shared.deadLetters) },
    shard: (shard, clock) => {
      const own = stores.shard(shard, clock);
      const deadLetters = watch.deadLetters(own.deadLetters);
      return { ...own, deadLetters, snapshots: watch.snapshots(own.snapshots) };
    },
  };
}

/** In shadow Sunbird's tables are left as they are. */
const rowsOf = (config: Config, now: () => number): EngineParts['rows'] =>
  config.shadow === 'yes' ? null : sunbirdRows(rolesOf(config), zoneOf(config.timeZone), now);

/** What follows, with the shared log as the way to topics: one producer, one group commit. */
function clusterFollow(
  config: Config,
  { stores, origin }: OpenedStores,
  now: () => number,
  note: Note,
): Follow {
  const writer = {
    send: (records: Parameters<typeof stores.log.append>[1]) => stores.log.append([], records),
    close: () => Promise.resolve(),
  };
  const follow = followOf(config, now, note, (base) => topicFollow(base, config, writer, now));
  const isApi = rolesOf(config).has('api');
  return isApi ? follow : { ...follow, membership: (key) => origin.membership(key) };
}

const clusterLimits = (config: Config): EngineLimits =>
  limitsOf(config, config.clusterFlushIntervalMs);

/**
 * The log must outlast the flush by far: what is trimmed before it is in snapshots is lost. Half of
 * it is the most that may be waiting when a process starts.
 */
async function checkedRetention(
  { stores }: OpenedStores,
  { shards, logRetentionHours }: Config,
): Promise<Result<void, string>> {
  const leases = await stores.leases.all();
  if (!leases.ok) return ok(undefined);
  for (const { shard, watermark } of leases.value.filter((lease) => lease.shard < shards)) {
    const [begin, end] = await Promise.all([stores.log.begin(shard), stores.log.end(shard)]);
    if (!begin.ok || !end.ok) continue;
    const [kept, waiting] = [end.value - begin.value, end.value - watermark];
    if (waiting * 2 <= kept || kept === 0) continue;
    return err(
      `shard ${String(shard)} has ${String(waiting)} of ${String(kept)} entries unflushed, and ` +
        `the log keeps ${String(logRetentionHours)} hours`,
    );
  }
  return ok(undefined);
}
