/** Lines for the operator's log that say the same over and over are said now and then. */

/** One line for the operator's log. */
export type Note = (message: string, detail: Readonly<Record<string, unknown>>) => void;

const REPEAT_INTERVAL_MS = 10_000;
const REMEMBERED_MAX = 100;

/** A note that passes over a message which it said within the last ten seconds. */
export function sparingNote(note: Note): Note {
  const saidAt = new Map<string, number>();
  return (message, detail) => {
    const now = Date.now();
    if (now - (saidAt.get(message) ?? -Infinity) < REPEAT_INTERVAL_MS) return;
    if (saidAt.size >= REMEMBERED_MAX) saidAt.clear();
    saidAt.set(message, now);
    note(message, detail);
  };
}
