/**
 * Group commit into Kafka: everything that waits at one moment shares one request. Knows topics and
 * messages, not what they mean.
 *
 * - G1 What is sent first arrives first: one request is on its way at a time.
 * - G2 `unavailable` only where no request was written since the call; anything else may be in a
 *   topic (P2). kafkajs hides a lost request behind the failure to connect again, so the two steps
 *   are made apart, and its own retries are off.
 * - G3 A request that a broker refuses is sent again caller by caller: one record for a topic that
 *   does not exist must not fail those who happened to wait beside it.
 */
import { Partitioners, type Kafka, type Message, type ProducerBatch } from 'kafkajs';
import { err, ok, type Result } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import { faultText, isRefusal } from './fault.js';
import { pause } from './pause.js';
import { packedMessages } from './produce-request.js';

/** A message on its way to a topic. */
export interface Parcel {
  readonly topic: string;
  readonly message: Message;
  /** What it adds to a request, with headers and frame. */
  readonly bytes: number;
}

export interface SenderLimits {
  /** Longest message, with all that belongs to it; below the topic's `max.message.bytes`. */
  readonly parcelBytesMax: number;
  /** A request ends when it holds this much; a longer message travels alone. */
  readonly groupBytesMax: number;
  readonly groupParcelsMax: number;
  /** What may wait in all; a call beyond is refused. */
  readonly waitingBytesMax: number;
  readonly attemptsMax: number;
  readonly retryPauseMs: number;
  /** No attempt begins after so long; the last one may take the client's request timeout. */
  readonly attemptsMsMax: number;
  /** How long the broker waits for its replicas. */
  readonly ackTimeoutMs: number;
}

/** A request holds one record batch a partition, which brokers bound at a megabyte by default. */
export const SENDER_LIMITS: SenderLimits = {
  parcelBytesMax: 1_000_000,
  groupBytesMax: 900_000,
  groupParcelsMax: 10_000,
  waitingBytesMax: 32_000_000,
  attemptsMax: 3,
  retryPauseMs: 100,
  attemptsMsMax: 8_000,
  ackTimeoutMs: 8_000,
};

export interface Sender {
  /** Makes all parcels durable with every replica in sync, or says which kind of error (G2). */
  send(parcels: readonly Parcel[]): Stored<void>;
  /** Resolves when everything that waits is sent or refused. */
  close(): Promise<void>;
}

/** The part of a kafkajs producer that is used. */
export interface Wire {
  connect(): Promise<void>;
  sendBatch(batch: ProducerBatch): Promise<unknown>;
  disconnect(): Promise<void>;
}

/** Every replica in sync has it. */
const ACKS_ALL = -1;

/** A producer without retries of its own (G2). */
export function wireOf(kafka: Kafka): Wire {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 0 },
  });
  return {
    connect: () => producer.connect(),
    sendBatch: ({ topicMessages = [], ...batch }) =>
      producer.sendBatch({
        ...batch,
        topicMessages: topicMessages.map(({ topic, messages }) => ({
          topic,
          messages: packedMessages(messages),
        })),
      }),
    disconnect: () => producer.disconnect(),
  };
}

interface Call {
  readonly parcels: readonly Parcel[];
  /** How many of the parcels are in requests that were answered. */
  sent: number;
  /** A request with some of it was written and not answered with yes (G2). */
  isDoubtful: boolean;
  resolve(result: Result<void, StoreError>): void;
}

/** Some parcels of each of some calls, from its first one that is not sent. */
type Group = Map<Call, number>;

export function newSender(wire: Wire, limits: SenderLimits): Sender {
  const stopping = new AbortController();
  const attempt = attempts(wire, limits, stopping.signal);
  const queue = new Set<Call>();
  let waitingBytes = 0;
  let running: Promise<void> | null = null;

  const settle = (call: Call, result: Result<void, StoreError>): void => {
    if (!queue.delete(call)) return;
    waitingBytes -= bytesOf(call.parcels);
    call.resolve(result);
  };

  const deliver = async (group: Group): Promise<void> => {
    const outcome = await attempt(group);
    if (outcome.kind === 'refused' && group.size > 1) return apart(group);
    for (const [call, count] of group) {
      if (outcome.kind === 'sent') call.sent += count;
      if (outcome.kind !== 'sent') settle(call, err(errorOf(outcome, call)));
      else if (call.sent === call.parcels.length) settle(call, ok(undefined));
    }
    if (outcome.kind === 'sent' || outcome.kind === 'refused') return;
    // Whoever waits behind would only find the same closed door, one after the other.
    for (const call of queue) settle(call, err(errorOf(outcome, call)));
  };

  /** G3. */
  const apart = async (group: Group): Promise<void> => {
    for (const [call, count] of group) {
      if (queue.has(call)) await deliver(new Map([[call, count]]));
    }
  };

  const run = async (): Promise<void> => {
    // Calls of the same moment come along; no timer, so that a lone call does not wait.
    await Promise.resolve();
    while (queue.size > 0) await deliver(nextGroup(queue, limits));
    running = null;
  };

  return {
    send: (parcels) => {
      const bytes = bytesOf(parcels);
      const refusal = refusalOf(parcels, waitingBytes + bytes, limits, stopping.signal.aborted);
      if (refusal !== null) return Promise.resolve(err(refusal));
      if (parcels.length === 0) return Promise.resolve(ok(undefined));
      waitingBytes += bytes;
      return new Promise((resolve) => {
        queue.add({ parcels, sent: 0, isDoubtful: false, resolve });
        running ??= run();
      });
    },
    close: async () => {
      stopping.abort();
      await running;
      await wire.disconnect();
    },
  };
}

