/**
 * The content service and the search beside it: the name, type and number of questions of a
 * content, and whether a course is published. Answers are kept for a while, as courses are asked
 * for with every event.
 *
 * - C1 At most `entriesMax` answers are kept, each for `keptMs`; failures are not kept.
 *
 * Source: `reference/jobs.md` 1.6, 2.3 item 2, 2.4, 4.2 item 4.
 */
import type { ContentId, CourseId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, listOf, own, serviceAnswer, textOf, type Fields } from './answer.js';
import type { HttpService } from './http-service.js';
import { KeptAnswers, type KeepLimits } from './kept-answers.js';

export interface ContentMeta {
  /** '' = not said. */
  readonly name: string;
  readonly contentType: string;
  /** `null` = not said. */
  readonly totalQuestions: number | null;
}

export type CourseStanding = 'live' | 'retired' | 'missing';

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

export interface ContentService {
  /** `null` = there is no such content. */
  meta(content: ContentId | CourseId): Asked<ContentMeta | null>;
  standing(course: CourseId): Asked<CourseStanding>;
}

export const CONTENT_READ_PATH = '/content/v3/read/';
const SEARCH_PATH = '/v3/search';
const NOT_THERE = [400, 404];

export interface ContentServiceDeps {
  /** `null` = that service is not used; what needs it fails and says so. */
  readonly content: HttpService | null;
  readonly search: HttpService | null;
  /** Ends in `/`; the content's id follows. */
  readonly readPath?: string;
  readonly limits: KeepLimits;
  now(): number;
}

export function contentService(deps: ContentServiceDeps): ContentService {
  const metas = new KeptAnswers<ContentMeta | null>(deps.limits, () => deps.now());
  const standings = new KeptAnswers<CourseStanding>(deps.limits, () => deps.now());
  return {
    meta: (content) => metas.of(content, () => readMeta(deps, content)),
    standing: (course) => standings.of(course, () => searchCourse(deps, course)),
  };
}

/** Questions of a content, `null` = not said; an error where nothing is known of the content. */
export const questionsOf =
  (contents: ContentService) =>
  async (content: ContentId): Asked<number | null> => {
    const meta = await contents.meta(content);
    if (!meta.ok) return meta;
    if (meta.value !== null) return ok(meta.value.totalQuestions);
    return err({ detail: `Failed to fetch the content meta for the content ID: ${content}` });
  };

async function readMeta(
  { content: http, readPath = CONTENT_READ_PATH }: ContentServiceDeps,
  content: string,
): Asked<ContentMeta | null> {
  if (http === null) return err({ detail: 'no content service is set' });
  const answer = await http.get(readPath + encodeURIComponent(content));
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  const { responseCode, result } = serviceAnswer(body);
  if (status === 200 && responseCode === 'OK') return ok(metaOf(fieldsOf(own(result, 'content'))));
  if (NOT_THERE.includes(status)) return ok(null);
  return err({ detail: `the content service answered ${String(status)} for ${content}` });
}

const metaOf = (content: Fields): ContentMeta => ({
  name: textOf(own(content, 'name')),
  contentType: textOf(own(content, 'contentType')),
  totalQuestions: countOf(own(content, 'totalQuestions')),
});

/** A number, also as a text; anything else is not said. */
function countOf(value: unknown): number | null {
  const text = textOf(value).trim();
  const count = Math.trunc(Number(text));
  return text === '' || !Number.isSafeInteger(count) ? null : count;
}

async function searchCourse(
  { search: http }: ContentServiceDeps,
  course: CourseId,
): Asked<CourseStanding> {
  if (http === null) return err({ detail: 'no search service is set' });
  const status = ['Live', 'Unlisted', 'Retired'];
  const filters = { objectType: 'Collection', identifier: course, status };
  const answer = await http.post(SEARCH_PATH, { request: { filters, fields: ['status'] } });
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) {
    return err({ detail: `search-service not returning error:${String(answer.value.status)}` });
  }
  const [found] = listOf(own(serviceAnswer(answer.value.body).result, 'content'));
  if (found === undefined) return ok('missing');
  return ok(textOf(own(fieldsOf(found), 'status')) === 'Retired' ? 'retired' : 'live');
}
