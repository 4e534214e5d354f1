import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Session } from '../../src/persistence/cassandra/session.js';
import { catalogueStoreContract } from '../contract/catalogue-store.js';
import { certificateStoreContract } from '../contract/certificate-store.js';
import { deadLetterStoreContract } from '../contract/dead-letter-store.js';
import { effectStoreContract } from '../contract/effect-store.js';
import type { OpenStore } from '../contract/open-store.js';
import { reportRequestStoreContract } from '../contract/report-request-store.js';
import { snapshotStoreContract } from '../contract/snapshot-store.js';
import { realServers } from '../real/servers.js';
import { dropKeyspace, openCassandra, sessionOn } from './cassandra-stores.js';

const servers = realServers();

describe.skipIf(servers === null)('On Cassandra', () => {
  const keyspace = `laurel_${randomUUID().slice(0, 8)}`;
  let session: Session;
  const open: OpenStore = () => openCassandra(session, keyspace);

  beforeAll(async () => {
    session = await sessionOn(servers!, keyspace);
  });
  afterAll(() => dropKeyspace(session, keyspace));

  snapshotStoreContract(open, { holdsMoments: false, keepsLog: false });
  effectStoreContract(open);
  catalogueStoreContract(open);
  certificateStoreContract(open);
  deadLetterStoreContract(open);
  reportRequestStoreContract(open);
});
