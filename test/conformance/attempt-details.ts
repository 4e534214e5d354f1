/**
 * The times of attempts in `agg_details`: Sunbird prints them as a text of whole seconds, cases
 * give them in milliseconds.
 */
import { isFields, listOf } from './fields.js';
import { instantOf } from './placeholder.js';
import type { Row, Rows } from './tables.js';

/**
 * The rows with each printed time replaced by the milliseconds that it stands for: those of the
 * attempt's own row where they are printed so, else the whole second.
 */
export function withExactTimes(tables: Rows): Rows {
  const attempts = tables['assessment_aggregator'] ?? [];
  const rows = tables['user_activity_agg'] ?? [];
  const exact = rows.map((row) => ({
    ...row,
    agg_details: listOf(row['agg_details'], 'agg_details').map((text) =>
      dated(text, row, attempts),
    ),
  }));
  return 'user_activity_agg' in tables ? { ...tables, user_activity_agg: exact } : tables;
}

const DATED = 'last_attempted_on';
const SECOND_MS = 1000;

function dated(text: unknown, { user_id, activity_id }: Row, attempts: readonly Row[]): unknown {
  const detail: unknown = typeof text === 'string' ? JSON.parse(text) : text;
  if (!isFields(detail) || typeof detail[DATED] !== 'string') return text;
  const second = Date.parse(`${detail[DATED].replace(/\u202f/g, ' ')} UTC`);
  const times = attempts
    .filter((row) => row['user_id'] === user_id && row['course_id'] === activity_id)
    .filter((row) => row['content_id'] === detail['content_id'])
    .filter((row) => row['attempt_id'] === detail['attempt_id'])
    .map((row) => instantOf(row[DATED]) ?? NaN);
  const exact = times.find((at) => Math.floor(at / SECOND_MS) * SECOND_MS === second);
  return { ...detail, [DATED]: exact ?? second };
}
