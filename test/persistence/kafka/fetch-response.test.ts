import fc from 'fast-check';
import type { KafkaMessage, Message } from 'kafkajs';
import fetch, { type FetchAnswer } from 'kafkajs/src/protocol/requests/fetch/index.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeFetchResponses } from '../../../src/persistence/kafka/fetch-response.js';
import { recordBatch } from '../../../src/persistence/kafka/record-batch.js';

const VERSION = 11;
const NOW = 1_600_000_000_123;
const { protocol: ofKafkajs } = fetch;

beforeAll(() => decodeFetchResponses());

describe('an answer to a fetch', () => {
  it('is read as kafkajs reads it', async () => {
    const batches = fc.array(fc.array(message(), { minLength: 1, maxLength: 8 }), { maxLength: 3 });
    const partitions = fc.array(batches, { minLength: 1, maxLength: 3 });

    await fc.assert(
      fc.asyncProperty(partitions, fc.nat(2 ** 40), async (all, first) => {
        const bytes = answer(all.map((one) => one.map((list, i) => batch(list, first + i))));

        expect(text(await read(bytes))).toBe(text(await readByKafkajs(bytes)));
      }),
      { numRuns: 30 },
    );
  });

  it('is read as far as its last whole batch', async () => {
    const whole = batch([{ value: 'a' }], 7);
    const cut = batch([{ value: 'b' }, { value: 'c' }], 8);
    for (const length of [0, 5, 20, 61, 70, cut.length - 1]) {
      const bytes = answer([[whole, cut.subarray(0, length)]]);

      expect(offsets(await read(bytes))).toEqual(['7']);
      expect(text(await read(bytes))).toBe(text(await readByKafkajs(bytes)));
    }
  });

  it('has the times of records that are later than the first of their batch', async () => {
    const bytes = answer([[Buffer.from(LATER_RECORDS, 'hex')]]);

    const [first, second] = messagesOf(await read(bytes));

    expect([first?.timestamp, second?.timestamp]).toEqual([String(NOW), String(NOW + 70_000)]);
    expect(text(await read(bytes))).toBe(text(await readByKafkajs(bytes)));
  });

  it('is left to kafkajs where a batch has attributes', async () => {
    const [plain, controls] = [batch([{ value: 'a' }], 0), batch([{ value: 'b' }], 1)];
    controls.writeInt16BE(0x20, 21);

    const bytes = answer([[plain, controls]]);

    expect(messagesOf(await read(bytes))).toMatchObject([
      { isControlRecord: false },
      { isControlRecord: true },
    ]);
  });
});

/** Two records, the second seventy seconds after the first. */
const LATER_RECORDS = laterRecords().toString('hex');

function laterRecords(): Buffer {
  const whole = recordBatch([{ value: 'a' }, { value: 'b' }], NOW);
  const second = 61 + 8;
  // Length, attributes, and the delta, which takes three bytes instead of one.
  const delta = [0xe0, 0xc5, 0x08];
  const made = Buffer.concat([
    whole.subarray(0, second),
    Buffer.from([((whole[second] ?? 0) / 2 + 2) * 2, 0, ...delta]),
    whole.subarray(second + 3),
  ]);
  made.writeInt32BE(made.length - 12, 8);
  return made;
}

interface Given {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Record<string, string | string[]>;
}

const message = (): fc.Arbitrary<Given> =>
  fc.record({
    key: fc.option(fc.string({ unit: 'binary' })),
    value: fc.option(fc.string({ unit: 'binary', maxLength: 200 })),
    headers: fc.dictionary(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 2, maxLength: 3 })),
      { maxKeys: 3 },
    ),
  });

function batch(messages: readonly Message[], firstOffset: number): Buffer {
  const bytes = recordBatch(messages, NOW);
  bytes.writeBigInt64BE(BigInt(firstOffset), 0);
  return bytes;
}

/** An answer about one topic, with the batches of each partition. */
function answer(partitions: readonly (readonly Buffer[])[]): Buffer {
  const parts = [int32(9), int16(0), int32(5), int32(1), int16(3), Buffer.from('top')];
  parts.push(int32(partitions.length));
  for (const [i, batches] of partitions.entries()) {
    const records = Buffer.concat(batches);
    parts.push(int32(i), int16(0), Buffer.alloc(24, 1), int32(-1), int32(-1));
    parts.push(int32(records.length), records);
  }
  return Buffer.concat(parts);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

const read = (bytes: Buffer): Promise<FetchAnswer> => decodedBy(fetch.protocol, bytes);

/** Without what kafkajs remembers of a message's batch, which only transactions are asked for. */
async function readByKafkajs(bytes: Buffer): Promise<FetchAnswer> {
  const { responses, ...rest } = await decodedBy(ofKafkajs, bytes);
  const bare = (read: object): KafkaMessage => {
    const message = { ...read } as KafkaMessage & { batchContext?: unknown };
    delete message.batchContext;
    return message;
  };
  return {
    ...rest,
    responses: responses.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map((one) => ({ ...one, messages: one.messages.map(bare) })),
    })),
  };
}

const decodedBy = (protocol: typeof fetch.protocol, bytes: Buffer): Promise<FetchAnswer> =>
  protocol({ version: VERSION })({ topics: [] }).response.decode(bytes);

/** All of it as one text, which is faster to compare than bytes one by one. */
const text = (read: FetchAnswer): string => JSON.stringify(read);

const messagesOf = ({ responses }: FetchAnswer): readonly KafkaMessage[] =>
  responses.flatMap(({ partitions }) => partitions.flatMap(({ messages }) => messages));

const offsets = (read: FetchAnswer): string[] => messagesOf(read).map(({ offset }) => offset);
