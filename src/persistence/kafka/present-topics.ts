/**
 * Which of some topics exist. An installation makes a topic with its first record, and one that is
 * missing must not keep the others from being read.
 */
import type { Offsets } from './offsets.js';
import { pause } from './pause.js';
import type { Note } from './sparing-note.js';

export interface PresentTopicsParts {
  readonly topics: readonly string[];
  readonly offsets: Pick<Offsets, 'topics'>;
  readonly checkIntervalMs: number;
  readonly closing: AbortSignal;
  /** Hears that a topic exists which did not at the last `find`. */
  appeared(): void;
  readonly note: Note;
}

export interface PresentTopics {
  /** Those that exist now; throws where that cannot be found out, or where none does. */
  find(): Promise<readonly string[]>;
  /** Resolves when nothing is looked for any more. */
  readonly watching: Promise<void>;
}

export function presentTopics(parts: PresentTopicsParts): PresentTopics {
  const { topics, offsets, note } = parts;
  const state: State = { missing: [] };
  return {
    find: async () => {
      const existing = await offsets.topics();
      state.missing = topics.filter((topic) => !existing.has(topic));
      if (state.missing.length > 0) note('topics are missing', { topics: state.missing });
      const present = topics.filter((topic) => existing.has(topic));
      if (present.length === 0) throw new Error('none of the topics exists');
      return present;
    },
    watching: watch(parts, state),
  };
}

interface State {
  missing: readonly string[];
}

async function watch(
  { offsets, checkIntervalMs, closing, appeared }: PresentTopicsParts,
  state: State,
): Promise<void> {
  for (;;) {
    await pause(checkIntervalMs, closing);
    if (closing.aborted) return;
    if (state.missing.length === 0) continue;
    try {
      const existing = await offsets.topics();
      if (state.missing.some((topic) => existing.has(topic))) appeared();
    } catch {
      // The brokers are away; the reader says so itself.
    }
  }
}
