/**
 * Records of topics as messages of Kafka and back, and the mark by which Laurel knows its own.
 *
 * - M1 Everything that Laurel sends carries the header `laurel`, whose value is the role of the
 *   sender. A role that Laurel does itself must pass over records that bear it: what they ask for
 *   is done already.
 */
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { OutgoingRecord } from '../cluster-ports.js';
import type { TopicMessage } from '../topic-ports.js';
import type { Place } from './group-reader.js';
import type { Parcel } from './sender.js';

const MARK_HEADER = 'laurel';

/**
 * What a message adds to a request besides its key, its value and what its headers say: the frame
 * and the headers' names. Brokers bound all of it, which counts where messages are small.
 */
export const FRAME_BYTES = 64;

/** Headers with the mark of M1. */
export const signed = (role: string, headers: IHeaders): IHeaders => ({
  ...headers,
  [MARK_HEADER]: role,
});

/** Their headers are one object, which is then encoded once (`record-batch.ts`). */
export function recordParcels(records: readonly OutgoingRecord[], role: string): Parcel[] {
  const headers = signed(role, {});
  return records.map(({ topic, key, value }) => {
    const content = Buffer.byteLength(value) + Buffer.byteLength(key ?? '');
    const bytes = FRAME_BYTES + role.length + content;
    return { topic, message: { key, value, headers }, bytes };
  });
}

export function topicMessage({ topic, partition }: Place, message: KafkaMessage): TopicMessage {
  const { offset, value, timestamp, headers } = message;
  return {
    ...{ topic, partition, value },
    offset: BigInt(offset),
    at: Number(timestamp),
    own: headers?.[MARK_HEADER] !== undefined,
  };
}
