import { describe } from 'vitest';
import { memoryLeases, memoryMembers } from '../../src/persistence/memory-leases.js';
import { catalogueStoreContract } from '../contract/catalogue-store.js';
import { certificateStoreContract } from '../contract/certificate-store.js';
import { commandLogContract } from '../contract/command-log.js';
import { deadLetterStoreContract } from '../contract/dead-letter-store.js';
import { effectStoreContract } from '../contract/effect-store.js';
import { glancesContract } from '../contract/glances.js';
import { leaseStoreContract, memberStoreContract } from '../contract/lease-store.js';
import { offsetStoreContract } from '../contract/offset-store.js';
import { reportRequestStoreContract } from '../contract/report-request-store.js';
import { snapshotStoreContract } from '../contract/snapshot-store.js';
import { userStoreContract } from '../contract/user-store.js';
import { openFaultless, openLmdb, openMemory } from './stores.js';

describe.each([
  ['LMDB', openLmdb],
  ['memory', openMemory],
  ['the faulty wrapper without faults', openFaultless],
])('On %s', (_name, open) => {
  commandLogContract(open);
  snapshotStoreContract(open);
  glancesContract(open);
  effectStoreContract(open);
  catalogueStoreContract(open);
  userStoreContract(open);
  certificateStoreContract(open);
  deadLetterStoreContract(open);
  reportRequestStoreContract(open);
  offsetStoreContract(open);
});

describe('In memory', () => {
  leaseStoreContract(() => Promise.resolve(memoryLeases()));
  memberStoreContract(() => Promise.resolve(memoryMembers(Date.now)));
});