/** What became of a request. */
type Outcome =
  | { readonly kind: 'sent' }
  /** Nothing was written to a socket. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** A broker said no to some of it. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'doubtful'; readonly detail: string };

type Failure = Exclude<Outcome, { kind: 'sent' }>;

/** Sends a group, repeating it within the limits. */
function attempts(
  wire: Wire,
  limits: SenderLimits,
  stopping: AbortSignal,
): (group: Group) => Promise<Outcome> {
  const once = connectedSend(wire, limits.ackTimeoutMs);
  return async (group) => {
    const lastStart = performance.now() + limits.attemptsMsMax;
    for (let attempt = 1; ; attempt++) {
      const outcome = await once(group);
      if (outcome.kind === 'sent') return outcome;
      if (outcome.kind !== 'unreachable') for (const call of group.keys()) call.isDoubtful = true;
      // The others of the group are to be freed from the one that is refused at once (G3).
      const isToSplit = outcome.kind === 'refused' && group.size > 1;
      const isLast = attempt === limits.attemptsMax || performance.now() >= lastStart;
      if (isToSplit || isLast || stopping.aborted) return outcome;
      await pause(limits.retryPauseMs * attempt, stopping);
    }
  };
}

/** One attempt; after a failure the connection is made sure of before anything is written (G2). */
function connectedSend(wire: Wire, ackTimeoutMs: number): (group: Group) => Promise<Outcome> {
  let isConnected = false;
  return async (group) => {
    try {
      if (!isConnected) await wire.connect();
      isConnected = true;
    } catch (error) {
      return { kind: 'unreachable', detail: faultText(error) };
    }
    try {
      await wire.sendBatch(batchOf(group, ackTimeoutMs));
      return { kind: 'sent' };
    } catch (error) {
      isConnected = false;
      return { kind: isRefusal(error) ? 'refused' : 'doubtful', detail: faultText(error) };
    }
  };
}

/** G2: a part of the call that was sent before is durable. */
function errorOf({ detail }: Failure, { sent, isDoubtful }: Call): StoreError {
  const isSurelyNot = sent === 0 && !isDoubtful;
  return { kind: isSurelyNot ? 'unavailable' : 'timeout', detail };
}

function refusalOf(
  parcels: readonly Parcel[],
  waitingBytes: number,
  { parcelBytesMax, waitingBytesMax }: SenderLimits,
  isStopping: boolean,
): StoreError | null {
  const refuse = (detail: string): StoreError => ({ kind: 'unavailable', detail });
  if (isStopping) return refuse('the sender is closed');
  if (waitingBytes > waitingBytesMax) {
    return refuse(`${waitingBytes} bytes would wait for Kafka, at most ${waitingBytesMax} may`);
  }
  const long = parcels.find(({ bytes }) => bytes > parcelBytesMax);
  if (long === undefined) return null;
  return refuse(`a message of ${long.bytes} bytes for ${long.topic}, at most ${parcelBytesMax}`);
}

/** The head of the queue up to a limit, at least one parcel. */
function nextGroup(queue: Iterable<Call>, limits: SenderLimits): Group {
  const group: Group = new Map();
  let bytes = 0;
  let count = 0;
  for (const call of queue) {
    for (const parcel of call.parcels.slice(call.sent)) {
      const isFull = bytes + parcel.bytes > limits.groupBytesMax || count >= limits.groupParcelsMax;
      if (isFull && count > 0) return group;
      bytes += parcel.bytes;
      count++;
      group.set(call, (group.get(call) ?? 0) + 1);
    }
  }
  return group;
}

function batchOf(group: Group, ackTimeoutMs: number): ProducerBatch {
  const byTopic = new Map<string, Message[]>();
  for (const [{ parcels, sent }, count] of group) {
    for (const { topic, message } of parcels.slice(sent, sent + count)) {
      const messages = byTopic.get(topic);
      if (messages === undefined) byTopic.set(topic, [message]);
      else messages.push(message);
    }
  }
  const topicMessages = [...byTopic].map(([topic, messages]) => ({ topic, messages }));
  return { acks: ACKS_ALL, timeout: ackTimeoutMs, topicMessages };
}

const bytesOf = (parcels: readonly Parcel[]): number =>
  parcels.reduce((sum, { bytes }) => sum + bytes, 0);
