/** Users and organisations read from the tables of a real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUserTables } from '../../src/persistence/cassandra/sunbird-user-schema.js';
import {
  sunbirdUsers,
  type SunbirdUsers,
  type UserPage,
  type UserRow,
} from '../../src/persistence/cassandra/sunbird-users.js';
import type { Instant } from '../../src/domain/ids.js';
import { realServers } from '../real/servers.js';
import { openKeyspace, valueOf, type Keyspace } from './cassandra-sunbird.js';

const PAGE = 7;
const USERS = Array.from({ length: 2 * PAGE + 3 }, (_, i) => `user${i}`);

describe.skipIf(realServers() === null)('Sunbird’s users on a real server', () => {
  let keyspace: Keyspace;
  let users: SunbirdUsers;
  beforeAll(async () => {
    keyspace = await openKeyspace('empty');
    const { client, name, execute } = keyspace;
    valueOf(await createUserTables(client, name));
    valueOf(await createUserTables(client, name));
    for (const [i, id] of USERS.entries()) {
      await putUser(keyspace, i);
      for (const organisation of ['root', `school${i}`]) {
        await execute(
          `INSERT INTO ${name}.user_organisation (userid, organisationid, isdeleted)
           VALUES (?, ?, false)`,
          [id, organisation],
        );
      }
    }
    await execute(
      `INSERT INTO ${name}.user_organisation (userid, organisationid) VALUES ('nobody', 'root')`,
    );
    await execute(
      `INSERT INTO ${name}.organisation (id, orgname, externalid, organisationtype)
       VALUES ('school1', 'School [1]', 'udise1', 2)`,
    );
    await execute(
      `INSERT INTO ${name}.location (id, code, name, type) VALUES ('l1', '32', 'Kerala', 'state')`,
    );
    await execute(
      `INSERT INTO ${name}.system_settings (id, field, value)
       VALUES ('custodianOrgId', 'custodianOrgId', 'root')`,
    );
    users = sunbirdUsers(client, name, PAGE);
  });
  afterAll(() => keyspace.drop());

  const pages = async (since: Instant | null, from: string | null = null): Promise<UserPage[]> => {
    const found: UserPage[] = [];
    let after = from;
    do {
      const page = valueOf(await users.page(after, since));
      found.push(page);
      after = page.next;
    } while (after !== null);
    return found;
  };

  it('come page by page, each user once with the organisations', async () => {
    const found = await pages(null);

    expect(found.map((page) => page.users.length)).toEqual([PAGE, PAGE, 3]);
    expect(found.flatMap(idsOf).sort()).toEqual([...USERS].sort());
    for (const page of found) {
      const expected = idsOf(page).flatMap((id) => [`${id} root`, `${id} ${schoolOf(id)}`]);
      expect(membershipsOf(page.memberships)).toEqual(expected.sort());
    }
  });

  it('go on where a job stopped, also when the last user is gone meanwhile', async () => {
    const [first, ...rest] = await pages(null);
    const last = first!.next!;
    await keyspace.execute(`DELETE FROM ${keyspace.name}.user WHERE id = ?`, [last]);

    const resumed = await pages(null, last);
    await putUser(keyspace, USERS.indexOf(last));
    expect(resumed.flatMap(idsOf)).toEqual(rest.flatMap(idsOf));
  });

  it('from a date are those that were changed since, or do not say', async () => {
    const found = await pages(Date.parse('2023-06-28'));

    const changed = USERS.filter((_, i) => UPDATED[i % UPDATED.length] !== UPDATED[0]);
    expect(found.flatMap(idsOf).sort()).toEqual(changed.sort());
    expect(found).toHaveLength(3);
  });

  it('are found one by one, and none where there is none', async () => {
    const one = valueOf(await users.one('user3'));

    expect(one?.users).toMatchObject([{ id: 'user3', firstname: 'Name 3' }]);
    expect(one?.users[0]?.['framework']).toEqual({ board: ['CBSE'] });
    expect(membershipsOf(one?.memberships ?? [])).toEqual(['user3 root', 'user3 school3']);
    expect(valueOf(await users.one('nobody'))).toBeNull();
  });

  it('have organisations, locations and settings beside them', async () => {
    const organisations = valueOf(await users.organisations(['school1', 'none']));
    expect(organisations).toMatchObject([
      { id: 'school1', orgname: 'School [1]', externalid: 'udise1', organisationtype: 2 },
    ]);
    expect(await listed(users.allOrganisations())).toHaveLength(1);
    expect(await listed(users.locations())).toMatchObject([{ id: 'l1', name: 'Kerala' }]);
    expect(valueOf(await users.setting('custodianOrgId'))).toBe('root');
    expect(valueOf(await users.setting('none'))).toBeNull();
  });
});

/** In turn: changed before the day, on it, and not telling. */
const UPDATED = ['2023-06-27 23:59:59:999+0000', '2023-06-28 06:34:02:020+0000', null];

const putUser = ({ execute, name }: Keyspace, i: number): Promise<unknown> =>
  execute(
    `INSERT INTO ${name}.user (id, userid, firstname, rootorgid, framework, updateddate)
     VALUES (?, ?, ?, 'root', {'board': ['CBSE']}, ?)`,
    [USERS[i], USERS[i], `Name ${i}`, UPDATED[i % UPDATED.length] ?? null],
  );

const idsOf = (page: Pick<UserPage, 'users'>): string[] =>
  page.users.map((row) => row['id'] as string);

const schoolOf = (id: string): string => id.replace('user', 'school');

const membershipsOf = (rows: readonly UserRow[]): string[] =>
  rows.map((row) => `${row['userid'] as string} ${row['organisationid'] as string}`).sort();

async function listed(rows: AsyncIterable<UserRow>): Promise<UserRow[]> {
  const found: UserRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
