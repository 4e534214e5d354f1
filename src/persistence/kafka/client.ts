/**
 * The Kafka client of this process: addresses, time limits, and where kafkajs's log lines go.
 *
 * - K1 No topic is ever made by mentioning it: a topic made that way has the broker's default
 *   number of partitions, which are shards here.
 */
import { Kafka, logLevel, type SASLOptions } from 'kafkajs';
import { tlsConnectOptions, type Tls } from '../tls.js';
import { encodeProduceRequests } from './produce-request.js';
import { sparingNote, type Note } from './sparing-note.js';

export interface KafkaSettings {
  /** `host:port`. */
  readonly brokers: readonly string[];
  /** Shown in the broker's logs and quotas. */
  readonly clientId: string;
  /** `null` = plain connections. */
  readonly tls: Tls | null;
  /** `null` = the broker asks for no credentials. */
  readonly sasl: KafkaSasl | null;
  readonly connectTimeoutMs: number;
  /** How long a broker may take to answer before a request counts as lost. */
  readonly requestTimeoutMs: number;
  readonly note: Note;
}

/** A user of the brokers, and how the password is proved. */
export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** Limits that suit brokers in the same network. */
export const KAFKA_TIMEOUTS = { connectTimeoutMs: 3_000, requestTimeoutMs: 10_000 } as const;

/** Retries inside one call of kafkajs; who calls repeats with limits of its own. */
export const CALL_RETRY = {
  retries: 2,
  initialRetryTime: 100,
  maxRetryTime: 1_000,
} as const;

/** A client; opens no connection yet. */
export function newKafka(settings: KafkaSettings): Kafka {
  const { brokers, clientId, tls, sasl, connectTimeoutMs, requestTimeoutMs } = settings;
  const note = sparingNote(settings.note);
  encodeProduceRequests();
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ssl: tls === null ? false : tlsConnectOptions(tls),
    ...(sasl === null ? {} : { sasl: saslOptions(sasl) }),
    connectionTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retry: CALL_RETRY,
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ namespace, label, log }) => {
        const { message, groupId, topic, partition, error } = log;
        note(`kafka: ${message}`, { namespace, label, groupId, topic, partition, error });
      },
  });
}

/** kafkajs has one type for each mechanism. */
function saslOptions({ mechanism, username, password }: KafkaSasl): SASLOptions {
  switch (mechanism) {
    case 'plain':
    case 'scram-sha-256':
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
}
