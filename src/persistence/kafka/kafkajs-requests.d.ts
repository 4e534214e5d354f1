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

declare module 'kafkajs/src/protocol/requests/fetch/index.js' {
  import type { KafkaMessage } from 'kafkajs';

  export interface FetchedPartition {
    readonly partition: number;
    readonly errorCode: number;
    readonly highWatermark: string;
    readonly lastStableOffset: string;
    readonly lastStartOffset: string;
    readonly abortedTransactions: readonly unknown[];
    readonly preferredReadReplica: number;
    readonly messages: readonly KafkaMessage[];
  }

  export interface FetchAnswer {
    readonly throttleTime: number;
    readonly clientSideThrottleTime: number;
    readonly errorCode: number;
    readonly sessionId: number;
    readonly responses: readonly {
      readonly topicName: string;
      readonly partitions: readonly FetchedPartition[];
    }[];
  }

  export interface MadeFetch {
    readonly request: unknown;
    readonly response: {
      readonly decode: (bytes: Buffer) => Promise<FetchAnswer>;
      readonly parse: unknown;
    };
  }

  const fetch: {
    protocol(version: { readonly version: number }): (options: object) => MadeFetch;
  };
  export default fetch;
}
