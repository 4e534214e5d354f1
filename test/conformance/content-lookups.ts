/**
 * The contents of a case as Laurel's content service shows them: those whose metadata the case
 * keeps in Redis without a call, all others by asking. What is made of them is Laurel's own.
 */
import { ok } from '../../src/domain/result.js';
import type { ContentMeta, ContentService } from '../../src/services/content-service.js';
import { textOr, type Fields } from './fields.js';
import type { Given } from './job-case.js';

/**
 * `contents`, behind the metadata that a case keeps. Upstream asks where the value that it needs is
 * not kept: `isEnough` tells.
 */
export const keptContents = (
  given: Given,
  contents: ContentService,
  isEnough: (kept: ContentMeta) => boolean,
): ContentService => ({
  standing: (course) => contents.standing(course),
  meta: async (content) => {
    const kept = keptMeta(metadataOf(given, content));
    if (kept !== null && isEnough(kept)) return ok(kept);
    return contents.meta(content);
  },
});

function keptMeta(fields: Fields): ContentMeta | null {
  if (Object.keys(fields).length === 0) return null;
  const questions = Number(fields['totalquestions'] ?? 0);
  return {
    name: textOr(fields['name']),
    contentType: textOr(fields['contenttype']),
    totalQuestions: questions > 0 ? questions : null,
  };
}

/** Metadata as upstream reads them: keys in lower case and without `_`. */
function metadataOf({ redis }: Given, id: string): Fields {
  const entries = Object.entries(redis.contents[id] ?? {});
  return Object.fromEntries(
    entries.map(([key, value]) => [key.toLowerCase().replaceAll('_', ''), value]),
  );
}
