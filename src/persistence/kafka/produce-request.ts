/**
 * How kafkajs is given records without its work on each: it keeps connections, leaders and answers,
 * and asks `record-batch.ts` for the bytes of a request.
 *
 * - P1 Records without a key go as one message of kafkajs for each request, so that its partitioner
 *   and its grouping, whose cost grows with the square of their number, see one. They share a
 *   partition, and the next request has the next one, as with Java.
 * - P2 What `record-batch.ts` does not make (compression, transactions, timestamps) is encoded by
 *   kafkajs itself.
 * - P3 The place where kafkajs looks up requests by version is its own and no interface: kafkajs is
 *   pinned in `package.json`.
 */
import type { Message } from 'kafkajs';
import produce, {
  type Encoded,
  type ProduceOptions,
  type TopicData,
} from 'kafkajs/src/protocol/requests/produce/index.js';
import { recordBatch } from './record-batch.js';

/** Stands for many messages in kafkajs's hands (P1). */
interface Packed extends Message {
  readonly packed: readonly Message[];
}

/** Messages of one topic as kafkajs shall see them (P1). */
export function packedMessages(messages: readonly Message[]): Message[] {
  const free = messages.filter(isFree);
  if (free.length < 2) return [...messages];
  const all: Packed = { key: null, value: EMPTY, packed: free };
  return [...messages.filter((message) => !isFree(message)), all];
}

/** Whether it may go to any partition. */
const isFree = ({ key, partition }: Message): boolean =>
  (key === null || key === undefined) && partition === undefined;

const EMPTY = Buffer.alloc(0);

/** Has every producer of this process make its requests this way. */
export function encodeProduceRequests(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { protocol } = produce;
  produce.protocol = ({ version }) => {
    const ofKafkajs = protocol({ version });
    return (options) => {
      const topicData = options.topicData.map(unpacked);
      const made = ofKafkajs({ ...options, topicData });
      if (version < VERSION_MIN || !isPlain(options, topicData)) return made;
      const encode = (): Promise<Encoded> => Promise.resolve(encoded(options, topicData));
      return { ...made, request: { ...made.request, encode } };
    };
  };
}

let isInstalled = false;

/** The first version with record batches; later ones have the same bytes. */
const VERSION_MIN = 3;

const unpacked = ({ topic, partitions }: TopicData): TopicData => ({
  topic,
  partitions: partitions.map((one) => ({ ...one, messages: one.messages.flatMap(messagesOf) })),
});

const messagesOf = (message: Message | Packed): readonly Message[] =>
  'packed' in message ? message.packed : [message];

/** P2. */
function isPlain(
  { compression, transactionalId, producerId }: ProduceOptions,
  topicData: readonly TopicData[],
): boolean {
  const isOrdinary = (compression ?? 0) === 0 && transactionalId === undefined;
  const isNobody = producerId === undefined || producerId === NO_PRODUCER;
  const isTimed = ({ timestamp }: Message): boolean => timestamp !== undefined;
  const batches = topicData.flatMap(({ partitions }) => partitions);
  return isOrdinary && isNobody && !batches.some(({ messages }) => messages.some(isTimed));
}

const NO_PRODUCER = -1;

function encoded({ acks, timeout }: ProduceOptions, topicData: readonly TopicData[]): Encoded {
  const now = Date.now();
  const parts = [NO_TRANSACTION, int16(acks), int32(timeout), int32(topicData.length)];
  for (const { topic, partitions } of topicData) {
    const name = Buffer.from(topic);
    parts.push(int16(name.length), name, int32(partitions.length));
    for (const { partition, messages } of partitions) {
      const batch = recordBatch(messages, now);
      parts.push(int32(partition), int32(batch.length), batch);
    }
  }
  const bytes = Buffer.concat(parts);
  return { buf: bytes, buffer: bytes };
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A text that is not there. */
const NO_TRANSACTION = int16(-1);
