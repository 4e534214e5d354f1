/**
 * The content search, asked with a search as somebody wrote it. Judges nothing in it.
 *
 * Source: `reference/exhausts.md` 1.6 (search endpoint, all lists of the result united).
 */
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, own, serviceAnswer, textOf } from './answer.js';
import type { HttpService } from './http-service.js';

const SEARCH_PATH = '/v3/search';

/** The ids of what a search finds. */
export async function collectionsFound(
  http: HttpService,
  search: Readonly<Record<string, unknown>>,
): Promise<Result<ReadonlySet<string>, { readonly detail: string }>> {
  const answer = await http.post(SEARCH_PATH, search);
  if (!answer.ok) return err({ detail: answer.error.detail });
  const { status, body } = answer.value;
  if (status !== 200) return err({ detail: `the search service answered ${String(status)}` });
  const lists = Object.entries(fieldsOf(serviceAnswer(body).result))
    .filter(([name]) => name !== 'count')
    .flatMap(([, value]) => (Array.isArray(value) ? (value as readonly unknown[]) : []));
  const ids = lists.map((found) => textOf(own(fieldsOf(found), 'identifier')));
  return ok(new Set(ids.filter((id) => id !== '')));
}
