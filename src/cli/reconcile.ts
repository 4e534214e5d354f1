/**
 * `laurel reconcile --dry-run`: lists every cell in which Sunbird's tables differ from what Laurel
 * knows, by batch. Reads snapshots and tables, writes nothing; what is not flushed yet differs.
 */
import { openCassandra } from '../cluster-stores.js';
import type { Config } from '../config.js';
import type { Batch } from '../domain/batch.js';
import type { BatchId } from '../domain/ids.js';
import { zoneOf } from '../gateway/zone.js';
import { reconciled } from '../persistence/cassandra/sunbird-reconcile.js';
import type { Session } from '../persistence/cassandra/session.js';
import type { Reader } from '../reader.js';
import { rolesOf } from '../topic-follow.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface ReconcileParts {
  readonly reader: Reader;
  readonly config: Config;
  readonly terminal: Terminal;
}

/** Without ids: all batches. Ends with 1 when something differs or cannot be read. */
export async function reconcile(
  ids: readonly string[],
  parts: ReconcileParts,
  json: boolean,
): Promise<ExitCode> {
  const { reader, config, terminal } = parts;
  const session = await openCassandra(config);
  if (!session.ok) {
    terminal.note(`laurel: ${session.error.detail}`);
    return EXIT.failed;
  }
  const counts: Counts = { enrolments: 0, differences: 0, unread: 0 };
  try {
    for (const batch of chosen(ids, reader)) {
      await reconcileBatch(batch, session.value, parts, json, counts);
    }
  } finally {
    await session.value.close();
  }
  const { enrolments, differences, unread } = counts;
  terminal.note(
    `laurel: ${String(enrolments)} enrolments, ${String(differences)} differences, ` +
      `${String(unread)} not read`,
  );
  return differences + unread === 0 ? EXIT.ok : EXIT.failed;
}

interface Counts {
  enrolments: number;
  differences: number;
  unread: number;
}

const chosen = (ids: readonly string[], reader: Reader): readonly Batch[] =>
  ids.length === 0 ? reader.batches() : ids.flatMap((id) => reader.batch(id as BatchId) ?? []);

async function reconcileBatch(
  batch: Batch,
  session: Session,
  { reader, config, terminal }: ReconcileParts,
  json: boolean,
  counts: Counts,
): Promise<void> {
  const found = reconciled(session.client, config.cassandraKeyspace, {
    states: reader.states(batch),
    tree: reader.tree(batch),
    columns: rolesOf(config).has('api') ? 'all' : 'jobs',
    withUnits: true,
    zone: zoneOf(config.timeZone),
  });
  for await (const { key, differences } of found) {
    counts.enrolments++;
    if (!differences.ok) {
      counts.unread++;
      terminal.note(`laurel: ${key.learner} in ${key.batch}: ${differences.error.detail}`);
      continue;
    }
    for (const cell of differences.value) {
      counts.differences++;
      terminal.print(json ? JSON.stringify({ ...key, ...cell }) : JSON.stringify(cell));
    }
  }
}
