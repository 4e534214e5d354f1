/**
 * The `batches` of a content, which portals list beside a course. The content service keeps them,
 * and its own search index follows it; so they are written there and not into that index.
 *
 * - T1 Entries of batches that are not known here stay as they are; those of known batches are as
 *   given, whatever was there, so that writing again changes nothing.
 * - T2 Contents are read and written one write at a time each, since the service takes a whole list
 *   and compares nothing. Two processes that write one content at the same moment can lose an
 *   entry; the next write of that content, or `laurel reindex batches`, brings it back.
 * - T3 A content that the service does not have needs no entries.
 *
 * Source: `reference/lms.md` 3.4; the path and the empty list as `null` from upstream's
 * `CourseBatchStatusUpdaterJob`.
 */
import { isDeepStrictEqual } from 'node:util';
import { fieldsOf, listOf, own, serviceAnswer, textOf, type Fields } from './answer.js';
import { CONTENT_READ_PATH } from './content-service.js';
import type { HttpService } from './http-service.js';
import { INDEXED, indexed, type Indexed } from './indexed.js';

export interface BatchList {
  readonly content: string;
  /** Ids of the batches that the entries speak for, those without an entry included. */
  readonly known: ReadonlySet<string>;
  readonly entries: readonly Fields[];
}

export interface ContentBatches {
  put(list: BatchList): Promise<Indexed>;
}

const UPDATE_PATH = '/system/v3/content/update/';

export function contentBatches(http: HttpService): ContentBatches {
  /** The last write of each content that is being written (T2). */
  const turns = new Map<string, Promise<Indexed>>();
  return {
    put: (list) => {
      const before = turns.get(list.content) ?? Promise.resolve(INDEXED);
      const turn = before.then(() => write(http, list));
      turns.set(list.content, turn);
      return turn.finally(() => {
        if (turns.get(list.content) === turn) turns.delete(list.content);
      });
    },
  };
}

async function write(http: HttpService, { content, known, entries }: BatchList): Promise<Indexed> {
  const path = encodeURIComponent(content);
  const read = await http.get(`${CONTENT_READ_PATH}${path}?fields=batches`);
  const seen = indexed(read, `GET ${CONTENT_READ_PATH}${path}`, [200, 404]);
  if (!read.ok || seen.kind !== 'done') return seen;
  if (read.value.status === 404) return INDEXED;
  const stored = own(fieldsOf(own(serviceAnswer(read.value.body).result, 'content')), 'batches');
  const others = listOf(stored).filter((entry) => !known.has(idOf(entry)));
  const wanted = [...others, ...entries];
  if (isDeepStrictEqual(wanted, listOf(stored))) return INDEXED;
  const batches = wanted.length === 0 ? null : wanted;
  const written = await http.patch(UPDATE_PATH + path, { request: { content: { batches } } });
  return indexed(written, `PATCH ${UPDATE_PATH}${path}`, [200, 404]);
}

const idOf = (entry: unknown): string => textOf(own(fieldsOf(entry), 'batchId'));
