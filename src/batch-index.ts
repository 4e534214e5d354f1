/**
 * Shows batches to those who search outside: their documents in the index `course-batch`, and the
 * `batches` of the contents where there is a content service. Part of the composition root, since
 * it joins what a document says (`gateway/`) with who keeps it (`services/`).
 *
 * - N1 The index and the content service are apart: one that is away, or refuses, keeps nothing
 *   from the other.
 */
import type { Config } from './config.js';
import { batchStatus, type Batch } from './domain/batch.js';
import type { CourseId } from './domain/ids.js';
import { ok, type Result } from './domain/result.js';
import { batchDocument, batchEntries, type BatchDocument } from './gateway/batch-document.js';
import { zoneOf } from './gateway/zone.js';
import { serviceAt } from './service-at.js';
import { contentBatches } from './services/content-batches.js';
import { INDEXED, type Indexed } from './services/indexed.js';
import { searchIndex } from './services/search-index.js';

export interface BatchIndex {
  /** One batch, in the index and beside its content; `ofCourse` = all batches of its course. */
  put(batch: Batch, ofCourse: readonly Batch[]): Promise<Indexed>;
  /** Many batches in the index alone; what became of each, in order. */
  putAll(batches: readonly Batch[]): Promise<readonly Indexed[]>;
  /** The batches beside their content alone. */
  list(course: CourseId, ofCourse: readonly Batch[]): Promise<Indexed>;
  /** Those of whom the index shows another status than today's, or nothing. */
  outdated(
    batches: readonly Batch[],
  ): Promise<Result<readonly Batch[], { readonly detail: string }>>;
}

/** `null` = no index is set. */
export function batchIndexAt(config: Config, now: () => number): BatchIndex | null {
  const http = serviceAt(config, config.searchIndexUrl);
  if (http === null) return null;
  const content = serviceAt(config, config.contentServiceUrl);
  const [index, zone] = [searchIndex(http), zoneOf(config.timeZone)];
  const contents = content === null ? null : contentBatches(content);
  const today = (): string => zone.dayOf(now());
  const documentOf = (batch: Batch): BatchDocument => batchDocument(batch, today(), zone);
  const list: BatchIndex['list'] = async (course, ofCourse) => {
    const known = new Set<string>(ofCourse.map(({ batch }) => batch));
    const entries = batchEntries(ofCourse, today());
    return contents?.put({ content: course, known, entries }) ?? INDEXED;
  };
  return {
    list,
    put: async (batch, ofCourse) => {
      const shown = await index.put(documentOf(batch));
      return worseOf(shown, await list(batch.course, ofCourse));
    },
    putAll: (batches) => index.putAll(batches.map(documentOf)),
    outdated: async (batches) => {
      const shown = await index.statuses(batches.map(({ batch }) => batch));
      if (!shown.ok) return shown;
      const day = today();
      return ok(batches.filter((b) => shown.value.get(b.batch) !== batchStatus(b, day)));
    },
  };
}

/** N1. What may be tried again comes before what is refused for good. */
function worseOf(one: Indexed, other: Indexed): Indexed {
  if (one.kind === 'done' || other.kind === 'retry') return other;
  return one;
}
