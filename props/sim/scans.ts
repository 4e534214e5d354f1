/** Ports' methods that answer with rows to be pulled, and how a simulated process hears them. */
export const SCANS = new Set([
  ...['snapshots.scanCourse', 'snapshots.openBatch', 'effects.pending'],
  ...['catalogue.courses', 'catalogue.trees', 'catalogue.batches', 'deadLetters.list'],
]);

type Through = (all: AsyncIterable<unknown>) => AsyncIterable<unknown>;

export function scanOf(answer: unknown, through: Through): unknown {
  if (Symbol.asyncIterator in (answer as object)) return through(answer as AsyncIterable<unknown>);
  const view = answer as { rows(): AsyncIterable<unknown> };
  return { ...view, rows: () => through(view.rows()) };
}
