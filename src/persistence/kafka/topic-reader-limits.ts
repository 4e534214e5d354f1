/** The limits of a reader of topics, and those of them that follow from a group's session. */
import { FETCH_LIMITS, type FetchLimits } from './group-reader.js';
import { TAIL_LIMITS, type TailLimits } from './tail.js';

export interface TopicReaderLimits {
  readonly fetch: FetchLimits;
  readonly tail: TailLimits;
  readonly portionRecordsMax: number;
  readonly portionBytesMax: number;
  /** Partitions whose portions are taken at once. */
  readonly concurrentPortionsMax: number;
  readonly retryPauseMs: number;
  /** How often topics that are missing are looked for. */
  readonly missingCheckMs: number;
  /** How often a group that is not empty is looked at before it is refused; past a session. */
  readonly groupChecksMax: number;
}

export const TOPIC_READER_LIMITS: TopicReaderLimits = {
  fetch: FETCH_LIMITS,
  tail: TAIL_LIMITS,
  portionRecordsMax: 1_000,
  portionBytesMax: 2_000_000,
  concurrentPortionsMax: 16,
  retryPauseMs: 500,
  missingCheckMs: 10_000,
  groupChecksMax: 32,
};

/** The same limits for another session, of which some depend on it. */
export const topicReaderLimits = (sessionMs: number): TopicReaderLimits => ({
  ...TOPIC_READER_LIMITS,
  fetch: {
    ...FETCH_LIMITS,
    sessionTimeoutMs: sessionMs,
    heartbeatIntervalMs: Math.ceil(sessionMs / HEARTBEATS_A_SESSION),
  },
  // A third longer than a session, which a broker ends late rather than early.
  groupChecksMax: Math.ceil((sessionMs * 4) / 3 / TOPIC_READER_LIMITS.retryPauseMs),
});

const HEARTBEATS_A_SESSION = 4;
