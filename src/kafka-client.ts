/** The Kafka client of this process, by its settings. Part of the composition root. */
import type { Note } from './compose.js';
import type { Config } from './config.js';
import { KAFKA_TIMEOUTS, newKafka, type KafkaSasl } from './persistence/kafka/client.js';
import { kafkaTls } from './server-tls.js';

export const kafkaOf = (config: Config, note: Note): ReturnType<typeof newKafka> =>
  newKafka({
    brokers: listed(config.kafkaBrokers),
    clientId: 'laurel',
    tls: kafkaTls(config),
    sasl: saslOf(config),
    ...KAFKA_TIMEOUTS,
    note,
  });

function saslOf({ kafkaSasl, kafkaUsername, kafkaPassword }: Config): KafkaSasl | null {
  if (kafkaSasl === 'off') return null;
  return { mechanism: kafkaSasl, username: kafkaUsername, password: kafkaPassword };
}

/** The words of a list with commas between. */
export const listed = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
