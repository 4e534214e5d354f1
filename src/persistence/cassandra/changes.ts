/**
 * Traces of changes of the catalogue, by day, so that processes find what others put.
 *
 * - D1 Whoever asks again with the moment that was answered misses nothing, as it lies before the
 *   question by more than clocks may differ; some changes are named twice.
 */
import { types } from 'cassandra-driver';
import type { BatchId, CourseId, Instant } from '../../domain/ids.js';
import { ok } from '../../domain/result.js';
import type { CatalogueChanges } from '../cluster-ports.js';
import type { Session } from './session.js';
import type { Statement } from './statement.js';

export interface Mark {
  readonly kind: 'course' | 'batch';
  readonly id: string;
}

/** By how much processes' clocks may differ, and a write may take. */
const OVERLAP_MS = 10_000;
const DAY_MS = 86_400_000;
/** Traces are kept this long; a process that was away for longer reads everything at its start. */
const KEPT_S = 3 * 86_400;

export const markStatement = (keyspace: string, { kind, id }: Mark, at: Instant): Statement => ({
  query:
    `INSERT INTO ${keyspace}.laurel_change (day, at, kind, id) VALUES (?, ?, ?, ?) ` +
    `USING TTL ${String(KEPT_S)}`,
  params: [dayOf(at), types.TimeUuid.fromDate(new Date(at)), kind, id],
});

/** D1. */
export async function changedSince(
  session: Session,
  keyspace: string,
  since: Instant,
  now: Instant,
): ReturnType<CatalogueChanges['changedSince']> {
  const from = since - OVERLAP_MS;
  const query = `SELECT kind, id FROM ${keyspace}.laurel_change WHERE day = ? AND at >= minTimeuuid(?)`;
  const [courses, batches] = [new Set<CourseId>(), new Set<BatchId>()];
  for (const day of daysBetween(from, now + OVERLAP_MS)) {
    const rows = await session.rows(query, [day, new Date(from)]);
    if (!rows.ok) return rows;
    for (const row of rows.value) {
      if (row['kind'] === 'course') courses.add(row['id'] as CourseId);
      else batches.add(row['id'] as BatchId);
    }
  }
  return ok({ courses: [...courses], batches: [...batches], until: now });
}

const dayOf = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

function daysBetween(from: Instant, to: Instant): string[] {
  const days: string[] = [];
  for (let at = from; dayOf(at) < dayOf(to); at += DAY_MS) days.push(dayOf(at));
  return [...new Set([...days, dayOf(to)])];
}
