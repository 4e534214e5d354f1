/**
 * Sunbird's topics as this installation needs them: there before anything is read or written, since
 * a record without a topic holds up the flush that it belongs to. Part of the composition root.
 */
import type { Note } from './compose.js';
import type { Config } from './config.js';
import { err, ok, type Result } from './domain/result.js';
import { OUTPUT_TOPICS } from './gateway/events/record.js';
import { INPUT_TOPICS } from './gateway/topics/parse-topic.js';
import { kafkaOf } from './kafka-client.js';
import { missingTopics } from './persistence/kafka/topics-of-others.js';

/** Partitions of a topic that is made here, as installations default to. */
const PARTITIONS = 2;

/** Those that are read or written here, without the environment's prefix. */
export const SUNBIRD_TOPICS: readonly string[] = [
  ...new Set<string>([...INPUT_TOPICS, ...OUTPUT_TOPICS]),
];

/** Makes the topics where that is allowed, else names those that are missing. */
export async function topicsAreThere(
  config: Config,
  note: Note,
  mayMake: boolean,
): Promise<Result<void, string>> {
  const topics = SUNBIRD_TOPICS.map((name) => `${config.env}.${name}`);
  const make = { partitions: PARTITIONS, replication: config.kafkaReplication };
  const missing = await missingTopics(kafkaOf(config, note), topics, mayMake ? make : null);
  if (!missing.ok) return err(`Kafka cannot be reached: ${missing.error.detail}`);
  if (missing.value.length === 0) return ok(undefined);
  return err(`topics are missing: ${missing.value.join(', ')}; run \`laurel migrate\``);
}
