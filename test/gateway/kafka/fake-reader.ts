/**
 * A reader of topics, an engine's source and a clock for the tests of the ingress loop. Time stands
 * still until a test moves it; what the loop does, and in which order, is kept in `steps`.
 */
import { err, ok } from '../../../src/domain/result.js';
import type { Refusal, Tally } from '../../../src/engine.js';
import {
  INGRESS_LOOP_LIMITS,
  startIngressLoop,
  type IngressLoop,
  type IngressLoopLimits,
} from '../../../src/gateway/kafka/ingress-loop.js';
import type { TopicRecord } from '../../../src/gateway/topics/ingress.js';
import type { DeadLetter, SourceOffset } from '../../../src/persistence/ports.js';
import type { ReadStop, TopicMessage, TopicReading } from '../../../src/persistence/topic-ports.js';

export const TOPIC = 'dev.coursebatch.job.request';
export const OTHER_TOPIC = 'dev.telemetry.assess';
export const NOW = 1_000_000;

export interface Running {
  readonly loop: IngressLoop;
  readonly reading: TopicReading;
  /** `flush TOPIC`, `keep P:O`, `taken P:O`, `close`, in the order of the calls. */
  readonly steps: string[];
  /** What the ingress was offered, also what it refused. */
  readonly offered: TopicRecord[];
  readonly letters: DeadLetter[];
  readonly stops: ReadStop[];
  /** How long each pause that the loop asked for was to be. */
  readonly pauses: number[];
  /** From now on the ingress answers so; `null` = it takes everything. */
  refuse(refusal: Refusal | null): void;
  /** From now on flushes answer so; `null` = they succeed. */
  failFlushes(refusal: Refusal | null): void;
  /** From now on the reader cannot commit. */
  failTaken(fails: boolean): void;
  /** Flushes wait until they are let go. */
  holdFlushes(): () => void;
  /** Ends the pauses that the loop is in, and lets it go on until it pauses again. */
  tick(): Promise<void>;
}

export function running(limits: Partial<IngressLoopLimits> = {}): Running {
  const steps: string[] = [];
  const offered: TopicRecord[] = [];
  const letters: DeadLetter[] = [];
  const stops: ReadStop[] = [];
  const pauses: number[] = [];
  const state: State = { refusal: null, flushFails: null, takenFails: false, held: null };
  let pausing: (() => void)[] = [];
  let reading: TopicReading | null = null;
  const input = (topic: string) => {
    const tally: Tally = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
    return {
      source: sourceOf(topic, tally, letters, steps, state),
      ingress: {
        take: (record: TopicRecord) => {
          offered.push(record);
          if (state.refusal !== null) return Promise.resolve(err(state.refusal));
          tally.events++;
          tally.applied++;
          return Promise.resolve(ok(undefined));
        },
      },
    };
  };
  const loop = startIngressLoop({
    topics: new Map([
      [TOPIC, { input: 'coursebatch.job.request', ...input(TOPIC) }],
      [OTHER_TOPIC, { input: 'telemetry.assess', ...input(OTHER_TOPIC) }],
    ]),
    limits: { ...INGRESS_LOOP_LIMITS, ...limits },
    open: (opened) => {
      reading = opened;
      return {
        taken: (offsets) => {
          if (state.takenFails) return Promise.resolve(err(AWAY));
          steps.push(...offsets.map((at) => `taken ${placeOf(at)}`));
          return Promise.resolve(ok(undefined));
        },
        lag: () => Promise.resolve(ok([])),
        close: () => Promise.resolve(void steps.push('close')),
      };
    },
    isOwn: (message) => message.own,
    keep: (offsets) => {
      steps.push(...offsets.map((at) => `keep ${placeOf(at)}`));
      return Promise.resolve(ok(undefined));
    },
    stopped: (why) => stops.push(why),
    note: () => undefined,
    now: () => NOW,
    pause: (ms, signal) => {
      pauses.push(ms);
      return new Promise((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve());
        pausing.push(resolve);
      });
    },
  });
  return {
    ...{ loop, steps, offered, letters, stops, pauses, reading: reading! },
    refuse: (refusal) => (state.refusal = refusal),
    failFlushes: (refusal) => (state.flushFails = refusal),
    failTaken: (fails) => (state.takenFails = fails),
    holdFlushes: () => {
      let letGo = (): void => undefined;
      state.held = new Promise((resolve) => (letGo = resolve));
      return () => {
        state.held = null;
        letGo();
      };
    },
    tick: async () => {
      await settled();
      const ended = pausing;
      pausing = [];
      for (const end of ended) end();
      await settled();
    },
  };
}

interface State {
  refusal: Refusal | null;
  flushFails: Refusal | null;
  takenFails: boolean;
  held: Promise<void> | null;
}

export const AWAY = { kind: 'unavailable', detail: 'it is away' } as const;

function sourceOf(
  topic: string,
  tally: Tally,
  letters: DeadLetter[],
  steps: string[],
  state: State,
) {
  return {
    tally,
    ignore: () => {
      tally.events++;
      tally.ignored++;
    },
    bury: (letter: DeadLetter) => {
      tally.events++;
      tally.dead++;
      letters.push(letter);
    },
    flushed: async () => {
      steps.push(`flush ${topic}`);
      if (state.held !== null) await state.held;
      return state.flushFails === null ? ok(undefined) : err(state.flushFails);
    },
  };
}

/** Records of one partition of the first topic; own ones begin with `own`. */
export const messages = (
  partition: number,
  first: number,
  texts: readonly (string | null)[],
  topic = TOPIC,
): TopicMessage[] =>
  texts.map((text, i) => ({
    topic,
    partition,
    offset: BigInt(first + i),
    value: text === null ? null : Buffer.from(text),
    at: NOW - 1_000 + i,
    own: text?.startsWith('own') ?? false,
  }));

const placeOf = ({ partition, next }: SourceOffset): string => `${partition}:${next}`;

/** Everything that follows from what happened, as far as it needs no time. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
