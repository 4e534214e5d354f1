/** How far a rebuilding of the user cache is, as the text of its checkpoint. */

export interface IndexProgress {
  /** What was ordered; a checkpoint of another order is none. */
  readonly order: string;
  /** Users are written first, then those that are gone are removed. */
  readonly phase: 'index' | 'remove';
  /** The page to go on after; `null` = the first. */
  readonly after: string | null;
  readonly counts: IndexCounts;
}

/** What was counted until then (`IndexTally`). */
export interface IndexCounts {
  readonly rows: number;
  readonly skipped: number;
  readonly unreadable: number;
  readonly damaged: number;
}

export const checkpointText = (progress: IndexProgress): string => JSON.stringify(progress);

/** The progress of this very order; `null` where the text is of another one or not readable. */
export function progressOf(text: string | null, order: string): IndexProgress | null {
  const held = parsed(text ?? '');
  if (held === null || held['order'] !== order) return null;
  const { phase, after } = held;
  if (phase !== 'index' && phase !== 'remove') return null;
  if (after !== null && typeof after !== 'string') return null;
  const counts = countsOf(held['counts']);
  return counts === null ? null : { order, phase, after, counts };
}

function countsOf(value: unknown): IndexCounts | null {
  if (typeof value !== 'object' || value === null) return null;
  const { rows, skipped, unreadable, damaged } = value as Partial<IndexCounts>;
  const counts = { rows, skipped, unreadable, damaged };
  return Object.values(counts).every(Number.isInteger) ? (counts as IndexCounts) : null;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
