/** Asks the brokers for what `doctor` judges. Commits and joins nothing. */
import { logNeeds } from '../../cluster-stores.js';
import type { Note } from '../../compose.js';
import type { Config } from '../../config.js';
import { INPUT_TOPICS } from '../../gateway/topics/parse-topic.js';
import { kafkaOf } from '../../kafka-client.js';
import type { Lease } from '../../persistence/cluster-ports.js';
import { newOffsets, type Offsets } from '../../persistence/kafka/offsets.js';
import { fittingTopic } from '../../persistence/kafka/topic.js';
import { SUNBIRD_TOPICS } from '../../sunbird-topics.js';
import { ingressGroup } from '../../topic-ingress.js';
import type { KafkaFacts, LogFacts, ShardLog, TopicLag } from './kafka.js';

/** `leases` tell how far shards are durable. */
export async function kafkaFacts(
  config: Config,
  leases: readonly Lease[],
  note: Note,
): Promise<KafkaFacts> {
  const kafka = kafkaOf(config, note);
  const offsets = newOffsets(kafka);
  try {
    const there = await offsets.topics();
    const named = (topic: string): string => `${config.env}.${topic}`;
    const isCluster = config.profile === 'cluster';
    // One machine keeps its places in its own store, and no group commits any.
    const read = (isCluster ? INPUT_TOPICS : []).map(named).filter((topic) => there.has(topic));
    const lags: TopicLag[] = [];
    for (const topic of read) lags.push(await lagOf(offsets, ingressGroup(config), topic));
    return {
      kind: 'there',
      missing: SUNBIRD_TOPICS.map(named).filter((topic) => !there.has(topic)),
      lags,
      log: isCluster ? await logFacts(kafka, offsets, config, leases) : null,
    };
  } catch (error) {
    return { kind: 'away', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    await offsets.close();
  }
}

/** Partitions without a commit begin at their oldest record, and have lost nothing. */
async function lagOf(offsets: Offsets, group: string, topic: string): Promise<TopicLag> {
  const committed = await offsets.committed(group, topic);
  const lag = { topic, behind: 0, lost: 0 };
  for (const [partition, { oldest, end }] of await offsets.bounds(topic)) {
    const next = committed.get(partition) ?? oldest;
    const from = next > oldest ? next : oldest;
    lag.behind += Number(end - from);
    lag.lost += Number(from - next);
  }
  return lag;
}

async function logFacts(
  kafka: ReturnType<typeof kafkaOf>,
  offsets: Offsets,
  config: Config,
  leases: readonly Lease[],
): Promise<LogFacts> {
  const needs = logNeeds(config);
  const { topic, retentionMs } = needs;
  const fit = await fittingTopic(kafka, needs, false);
  if (!fit.ok) return { topic, fault: fit.error, shards: [] };
  const bounds = await offsets.bounds(topic);
  const young = await offsets.since(topic, Date.now() - retentionMs / 2);
  const shards = leases.flatMap(({ shard, watermark }): ShardLog[] => {
    const bound = bounds.get(shard);
    if (bound === undefined) return [];
    const [oldest, end] = [Number(bound.oldest), Number(bound.end)];
    return [{ shard, watermark, oldest, end, young: Number(young.get(shard) ?? bound.end) }];
  });
  return { topic, fault: null, shards };
}
