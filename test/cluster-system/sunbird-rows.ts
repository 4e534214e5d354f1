/** What Sunbird's tables say of every learner of a course, read as Sunbird's services would. */
import type { Client, types } from 'cassandra-driver';

/** One learner in one batch; `enrolled` when there is a row of `user_enrolments`. */
export interface SunbirdRow {
  readonly batch: string;
  /** `user_enrolments.progress` */
  readonly progress: number;
  readonly status: number;
  /** Contents with status 2 in `user_content_consumption`. */
  readonly contents: number;
  /** `completedCount` of the course, then of each unit, in `user_activity_agg`; no row = 0. */
  readonly counts: readonly number[];
}

const PAGE_ROWS = 2_000;

/** The rows by learner; `activities` are the course's id and its units' in their order. */
export async function sunbirdRows(
  client: Client,
  keyspace: string,
  activities: readonly string[],
): Promise<Map<string, SunbirdRow>> {
  const rows = new Map<string, SunbirdRow & { contents: number; counts: number[] }>();
  const enrolments = `SELECT userid, batchid, progress, status FROM ${keyspace}.user_enrolments`;
  for await (const row of pages(client, enrolments)) {
    const [progress, status] = [numberOf(row['progress']), numberOf(row['status'])];
    const counts = activities.map(() => 0);
    const [userid, batch] = [String(row['userid']), String(row['batchid'])];
    rows.set(userid, { batch, progress, status, contents: 0, counts });
  }
  const contents = `SELECT userid, status FROM ${keyspace}.user_content_consumption`;
  for await (const row of pages(client, contents)) {
    const held = rows.get(String(row['userid']));
    if (held !== undefined && numberOf(row['status']) === 2) held.contents++;
  }
  const aggregates = `SELECT user_id, activity_id, aggregates FROM ${keyspace}.user_activity_agg`;
  for await (const row of pages(client, aggregates)) {
    const held = rows.get(String(row['user_id']));
    const place = activities.indexOf(String(row['activity_id']));
    const values = row['aggregates'] as Readonly<Record<string, number>> | null;
    if (held !== undefined && place >= 0) held.counts[place] = values?.['completedCount'] ?? 0;
  }
  return rows;
}

async function* pages(client: Client, query: string): AsyncGenerator<types.Row> {
  let pageState: string | undefined;
  do {
    const options = { prepare: true, fetchSize: PAGE_ROWS, ...(pageState && { pageState }) };
    const page = await client.execute(query, [], options);
    yield* page.rows;
    pageState = page.pageState || undefined;
  } while (pageState !== undefined);
}

const numberOf = (cell: unknown): number => Number(cell ?? 0);
