/** What a reader of topics says, kept for a test that waits for it. */
import { expect, onTestFinished, vi } from 'vitest';
import type { SourceOffset } from '../../src/persistence/ports.js';
import type { ReadStop, TopicMessage, TopicReading } from '../../src/persistence/topic-ports.js';

/** A group may take a session's heartbeat to share its partitions anew. */
export const WAIT = { timeout: 20_000, interval: 20 };

export const textOf = ({ value }: TopicMessage): string =>
  value === null ? 'null' : Buffer.from(value).toString();

export interface Heard {
  readonly reading: TopicReading;
  readonly all: TopicMessage[];
  readonly began: SourceOffset[];
  of(partition: number): TopicMessage[];
  texts(): string[];
  /** Waits until so many records came. */
  records(count: number): Promise<void>;
  stop(): Promise<ReadStop>;
  /** Portions from now on wait for `release`. */
  hold(): void;
  release(): void;
}

export function hearing(): Heard {
  const all: TopicMessage[] = [];
  const began: SourceOffset[] = [];
  let stop: ReadStop | null = null;
  let held: Promise<void> = Promise.resolve();
  let release = (): void => undefined;
  onTestFinished(() => release());
  return {
    all,
    began,
    reading: {
      began: (at) => void began.push(...at),
      take: (messages) => {
        all.push(...messages);
        return held;
      },
      stopped: (why) => {
        if (stop !== null) throw new Error('stopped twice');
        stop = why;
      },
    },
    of: (partition) => all.filter((message) => message.partition === partition),
    texts: () => all.map(textOf),
    records: (count) => vi.waitFor(() => expect(all.length).toBeGreaterThanOrEqual(count), WAIT),
    stop: () =>
      vi.waitFor(() => {
        if (stop === null) throw new Error('not stopped');
        return stop;
      }, WAIT),
    hold: () => {
      held = new Promise((resolve) => (release = resolve));
    },
    release: () => release(),
  };
}
