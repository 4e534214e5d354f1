/** Consents read from the table of a real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LearnerId } from '../../src/domain/ids.js';
import { sunbirdConsents } from '../../src/persistence/cassandra/sunbird-consents.js';
import { createUserTables } from '../../src/persistence/cassandra/sunbird-user-schema.js';
import { realServers } from '../real/servers.js';
import { openKeyspace, valueOf, type Keyspace } from './cassandra-sunbird.js';

describe.skipIf(realServers() === null)('Sunbird’s consents on a real server', () => {
  let keyspace: Keyspace;
  beforeAll(async () => {
    keyspace = await openKeyspace('empty');
  });
  afterAll(() => keyspace.drop());

  it('are none where there is no table, and count once it is there', async () => {
    const { client, name, execute } = keyspace;
    const consents = sunbirdConsents(client, name);
    const ids = ['given', 'revoked', 'elsewhere', 'nobody'] as LearnerId[];

    const before = valueOf(await consents(ids, 'org', 'do_1'));
    valueOf(await createUserTables(client, name));
    for (const [user, object, status] of [
      ['given', 'do_1', 'ACTIVE'],
      ['revoked', 'do_1', 'REVOKED'],
      ['elsewhere', 'do_2', 'ACTIVE'],
    ]) {
      await execute(
        `INSERT INTO ${name}.user_consent
         (user_id, consumer_id, object_id, status, last_updated_on)
         VALUES (?, 'org', ?, ?, '2024-05-02T06:00:00Z')`,
        [user, object, status],
      );
    }

    expect(before).toEqual([null, null, null, null]);
    const at = Date.parse('2024-05-02T06:00:00Z');
    expect(valueOf(await consents(ids, 'org', 'do_1'))).toEqual([
      { given: true, at },
      { given: false, at },
      null,
      null,
    ]);
  });
});
