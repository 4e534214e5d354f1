/** What is used of kafkajs's inside, as its version 2.2.4 has it (P3 of `produce-request.ts`). */

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  import type { Message } from 'kafkajs';

  export interface TopicData {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly messages: readonly Message[];
    }[];
  }

  export interface ProduceOptions {
    readonly acks: number;
    readonly timeout: number;
    readonly compression?: number;
    readonly transactionalId?: string;
    readonly producerId?: number;
    readonly topicData: readonly TopicData[];
  }

  /** As much of kafkajs's encoder as is asked of a request. */
  export interface Encoded {
    readonly buf: Buffer;
    readonly buffer: Buffer;
  }

  export interface MadeRequest {
    readonly request: { readonly encode: () => Promise<Encoded> };
    readonly response: unknown;
  }

  const produce: {
    protocol(version: { readonly version: number }): (options: ProduceOptions) => MadeRequest;
  };
  export default produce;
}
