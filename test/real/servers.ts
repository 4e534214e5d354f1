/** Where real servers answer; `null` = there are none for these tests. */
export interface Servers {
  /** `host:port`. */
  readonly cassandra: string;
  readonly localDc: string;
  /** `host:port`. */
  readonly kafka: string;
  /** `redis://host:port`. */
  readonly redis: string;
}

export function realServers(): Servers | null {
  const {
    CASSANDRA_CONTACT_POINTS: cassandra,
    CASSANDRA_LOCAL_DC: localDc,
    KAFKA_BROKERS: kafka,
    REDIS_URL: redis,
  } = process.env;
  if (!cassandra || !localDc || !kafka || !redis) return null;
  return { cassandra, localDc, kafka, redis };
}
