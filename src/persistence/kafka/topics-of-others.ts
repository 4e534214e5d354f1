/**
 * Topics that others made and that Laurel reads or writes: how many partitions they have is not its
 * to say, only that they are there.
 */
import type { Kafka } from 'kafkajs';
import { err, ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import { CALL_RETRY } from './client.js';
import { refusalType, unavailable } from './fault.js';

export interface MadeTopics {
  readonly partitions: number;
  readonly replication: number;
}

/** Names of topics that are not there; with `make` given they are made, and none is missing. */
export async function missingTopics(
  kafka: Kafka,
  topics: readonly string[],
  make: MadeTopics | null,
): Stored<readonly string[]> {
  const admin = kafka.admin({ retry: { ...CALL_RETRY, retries: 5 } });
  try {
    await admin.connect();
    const there = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !there.has(topic));
    if (make === null || missing.length === 0) return ok(missing);
    const { partitions: numPartitions, replication: replicationFactor } = make;
    await patient(
      admin.createTopics({
        waitForLeaders: true,
        topics: missing.map((topic) => ({ topic, numPartitions, replicationFactor })),
      }),
    );
    return ok([]);
  } catch (error) {
    return err(unavailable(error));
  } finally {
    await admin.disconnect();
  }
}

/** A broker may not have heard yet of a topic that was just made; who uses it waits anyway. */
async function patient(making: Promise<unknown>): Promise<void> {
  try {
    await making;
  } catch (error) {
    if (refusalType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
  }
}
