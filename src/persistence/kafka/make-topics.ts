/**
 * Makes topics that may be there already, and waits until they can be used. kafkajs's own wait ends
 * with an error when a broker has not heard yet of a topic that was just made.
 */
import type { Admin, ITopicConfig } from 'kafkajs';
import { refusalType } from './fault.js';
import { pause } from './pause.js';

const LOOKS_MAX = 40;
const LOOK_PAUSE_MS = 250;

/** Throws what kafkajs throws; a topic that has no leader after ten seconds is left to its user. */
export async function makeTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  await admin.createTopics({ topics, waitForLeaders: false });
  const names = topics.map(({ topic }) => topic);
  const { signal } = new AbortController();
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (await haveLeaders(admin, names)) return;
    await pause(LOOK_PAUSE_MS, signal);
  }
}

const NO_LEADER = -1;

async function haveLeaders(admin: Admin, names: string[]): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: names });
    return topics.every(({ partitions }) => partitions.every(({ leader }) => leader !== NO_LEADER));
  } catch (error) {
    if (NOT_YET.has(refusalType(error))) return false;
    throw error;
  }
}

const NOT_YET: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
]);
