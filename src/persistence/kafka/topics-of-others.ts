/**
 * Topics that others made and that Laurel reads or writes: how many partitions they have is not its
 * to say, only that they are there.
 */
import type { Kafka } from 'kafkajs';
import { err, ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import { CALL_RETRY } from './client.js';
import { unavailable } from './fault.js';
import { makeTopics } from './make-topics.js';

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
    await makeTopics(
      admin,
      missing.map((topic) => ({ topic, numPartitions, replicationFactor })),
    );
    return ok([]);
  } catch (error) {
    return err(unavailable(error));
  } finally {
    await admin.disconnect();
  }
}
