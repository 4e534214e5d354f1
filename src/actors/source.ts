/**
 * A stream that is itself a log, as the engine sees it: counts what became of its records and keeps
 * those that cannot be commands.
 *
 * - U1 events = applied + duplicates + ignored + rejected + dead, once everything is flushed.
 */
import { err, ok } from '../domain/result.js';
import type { Answer, Source, Tally } from '../engine.js';
import type { DeadLetter, DeadLetterStore, StoreError } from '../persistence/ports.js';
import type { Origin } from './learner-protocol.js';
import type { Learners } from './learners.js';

/** Dead letters that are put at once. */
const LETTERS_AT_ONCE = 500;

export interface SourceDeps {
  readonly learners: Learners;
  readonly deadLetters: DeadLetterStore;
  /** Makes everything offered durable; answers whether all of it is. */
  flush(): Promise<boolean>;
}

/** Opens a source. */
export function newSource({ learners, deadLetters, flush }: SourceDeps): Source {
  const tally: Tally = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
  const origin = countingOrigin(tally);
  let letters: DeadLetter[] = [];
  let putting: Promise<void> = Promise.resolve();
  const last: { failure: StoreError | null } = { failure: null };
  const failure = (): StoreError | null => last.failure;

  const putLetters = (): Promise<void> => {
    const batch = letters;
    letters = [];
    putting = putting.then(async () => {
      const stored = batch.length === 0 ? ok(undefined) : await deadLetters.put(batch);
      if (stored.ok) return;
      last.failure = stored.error;
      letters = [...batch, ...letters];
    });
    return putting;
  };

  return {
    tally,
    offer(command) {
      if (letters.length >= 2 * LETTERS_AT_ONCE) return false;
      const taken = learners.offer({ command, origin });
      if (taken) tally.events++;
      return taken;
    },
    room: async () => {
      await putLetters();
      await learners.room();
    },
    bury(letter) {
      tally.events++;
      tally.dead++;
      letters.push(letter);
      if (letters.length % LETTERS_AT_ONCE === 0) void putLetters();
    },
    ignore() {
      tally.events++;
      tally.ignored++;
    },
    flushed: async (): Answer<void> => {
      last.failure = null;
      await putLetters();
      const durable = await flush();
      const failed = failure();
      if (failed !== null) return err(failed);
      return durable ? ok(undefined) : err(learners.trouble ?? UNKNOWN);
    },
  };
}

function countingOrigin(tally: Tally): Origin {
  return {
    folded(outcome) {
      if (outcome === 'applied') tally.applied++;
      else if (outcome === 'duplicate') tally.duplicates++;
      else tally.rejected++;
    },
    buried: () => {
      tally.dead++;
    },
  };
}

/** Something is not durable, and a later flush made its cause disappear. */
const UNKNOWN: StoreError = { kind: 'unavailable', detail: 'a flush left something behind' };
