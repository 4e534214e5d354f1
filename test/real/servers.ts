/** The servers that tests of adapters run against, named in the environment. */

export interface Servers {
  /** `host:port`. */
  readonly cassandra: string;
  readonly localDc: string;
  /** `host:port`. */
  readonly kafka: string;
  /** `redis://host:port`. */
  readonly redis: string;
}

/** `null` = there are none here. */
export function realServers(): Servers | null {
  const { CASSANDRA_CONTACT_POINTS, CASSANDRA_LOCAL_DC, KAFKA_BROKERS, REDIS_URL } = process.env;
  if (!CASSANDRA_CONTACT_POINTS || !CASSANDRA_LOCAL_DC || !KAFKA_BROKERS || !REDIS_URL) return null;
  return {
    cassandra: CASSANDRA_CONTACT_POINTS,
    localDc: CASSANDRA_LOCAL_DC,
    kafka: KAFKA_BROKERS,
    redis: REDIS_URL,
  };
}
