/**
 * Reads what a broker answers to a fetch, for kafkajs, whose way costs a dozen objects and big
 * numbers for every record.
 *
 * - X1 The messages are those that kafkajs reads (`test/persistence/kafka/fetch-response.test.ts`).
 *   What is rare is left to it: batches that are compressed, of transactions or of an old format,
 *   and other versions of the answer.
 * - X2 A batch that is cut off at the end of an answer is passed over, as kafkajs does: it comes
 *   whole with the next fetch.
 * - X3 As in `produce-request.ts`, the place is kafkajs's own and no interface.
 */
import type { IHeaders, KafkaMessage } from 'kafkajs';
import fetch, {
  type FetchAnswer,
  type FetchedPartition,
} from 'kafkajs/src/protocol/requests/fetch/index.js';

/** The only version that is read here: brokers have it since Kafka 2.3. */
const VERSION = 11;

/** Has every consumer of this process read answers this way. */
export function decodeFetchResponses(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { protocol } = fetch;
  fetch.protocol = ({ version }) => {
    const ofKafkajs = protocol({ version });
    if (version !== VERSION) return ofKafkajs;
    return (options) => {
      const made = ofKafkajs(options);
      const { decode } = made.response;
      const response = {
        ...made.response,
        decode: async (bytes: Buffer) => answerIn(bytes) ?? (await decode(bytes)),
      };
      return { ...made, response };
    };
  };
}

let isInstalled = false;

/** Where reading is. */
interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

/** `null` = something is in it that is kafkajs's to read (X1). */
function answerIn(bytes: Buffer): FetchAnswer | null {
  const cursor: Cursor = { bytes, at: 0 };
  const clientSideThrottleTime = int32(cursor);
  const errorCode = int16(cursor);
  const sessionId = int32(cursor);
  const responses: { topicName: string; partitions: FetchedPartition[] }[] = [];
  for (let topics = int32(cursor); topics > 0; topics--) {
    const topicName = take(cursor, int16(cursor)).toString('utf8');
    const partitions: FetchedPartition[] = [];
    for (let left = int32(cursor); left > 0; left--) {
      const partition = partitionIn(cursor);
      if (partition === null) return null;
      partitions.push(partition);
    }
    responses.push({ topicName, partitions });
  }
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

function partitionIn(cursor: Cursor): FetchedPartition | null {
  const partition = int32(cursor);
  const errorCode = int16(cursor);
  const highWatermark = int64(cursor).toString();
  const lastStableOffset = int64(cursor).toString();
  const lastStartOffset = int64(cursor).toString();
  if (int32(cursor) > 0) return null; // aborted transactions
  const preferredReadReplica = int32(cursor);
  const messages = messagesIn(take(cursor, int32(cursor)));
  if (messages === null) return null;
  return {
    ...{ partition, errorCode, highWatermark, lastStableOffset, lastStartOffset },
    ...{ abortedTransactions: [], preferredReadReplica, messages },
  };
}

/** Offset and length stand before a batch and are not counted in its length. */
const PREFIX_BYTES = 12;
/** From the epoch to the number of records. */
const HEADER_BYTES = 49;
const MAGIC = 2;
/** Compression, time of the broker, transaction, control records. */
const RARE_ATTRIBUTES = 0x3f;

function messagesIn(bytes: Buffer): KafkaMessage[] | null {
  const messages: KafkaMessage[] = [];
  const cursor: Cursor = { bytes, at: 0 };
  while (bytes.length - cursor.at >= PREFIX_BYTES + HEADER_BYTES) {
    const firstOffset = Number(int64(cursor));
    const end = int32(cursor) + cursor.at;
    if (end > bytes.length) break; // X2
    const magic = bytes[cursor.at + 4];
    const attributes = bytes.readInt16BE(cursor.at + 9);
    if (magic !== MAGIC || (attributes & RARE_ATTRIBUTES) !== 0) return null;
    const firstTimestamp = Number(bytes.readBigInt64BE(cursor.at + 15));
    cursor.at += HEADER_BYTES - 4;
    for (let left = int32(cursor); left > 0; left--) {
      messages.push(messageIn(cursor, firstOffset, firstTimestamp));
    }
    cursor.at = end;
  }
  return messages;
}

function messageIn(cursor: Cursor, firstOffset: number, firstTimestamp: number): ReadMessage {
  const length = varint(cursor);
  const end = cursor.at + length;
  const attributes = cursor.bytes.readInt8(cursor.at++);
  const timestamp = String(firstTimestamp + varint(cursor));
  const offset = String(firstOffset + varint(cursor));
  const key = field(cursor);
  const value = field(cursor);
  const headers = headersIn(cursor);
  cursor.at = end;
  const isControlRecord = false;
  return { magicByte: MAGIC, attributes, timestamp, offset, key, value, headers, isControlRecord };
}

type ReadMessage = KafkaMessage & { readonly magicByte: number; readonly isControlRecord: false };

/** A header without a value reads as an empty one. */
function headersIn(cursor: Cursor): IHeaders {
  let left = varint(cursor);
  if (left === 0) return NO_HEADERS;
  // Anybody may name a header, also like something that every object has.
  const headers = Object.create(null) as IHeaders;
  for (; left > 0; left--) {
    const name = take(cursor, varint(cursor)).toString('utf8');
    const value = field(cursor) ?? Buffer.alloc(0);
    const held = headers[name];
    headers[name] = held === undefined ? value : [held, value].flat();
  }
  return headers;
}

const NO_HEADERS: IHeaders = Object.freeze({});

/** Bytes after their length; `null` = none. */
function field(cursor: Cursor): Buffer | null {
  const length = varint(cursor);
  return length < 0 ? null : take(cursor, length);
}

function take(cursor: Cursor, length: number): Buffer {
  const start = cursor.at;
  cursor.at += Math.max(0, length);
  return cursor.bytes.subarray(start, cursor.at);
}

function int16(cursor: Cursor): number {
  cursor.at += 2;
  return cursor.bytes.readInt16BE(cursor.at - 2);
}

function int32(cursor: Cursor): number {
  cursor.at += 4;
  return cursor.bytes.readInt32BE(cursor.at - 4);
}

function int64(cursor: Cursor): bigint {
  cursor.at += 8;
  return cursor.bytes.readBigInt64BE(cursor.at - 8);
}

/** A number of up to 53 bits, seven a byte, lowest first; signs alternate. */
function varint(cursor: Cursor): number {
  const { bytes } = cursor;
  let value = 0;
  for (let unit = 1; ; unit *= 128) {
    const byte = bytes[cursor.at++] ?? 0;
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) break;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
