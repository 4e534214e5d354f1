/** A rebuilding of the user cache on users and a cache in memory. */
import { indexUsers, type IndexOrder, type IndexParts } from '../../src/cli/user-cache-indexer.js';
import { err } from '../../src/domain/result.js';
import type { StoreError } from '../../src/persistence/ports.js';
import type { StoredRow } from '../../src/persistence/sunbird/rows.js';
import type { UserSource } from '../../src/persistence/user-source.js';
import { memoryCachedUsers, memoryCheckpoint } from '../persistence/memory-cached-users.js';
import { memoryUserSource, type UserTables } from '../persistence/memory-user-source.js';
import { CUSTODIAN, LOCATIONS, ORGANISATIONS } from '../persistence/sunbird/indexed-users.js';
import { fakeTerminal } from './fake-terminal.js';

export const IDS = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7'];

interface Given extends Partial<IndexParts> {
  readonly cache?: ReturnType<typeof memoryCachedUsers>;
}

/** A job on seven users and an empty cache, except what is given. */
export function jobOn(given: Given = {}) {
  const cache = given.cache ?? memoryCachedUsers();
  const checkpoint = memoryCheckpoint();
  const parts: IndexParts = {
    source: memoryUserSource(tablesOf(IDS)),
    anonymous: memoryCachedUsers(),
    categories: null,
    terminal: fakeTerminal(),
    ...given,
    cache,
    checkpoint,
  };
  const run = async (order: IndexOrder) => {
    const terminal = fakeTerminal();
    const code = await indexUsers(order, { ...parts, terminal }, true);
    return { code, summary: JSON.parse(terminal.printed.at(-1)!) as unknown, ...terminal };
  };
  return { cache, checkpoint, parts, run };
}

/** Members of an organisation and a school, in one state. */
export function tablesOf(ids: readonly string[]): UserTables {
  return {
    users: new Map(ids.map((id) => [id, userRow(id)])),
    memberships: ids.flatMap((userid) =>
      ['org-root', 'school-a'].map((organisationid) => ({
        ...{ userid, organisationid },
        isdeleted: false,
      })),
    ),
    organisations: [...ORGANISATIONS],
    locations: [...LOCATIONS],
    settings: new Map([['custodianOrgId', CUSTODIAN]]),
  };
}

const userRow = (id: string): StoredRow => ({
  ...{ id, userid: id, firstname: id, rootorgid: 'org-root' },
  framework: { id: ['NCF'], board: ['B'], profileConfig: ['{}'] },
  profilelocation: JSON.stringify([{ id: LOCATIONS[0]!['id'], type: 'state' }]),
});

/** A source of which the call of a number, the first being 1, fails once. */
export function failing(
  source: UserSource,
  method: 'page' | 'existing',
  call: number,
  fault: StoreError = { kind: 'damaged', key: 'user', detail: 'checksum' },
): UserSource {
  let calls = 0;
  const refuse = (): boolean => ++calls === call;
  return {
    ...source,
    page: (after, since) =>
      method === 'page' && refuse() ? Promise.resolve(err(fault)) : source.page(after, since),
    existing: (ids) =>
      method === 'existing' && refuse() ? Promise.resolve(err(fault)) : source.existing(ids),
  };
}
