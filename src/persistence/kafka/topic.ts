/**
 * A topic as it has to be before anything relies on it: made where it is missing and that is
 * allowed, else compared with what is needed. Changes no topic that exists.
 */
// Node finds this name in kafkajs only by way of the whole module.
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { err, ok, type Result } from '../../domain/result.js';
import type { StoreError } from '../ports.js';
import { CALL_RETRY } from './client.js';
import { refusalType, unavailable } from './fault.js';
import { makeTopics } from './make-topics.js';

export interface TopicNeeds {
  readonly topic: string;
  readonly partitions: number;
  readonly replication: number;
  /** Replicas that must have a message before it is acknowledged. */
  readonly inSyncMin: number;
  /** How long messages are kept at least; -1 = for ever. */
  readonly retentionMs: number;
  /** The longest message that the topic must take. */
  readonly messageBytesMax: number;
}

/** Why a topic cannot be used; everything but `unavailable` needs an operator. */
export type TopicFault =
  | { readonly kind: 'missing-topic'; readonly topic: string }
  /** The topic exists and is other than needed: a number of partitions, a setting. */
  | {
      readonly kind: 'unfit-topic';
      readonly topic: string;
      readonly setting: string;
      readonly found: string;
      readonly wanted: string;
    }
  | StoreError;

/** Makes sure of a topic; `mayCreate` = it is made when it is missing. */
export async function fittingTopic(
  kafka: Kafka,
  needs: TopicNeeds,
  mayCreate: boolean,
): Promise<Result<void, TopicFault>> {
  const admin = kafka.admin({ retry: { ...CALL_RETRY, retries: 5 } });
  try {
    await admin.connect();
    if (mayCreate) await create(admin, needs);
    const partitions = await partitionsOf(admin, needs.topic);
    if (partitions === null) return err({ kind: 'missing-topic', topic: needs.topic });
    return await fit(admin, partitions, needs);
  } catch (error) {
    return err(unavailable(error));
  } finally {
    await admin.disconnect();
  }
}

/** Another process may be making it: a topic that exists is no error. */
const create = (admin: Admin, needs: TopicNeeds): Promise<void> =>
  makeTopics(admin, [
    {
      topic: needs.topic,
      numPartitions: needs.partitions,
      replicationFactor: needs.replication,
      configEntries: [
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'retention.ms', value: String(needs.retentionMs) },
        { name: 'min.insync.replicas', value: String(needs.inSyncMin) },
        { name: 'max.message.bytes', value: String(needs.messageBytesMax) },
      ],
    },
  ]);

async function partitionsOf(admin: Admin, topic: string): Promise<number | null> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? null;
  } catch (error) {
    if (refusalType(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return null;
    throw error;
  }
}

async function fit(
  admin: Admin,
  partitions: number,
  needs: TopicNeeds,
): Promise<Result<void, TopicFault>> {
  const settings = await settingsOf(admin, needs.topic);
  const retention = Number(settings.get('retention.ms') ?? -1);
  const { topic, retentionMs, messageBytesMax } = needs;
  const keepsLess = retention !== -1 && (retentionMs === -1 || retention < retentionMs);
  const policy = settings.get('cleanup.policy') ?? 'delete';
  const longest = Number(settings.get('max.message.bytes') ?? messageBytesMax);
  const found = (setting: string, is: number | string, wanted: number | string): TopicFault => ({
    ...{ kind: 'unfit-topic', topic, setting },
    found: String(is),
    wanted: String(wanted),
  });
  if (partitions !== needs.partitions) {
    return err(found('partitions', partitions, needs.partitions));
  }
  if (policy !== 'delete') return err(found('cleanup.policy', policy, 'delete'));
  if (keepsLess) return err(found('retention.ms', retention, retentionMs));
  if (longest < messageBytesMax) return err(found('max.message.bytes', longest, messageBytesMax));
  return ok(undefined);
}

async function settingsOf(admin: Admin, topic: string): Promise<ReadonlyMap<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const entries = resources[0]?.configEntries ?? [];
  return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
}
