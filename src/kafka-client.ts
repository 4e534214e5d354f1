/** The Kafka client of this process, by its settings. Part of the composition root. */
import type { Note } from './compose.js';
import type { Config } from './config.js';
import { KAFKA_TIMEOUTS, newKafka } from './persistence/kafka/client.js';

export const kafkaOf = (
  config: Pick<Config, 'kafkaBrokers'>,
  note: Note,
): ReturnType<typeof newKafka> =>
  newKafka({
    brokers: listed(config.kafkaBrokers),
    clientId: 'laurel',
    ...{ tls: false, sasl: null, ...KAFKA_TIMEOUTS },
    note,
  });

/** The words of a list with commas between. */
export const listed = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
