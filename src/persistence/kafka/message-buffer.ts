/** Messages that were fetched and not pulled yet, in order, with their size. */
import type { KafkaMessage } from 'kafkajs';

export interface MessageBuffer {
  readonly count: number;
  readonly bytes: number;
  push(messages: readonly KafkaMessage[]): void;
  /** Takes from the front up to a limit, at least one if there is any. */
  take(messagesMax: number, bytesMax: number): KafkaMessage[];
  clear(): void;
}

export function messageBuffer(): MessageBuffer {
  let waiting: (readonly KafkaMessage[])[] = [];
  /** How many of the first piece are taken. */
  let taken = 0;
  let count = 0;
  let bytes = 0;
  const first = (): KafkaMessage | undefined => waiting[0]?.[taken];
  const shift = (): void => {
    taken++;
    if (taken < (waiting[0]?.length ?? 0)) return;
    waiting.shift();
    taken = 0;
  };
  return {
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
    push(messages) {
      if (messages.length === 0) return;
      waiting.push(messages);
      count += messages.length;
      for (const message of messages) bytes += sizeOf(message);
    },
    take(messagesMax, bytesMax) {
      const portion: KafkaMessage[] = [];
      let portionBytes = 0;
      for (let next = first(); next !== undefined; next = first()) {
        const size = sizeOf(next);
        const isOver = portion.length >= messagesMax || portionBytes + size > bytesMax;
        if (isOver && portion.length > 0) break;
        portion.push(next);
        portionBytes += size;
        shift();
      }
      count -= portion.length;
      bytes -= portionBytes;
      return portion;
    },
    clear() {
      waiting = [];
      taken = 0;
      count = 0;
      bytes = 0;
    },
  };
}

/** What a message holds in memory besides its text. */
const MESSAGE_OVERHEAD_BYTES = 200;

const sizeOf = ({ key, value }: KafkaMessage): number =>
  MESSAGE_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
