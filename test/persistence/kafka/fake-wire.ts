/** A producer for tests of the sender: what it was asked, and answers that a test decides. */
import { KafkaJSConnectionError, KafkaJSProtocolError, type ProducerBatch } from 'kafkajs';
import type { Wire } from '../../../src/persistence/kafka/sender.js';

export interface FakeWire extends Wire {
  /** The values of each request that was answered with yes, as `topic value`. */
  readonly requests: string[][];
  /** How many requests are on their way. */
  readonly underWay: number;
  /** Decides about each request; without it all succeed. */
  answer: (values: readonly string[]) => Promise<void> | void;
  /** Whether a connection can be made. */
  isReachable: boolean;
  connects: number;
}

export function fakeWire(): FakeWire {
  const requests: string[][] = [];
  let underWay = 0;
  const wire: FakeWire = {
    requests,
    get underWay() {
      return underWay;
    },
    answer: () => undefined,
    isReachable: true,
    connects: 0,
    connect: () => {
      wire.connects++;
      return wire.isReachable ? Promise.resolve() : Promise.reject(new Error('refused'));
    },
    sendBatch: async (batch) => {
      const values = valuesOf(batch);
      underWay++;
      try {
        await wire.answer(values);
      } finally {
        underWay--;
      }
      requests.push(values);
    },
    disconnect: () => Promise.resolve(),
  };
  return wire;
}

const valuesOf = ({ topicMessages = [] }: ProducerBatch): string[] =>
  topicMessages.flatMap(({ topic, messages }) =>
    messages.map(({ value }) => `${topic} ${String(value)}`),
  );

/** The broker says no. */
export const refusal = (): Error =>
  new KafkaJSProtocolError(
    Object.assign(new Error('unknown topic'), { type: 'UNKNOWN_TOPIC_OR_PARTITION', code: 3 }),
  );

/** Nobody knows whether the request arrived. */
export const lost = (): Error => new KafkaJSConnectionError('closed');
