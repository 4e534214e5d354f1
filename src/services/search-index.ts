/**
 * The index `course-batch` of Elasticsearch, which Sunbird's readers of batches search. Owns the
 * requests' shapes; what a document says and when it is written is decided elsewhere.
 *
 * - X1 A document is written under its own version (`external_gte`), so that writing it again
 *   changes nothing and a later state is never replaced by an earlier one, in whatever order they
 *   arrive and from however many processes. A conflict therefore means: a later state is there.
 * - X2 Documents that Sunbird's services wrote have small versions of the index's own, so ours
 *   replace them; theirs count on from ours.
 * - X3 One request carries at most `BULK_DOCUMENTS_MAX` documents and about `BULK_BYTES_MAX`.
 * - X4 The same paths serve Elasticsearch 6 to 8; only version 6 wants a type in bulk requests,
 *   and is asked again with one when it says so.
 *
 * Source: `reference/lms.md` 3.4, `es_course_batch_index` in 11.
 */
import { err, ok, type Result } from '../domain/result.js';
import { fieldsOf, listOf, own, textOf, type Fields } from './answer.js';
import type { HttpAnswer, HttpCall, HttpService } from './http-service.js';
import { indexed, ofStatus, type Indexed } from './indexed.js';

export interface IndexDocument {
  readonly id: string;
  readonly version: number;
  readonly fields: Fields;
}

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

export interface SearchIndex {
  put(document: IndexDocument): Promise<Indexed>;
  /** What became of each, in order; those that are to be tried again may be given again. */
  putAll(documents: readonly IndexDocument[]): Promise<readonly Indexed[]>;
  /** The status that the index shows of each batch; those that it does not have are left out. */
  statuses(ids: readonly string[]): Asked<ReadonlyMap<string, number>>;
}

const INDEX = '/course-batch';
const VERSION_TYPE = 'external_gte';
/** A conflict is a later state (X1). */
const WRITTEN = [200, 201, 409];

const BULK_DOCUMENTS_MAX = 500;
const BULK_BYTES_MAX = 4 * 1024 * 1024;

export function searchIndex(http: HttpService): SearchIndex {
  const bulk = bulkCall(http);
  return {
    put: async ({ id, version, fields }) => {
      const path = `${INDEX}/_doc/${encodeURIComponent(id)}`;
      const query = `version=${String(version)}&version_type=${VERSION_TYPE}`;
      return indexed(await http.put(`${path}?${query}`, fields), `PUT ${path}`, WRITTEN);
    },
    putAll: async (documents) => {
      const results: Indexed[] = [];
      for (const part of partsOf(documents)) {
        results.push(...bulkResults(part, await bulk(part.flatMap(bulkLines))));
      }
      return results;
    },
    statuses: async (ids) => {
      const found = new Map<string, number>();
      for (let from = 0; from < ids.length; from += BULK_DOCUMENTS_MAX) {
        const part = ids.slice(from, from + BULK_DOCUMENTS_MAX);
        const answer = await http.post(`${INDEX}/_mget?_source=status`, { ids: part });
        if (!answer.ok) return answer;
        const read = readStatuses(answer.value, found);
        if (!read.ok) return read;
      }
      return ok(found);
    },
  };
}

const bulkLines = ({ id, version, fields }: IndexDocument): readonly unknown[] => [
  { index: { _id: id, version, version_type: VERSION_TYPE } },
  fields,
];

/** X3. A document that is larger than the limit goes alone. */
function partsOf(documents: readonly IndexDocument[]): readonly (readonly IndexDocument[])[] {
  const parts: IndexDocument[][] = [];
  let bytes = Infinity;
  for (const document of documents) {
    const size = Buffer.byteLength(JSON.stringify(document));
    const last = parts.at(-1);
    if (last === undefined || bytes + size > BULK_BYTES_MAX || last.length >= BULK_DOCUMENTS_MAX) {
      parts.push([document]);
      bytes = size;
      continue;
    }
    last.push(document);
    bytes += size;
  }
  return parts;
}

const TYPE_WANTED = 'type is missing';

/** X4. */
function bulkCall(http: HttpService): (lines: readonly unknown[]) => HttpCall {
  let path = `${INDEX}/_bulk`;
  return async (lines) => {
    const answer = await http.postLines(path, lines);
    if (!answer.ok || answer.value.status !== 400) return answer;
    if (!JSON.stringify(answer.value.body).includes(TYPE_WANTED)) return answer;
    path = `${INDEX}/_doc/_bulk`;
    return http.postLines(path, lines);
  };
}

/** The answer names the items in the order of the request. */
function bulkResults(
  documents: readonly IndexDocument[],
  answer: Awaited<HttpCall>,
): readonly Indexed[] {
  const whole = indexed(answer, `POST ${INDEX}/_bulk`, [200]);
  if (!answer.ok || whole.kind !== 'done') return documents.map(() => whole);
  const items = listOf(own(fieldsOf(answer.value.body), 'items'));
  return documents.map(({ id }, i) => {
    const item = fieldsOf(own(fieldsOf(items[i]), 'index'));
    if (own(item, '_id') !== id) {
      return { kind: 'retry', detail: `POST ${INDEX}/_bulk was answered without ${id}` };
    }
    return ofStatus(Number(own(item, 'status')), `indexing ${id}`, WRITTEN);
  });
}

/** An index that is not there yet has no document. */
function readStatuses(
  { status, body }: HttpAnswer,
  found: Map<string, number>,
): Result<void, { readonly detail: string }> {
  if (status === 404) return ok(undefined);
  if (status !== 200) return err({ detail: `POST ${INDEX}/_mget was answered ${String(status)}` });
  for (const document of listOf(own(fieldsOf(body), 'docs')).map(fieldsOf)) {
    const shown = own(fieldsOf(own(document, '_source')), 'status');
    if (typeof shown === 'number') found.set(textOf(own(document, '_id')), shown);
  }
  return ok(undefined);
}
