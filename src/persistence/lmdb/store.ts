/** All ports on one LMDB environment: the store of the embedded profile. */
import { ok, type Result } from '../../domain/result.js';
import type { Store } from '../ports.js';
import { lmdbCatalogue } from './catalogue.js';
import { lmdbCertificates } from './certificates.js';
import { lmdbCommandLog } from './command-log.js';
import { lmdbDeadLetters } from './dead-letters.js';
import { lmdbEffects } from './effects.js';
import { openEnvironment, type OpenError, type OpenOptions } from './environment.js';
import { lmdbOffsets } from './offsets.js';
import { lmdbReportRequests } from './report-requests.js';
import { lmdbSnapshots } from './snapshots.js';
import { lmdbUsers } from './users.js';

/** Opens the folder's store. A writer takes the folder's lock; a reader sees what is committed. */
export function openLmdbStore(options: OpenOptions): Result<Store, OpenError> {
  const opened = openEnvironment(options);
  if (!opened.ok) return opened;
  const env = opened.value;
  const log = lmdbCommandLog(env);
  return ok({
    log,
    snapshots: lmdbSnapshots(env, (below, writes) => log.release(below, writes)),
    offsets: lmdbOffsets(env),
    effects: lmdbEffects(env),
    catalogue: lmdbCatalogue(env),
    users: lmdbUsers(env),
    certificates: lmdbCertificates(env),
    deadLetters: lmdbDeadLetters(env),
    reportRequests: lmdbReportRequests(env),
    close: () => env.close(),
  });
}
