import { describe } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import {
  memoryCatalogue,
  type ApplyStatement,
  type SharedCatalogue,
} from '../../src/persistence/memory-catalogue.js';
import { memoryLeases, memoryMembers } from '../../src/persistence/memory-leases.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import type { Store, StoreError } from '../../src/persistence/ports.js';
import { catalogueStoreContract } from '../contract/catalogue-store.js';
import { certificateStoreContract } from '../contract/certificate-store.js';
import { commandLogContract } from '../contract/command-log.js';
import { deadLetterStoreContract } from '../contract/dead-letter-store.js';
import { effectStoreContract } from '../contract/effect-store.js';
import { glancesContract } from '../contract/glances.js';
import { leaseStoreContract, memberStoreContract } from '../contract/lease-store.js';
import { offsetStoreContract } from '../contract/offset-store.js';
import type { OpenedStore } from '../contract/open-store.js';
import { reportRequestStoreContract } from '../contract/report-request-store.js';
import { sharedCatalogueContract, type GivenCatalogue } from '../contract/shared-catalogue.js';
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
  catalogueStoreContract(openShared);
  sharedCatalogueContract(openRivals);
  leaseStoreContract(() => Promise.resolve(memoryLeases()));
  memberStoreContract(() => Promise.resolve(memoryMembers(Date.now)));
});

/** A catalogue of several processes, where a restart is one more process. */
function openShared(): Promise<OpenedStore> {
  const shared = memoryCatalogue();
  const rest = memoryStore();
  const open = (): Store => ({ ...rest, catalogue: shared.open(Date.now).catalogue });
  return Promise.resolve({ store: open(), reopen: () => Promise.resolve(open()) });
}

function openRivals(): Promise<GivenCatalogue> {
  const shared = memoryCatalogue();
  const open = (apply?: ApplyStatement): SharedCatalogue => shared.open(Date.now, apply);
  return Promise.resolve({
    open: () => open(),
    begin: async (info, tree) => {
      let statements = 0;
      const dying = open((one) => Promise.resolve(++statements > 1 ? err(DEAD) : ok(one())));
      await dying.catalogue.putCourse(info, tree);
    },
  });
}

const DEAD: StoreError = { kind: 'unavailable', detail: 'the process died' };
