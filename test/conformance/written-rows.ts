/**
 * The rows of an installation's tables as Laurel's projection leaves them: what it writes is put
 * over what was there, as updates would put it.
 */
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import { initialEnrolment } from '../../src/domain/enrolment.js';
import type { EnrolmentKey } from '../../src/domain/ids.js';
import { project } from '../../src/persistence/sunbird/project.js';
import type { Renewal } from '../../src/persistence/sunbird/projection.js';
import { isFields } from './fields.js';
import { insist, sameKey, type Installation } from './installation.js';
import { rowKey, type Row, type Rows } from './tables.js';

export class WrittenRows {
  readonly #installation: Installation;
  readonly #columns: 'all' | 'jobs';
  readonly #tables: Map<string, Map<string, Row>>;
  readonly #shown: EnrolmentState[];
  /** Enrolments whose adopted rows nothing has touched yet. */
  readonly #fresh: Set<EnrolmentState>;

  /** `columns`: whether the API is Laurel's, or another service's. */
  constructor(installation: Installation, rows: Rows, columns: 'all' | 'jobs') {
    this.#installation = installation;
    this.#columns = columns;
    this.#tables = new Map(
      Object.entries(rows).map(([table, list]) => [
        table,
        new Map(list.map((row) => [rowKey(table, row), row])),
      ]),
    );
    this.#shown = [...installation.adopted];
    this.#fresh = new Set(installation.adopted);
  }

  get rows(): Rows {
    return Object.fromEntries(
      [...this.#tables].map(([table, rows]) => [table, [...rows.values()]]),
    );
  }

  /** Writes what differs between what the rows of an enrolment show and its state. */
  async write(key: EnrolmentKey, asked: ReadonlySet<Renewal>): Promise<void> {
    const { engine, store, clock, zone } = this.#installation;
    const after = await insist(engine.enrolment(key));
    const place = this.#shown.findIndex((state) => sameKey(state.key, key));
    const before = this.#shown[place] ?? initialEnrolment(key);
    const isFirst = this.#fresh.delete(before);
    const tree = engine.catalogue.tree(key.course);
    const changes = project({
      ...{ before, after, tree, zone },
      attempts: await insist(store.snapshots.attempts(key)),
      renew: isFirst ? new Set([...asked, 'progress']) : asked,
      columns: this.#columns,
      withUnits: true,
      now: clock.now(),
    });
    for (const [table, rows] of Object.entries(changes)) {
      for (const row of rows as readonly Row[]) this.#put(table, row);
    }
    this.#shown.splice(place < 0 ? this.#shown.length : place, 1, after);
  }

  #put(table: string, row: Row): void {
    const rows = this.#tables.get(table) ?? new Map<string, Row>();
    this.#tables.set(table, rows);
    const key = rowKey(table, row);
    const held = rows.get(key) ?? {};
    const merged = MERGED[table] ?? [];
    const columns = Object.entries(row).map(([column, value]) => {
      const old = held[column];
      const joins = merged.includes(column) && isFields(old) && isFields(value);
      return [column, joins ? { ...old, ...value } : value] as const;
    });
    rows.set(key, { ...held, ...Object.fromEntries(columns) });
  }
}

/** Maps that are added to, key by key; all else is replaced. */
const MERGED: Readonly<Record<string, readonly string[]>> = {
  user_activity_agg: ['aggregates', 'agg_last_updated'],
};
