/**
 * Calls on Sunbird's tables, their failures turned into the port's values.
 *
 * - C1 A read changes nothing: whatever fails it, nothing was applied.
 * - C2 A write that fails may have been applied, unless the coordinator refused it.
 */
import { errors, types, type Client } from 'cassandra-driver';
import { err, ok, type Result } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import type { StoredRow } from '../sunbird/rows.js';
import type { Statement } from './statement.js';

/** Rows that are fetched at once; the next are fetched when these were taken. */
const FETCHED_ROWS_MAX = 1000;

/** All rows of an answer, which must be small: a row, a partition of one learner. */
export async function readRows(
  client: Client,
  query: string,
  params: readonly unknown[],
): Stored<readonly StoredRow[]> {
  try {
    const rows: StoredRow[] = [];
    for await (const row of streamRows(client, query, params)) rows.push(row);
    return ok(rows);
  } catch (error) {
    return err(unavailable(error));
  }
}

/** The rows of an answer of any length, a page at a time; throws what the driver throws. */
export async function* streamRows(
  client: Client,
  query: string,
  params: readonly unknown[],
): AsyncGenerator<StoredRow> {
  const options = { prepare: true, fetchSize: FETCHED_ROWS_MAX, isIdempotent: true };
  const answer = await client.execute(query, [...params], options);
  for await (const row of answer) yield row;
}

/**
 * Executes one statement, of which the caller's repetition under a new time is the same. The
 * driver must not repeat it: at its old time a list would come to hold its entries twice.
 */
export async function write(client: Client, { query, params }: Statement): Stored<void> {
  try {
    await client.execute(query, [...params], { prepare: params.length > 0, isIdempotent: false });
    return ok(undefined);
  } catch (error) {
    return err(wasRefused(error) ? unavailable(error) : { kind: 'timeout', detail: String(error) });
  }
}

/** C2. What is not to be repeated is tried on another host only where it was never sent. */
const wasRefused = (error: unknown): boolean =>
  error instanceof errors.NoHostAvailableError ||
  (error instanceof errors.ResponseError && REFUSALS.has(error.code));

/** The values of results, or the first failure among them. */
export function allOk<T>(results: readonly Result<T, StoreError>[]): Result<T[], StoreError> {
  const failed = results.find((result) => !result.ok);
  if (failed !== undefined) return failed;
  return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

export const unavailable = (error: unknown): StoreError => ({
  kind: 'unavailable',
  detail: String(error),
});

const { responseErrorCodes: code } = types;

/** Answers of a coordinator that did not begin. */
const REFUSALS: ReadonlySet<number> = new Set([
  code.unavailableException,
  code.overloaded,
  code.isBootstrapping,
  code.syntaxError,
  code.unauthorized,
  code.invalid,
  code.configError,
  code.alreadyExists,
]);
