/** Users in memory, paged in the order of their ids, and a source that fails when it is told to. */
import { ok } from '../../src/domain/result.js';
import type { StoredRow } from '../../src/persistence/sunbird/rows.js';
import { instantOf } from '../../src/persistence/sunbird/cell.js';
import type { UserSource } from '../../src/persistence/user-source.js';

export interface UserTables {
  /** Rows of `user` by id. */
  readonly users: Map<string, StoredRow>;
  readonly memberships: StoredRow[];
  readonly organisations: StoredRow[];
  readonly locations: StoredRow[];
  readonly settings: Map<string, string>;
}

export function memoryUserSource(tables: UserTables, pageMax = 3): UserSource {
  const membershipsOf = (ids: readonly string[]): StoredRow[] =>
    tables.memberships.filter((row) => ids.includes(String(row['userid'])));
  return {
    page: (after, since) => {
      const ids = [...tables.users.keys()].sort().filter((id) => after === null || id > after);
      const some = ids.slice(0, pageMax);
      const users = some.flatMap((id) => {
        const row = tables.users.get(id)!;
        const changedAt = instantOf(row['updateddate']);
        return since === null || changedAt === 0 || changedAt >= since ? [row] : [];
      });
      const next = ids.length > pageMax ? some.at(-1)! : null;
      const passed = 1 - (ids.length - some.length) / tables.users.size;
      return Promise.resolve(ok({ users, memberships: membershipsOf(some), next, passed }));
    },
    one: (id) => {
      const row = tables.users.get(id);
      const found = row && { users: [row], memberships: membershipsOf([id]) };
      return Promise.resolve(ok(found ?? null));
    },
    existing: (ids) => Promise.resolve(ok(new Set(ids.filter((id) => tables.users.has(id))))),
    organisations: (ids) =>
      Promise.resolve(ok(tables.organisations.filter((row) => ids.includes(String(row['id']))))),
    async *locations() {
      yield* await Promise.resolve(tables.locations);
    },
    setting: (id) => Promise.resolve(ok(tables.settings.get(id) ?? null)),
  };
}
