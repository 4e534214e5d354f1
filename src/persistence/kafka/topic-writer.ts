/** Records into topics of others, in group commits; see `sender.ts`. */
import type { Kafka } from 'kafkajs';
import type { TopicWriter } from '../topic-ports.js';
import { recordParcels } from './record.js';
import { newSender, wireOf, type SenderLimits } from './sender.js';

/** A writer whose records bear the role of this process; connects with the first record. */
export function newTopicWriter(kafka: Kafka, role: string, limits: SenderLimits): TopicWriter {
  const sender = newSender(wireOf(kafka), limits);
  return {
    send: (records) => sender.send(recordParcels(records, role)),
    close: () => sender.close(),
  };
}
