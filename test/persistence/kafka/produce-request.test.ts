import { hash } from 'node:crypto';
import fc from 'fast-check';
import type { Message } from 'kafkajs';
import produce, { type ProduceOptions } from 'kafkajs/src/protocol/requests/produce/index.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  encodeProduceRequests,
  packedMessages,
} from '../../../src/persistence/kafka/produce-request.js';

const VERSIONS = [3, 7] as const;
const { protocol: ofKafkajs } = produce;

beforeAll(() => {
  // Both write the time of the call.
  vi.useFakeTimers({ now: 1_600_000_000_123, toFake: ['Date'] });
  encodeProduceRequests();
});
afterAll(() => {
  vi.useRealTimers();
});

describe('a request to produce', () => {
  it.each(VERSIONS)('has the bytes of kafkajs in version %i', async (version) => {
    const record = fc.record(
      {
        key: fc.option(fc.string({ unit: 'grapheme' })),
        value: fc.option(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), bytes())),
        headers: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.string(), bytes())),
      },
      { requiredKeys: ['key', 'value'] },
    );

    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 200 }), async (messages) => {
        const options = optionsOf(messages);

        expect(await digest(produce.protocol, version, options)).toBe(
          await digest(ofKafkajs, version, options),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('has the bytes of kafkajs also where lengths take several bytes', async () => {
    const lengths = [63, 64, 8_191, 8_192, 1_048_575, 1_048_576];
    const options = optionsOf(lengths.map((n) => ({ key: null, value: 'ü'.repeat(n / 2) + 'x' })));

    expect(await digest(produce.protocol, 7, options)).toBe(await digest(ofKafkajs, 7, options));
  });

  it('leaves to kafkajs what has a time of its own', async () => {
    const options = optionsOf([
      { value: 'a', timestamp: '5' },
      { value: 'b', timestamp: '9' },
    ]);

    expect(await digest(produce.protocol, 7, options)).toBe(await digest(ofKafkajs, 7, options));
  });

  it('holds the records of a pack in their order', async () => {
    const messages = ['a', 'b', 'c'].map((value) => ({ key: null, value }));

    const packed = packedMessages(messages);

    expect(packed).toHaveLength(1);
    expect(await digest(produce.protocol, 7, optionsOf(packed))).toBe(
      await digest(ofKafkajs, 7, optionsOf(messages)),
    );
  });
});

describe('a pack', () => {
  it('leaves out what has a partition, by its key or by name', () => {
    const bound = [
      { key: 'k', value: 'a' },
      { key: null, partition: 0, value: 'b' },
    ];
    const free = [
      { key: null, value: 'c' },
      { key: null, value: 'd' },
    ];

    expect(packedMessages([...free, ...bound])).toMatchObject([...bound, { packed: free }]);
  });
});

const bytes = (): fc.Arbitrary<Buffer> => fc.uint8Array().map((array) => Buffer.from(array));

const optionsOf = (messages: readonly Message[]): ProduceOptions => ({
  ...{ acks: -1, timeout: 8_000 },
  topicData: ['t', 'another'].map((topic) => ({
    topic,
    partitions: [0, 3].map((partition) => ({ partition, messages })),
  })),
});

/** Of the bytes; megabytes are not to be printed. */
async function digest(
  protocol: typeof produce.protocol,
  version: number,
  options: ProduceOptions,
): Promise<string> {
  const { buffer } = await protocol({ version })(options).request.encode();
  return hash('sha256', buffer);
}
